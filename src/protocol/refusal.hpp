#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tributary::protocol {

/// Every reason for which the platform refuses. The order of declaration is the precedence: of
/// several reasons the first is told, so a new one stands where it belongs. What journals keep is
/// not this order but the number in the table of texts (`number_of`), which is free and never used
/// again: `tests/golden/refusals.txt`.
enum class Refusal : std::uint16_t {
  none = 0,
  malformed_request,
  unauthenticated,
  forbidden,
  not_found,
  method_not_allowed,
  payload_too_large,
  request_id_missing,
  request_id_invalid,
  request_id_reused,
  bank_reference_recorded,
  overloaded,
  unavailable,
  not_yet_visible,
  too_many_requests,
  sequence_not_reached,
  clock_not_confirmed,
  clock_shows_another_time,
  approval_invalid,
  approval_missing,
  approved_by_oneself,
  channel_not_yours,
  reference_missing,
  agents_only,
  posting_not_found,
  posting_no_longer_kept,
  posting_already_reversed,
  payment_not_last,
  posting_kind_unsuitable,
  account_not_found,
  account_not_yours,
  account_closed,
  account_kind_unsuitable,
  account_owner_unsuitable,
  party_not_found,
  related_group_missing,
  account_exists,
  account_not_empty,
  account_in_use,
  same_account,
  currency_differs,
  platform_account_missing,
  nothing_owed,
  withdrawal_not_found,
  withdrawal_no_longer_kept,
  withdrawal_already_completed,
  withdrawal_already_released,
  withdrawal_already_submitted,
  withdrawal_not_submitted,
  withdrawal_already_returned,
  withdrawal_not_completed,
  business_day_goes_back,
  business_day_skipped,
  calendar_invalid,
  no_due_dates_to_move,
  business_day_not_confirmed,
  loans_kept_days_shortened,
  time_not_ahead,
  loan_not_found,
  loan_no_longer_kept,
  loan_not_in_review,
  loan_not_approved,
  loan_not_scheduled,
  loan_full,
  loan_not_open,
  loan_not_full,
  loan_already_settled,
  listing_ended,
  listing_opens_later,
  listing_still_open,
  settlement_still_open,
  listing_closed,
  nothing_raised,
  listing_times_invalid,
  reminder_not_due,
  nothing_overdue,
  late_interest_already_assessed,
  bid_not_found,
  loan_not_repaying,
  period_not_found,
  period_already_paid,
  earlier_period_unpaid,
  date_goes_back,
  instalment_not_due,
  due_instalments_unpaid,
  date_not_reached,
  date_passed,
  late_interest_not_assessed,
  party_blocked,
  bid_on_own_loan,
  bid_on_related_loan,
  guarantor_is_borrower,
  newcomers_only,
  vip_level_too_low,
  access_code_wrong,
  risk_level_too_low,
  part_prepayments_reached,
  amount_not_positive,
  amount_exceeds_limit,
  withdrawal_fee_differs,
  withdrawal_below_minimum,
  withdrawals_open_reached,
  bid_below_minimum,
  bid_off_step,
  bid_exceeds_maximum,
  bid_exceeds_investor_maximum,
  bid_exceeds_remaining_amount,
  bid_leaves_too_little,
  bid_count_reached,
  amount_exceeds_due,
  nothing_to_waive,
  nothing_to_reschedule,
  principals_do_not_add_up,
  amount_exceeds_outstanding,
  loan_terms_invalid,
  first_due_invalid,
  bid_rules_inconsistent,
  payment_too_small_to_share,
  fees_exceed_principal,
  borrowing_exceeds_cap,
  group_borrowing_exceeds_cap,
  insufficient_funds,
  custodian_lacks_cash,
  balance_exceeds_limit,
  capacity_reached,
  compensation_not_agreed,
  compensation_not_due,
  write_off_not_agreed,
  write_off_not_due,
  late_rules_invalid,
  bidder_owes,
  bidder_blocked,
};

/// What is told of a refusal. `later` says whether the same wish, under a new request id, may
/// succeed without being changed.
struct RefusalText {
  Refusal refusal;
  std::uint16_t number;  ///< in journals, for ever
  int status;            ///< of HTTP
  bool later;
  std::string_view english;
  std::string_view chinese;
  std::string_view name;
};

/// In the order of precedence.
std::span<const RefusalText> refusal_texts();

/// Needs: a refusal of the table, not `none`; asserted.
const RefusalText& text_of(Refusal);
bool is_known(Refusal);

/// What stands for a refusal in a journal; 0 for `none`. Needs: none or a refusal of the table.
std::uint16_t number_of(Refusal);
/// Nothing for a number that is no refusal's; `none` for 0.
std::optional<Refusal> refusal_of(std::uint64_t number);

}  // namespace tributary::protocol
