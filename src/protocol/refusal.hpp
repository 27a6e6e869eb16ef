#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tributary::protocol {

/// Every reason for which the platform refuses. Numbers are fixed for ever (journals keep them);
/// the order is the precedence: of several reasons the first is told.
enum class Refusal : std::uint16_t {
  none = 0,
  malformed_request = 1,
  unauthenticated = 2,
  forbidden = 3,
  not_found = 4,
  method_not_allowed = 5,
  payload_too_large = 6,
  request_id_missing = 7,
  request_id_invalid = 8,
  request_id_reused = 9,
  overloaded = 10,
  unavailable = 11,
  not_yet_visible = 12,
  too_many_requests = 13,
  posting_not_found = 100,
  posting_already_reversed = 101,
  payment_not_last = 102,
  account_not_found = 110,
  account_not_yours = 111,
  account_closed = 112,
  account_kind_unsuitable = 113,
  account_owner_unsuitable = 114,
  account_exists = 115,
  account_not_empty = 116,
  account_in_use = 117,
  same_account = 118,
  currency_differs = 119,
  platform_account_missing = 120,
  nothing_owed = 121,
  withdrawal_not_found = 130,
  withdrawal_already_completed = 131,
  withdrawal_already_released = 132,
  withdrawal_already_submitted = 133,
  withdrawal_not_submitted = 134,
  business_day_goes_back = 140,
  business_day_skipped = 141,
  calendar_invalid = 142,
  loan_not_found = 200,
  loan_not_in_review = 201,
  loan_not_approved = 202,
  loan_not_scheduled = 203,
  loan_full = 204,
  loan_not_open = 205,
  loan_not_full = 206,
  loan_already_settled = 207,
  listing_ended = 208,
  listing_opens_later = 209,
  listing_still_open = 210,
  listing_closed = 211,
  nothing_raised = 212,
  listing_times_invalid = 213,
  reminder_not_due = 214,
  nothing_overdue = 215,
  late_interest_already_assessed = 216,
  loan_not_repaying = 220,
  period_not_found = 221,
  period_already_paid = 222,
  earlier_period_unpaid = 223,
  date_goes_back = 224,
  instalment_not_due = 225,
  due_instalments_unpaid = 226,
  date_not_reached = 227,
  date_passed = 228,
  late_interest_not_assessed = 229,
  party_blocked = 230,
  bid_on_own_loan = 231,
  bid_on_related_loan = 232,
  newcomers_only = 233,
  vip_level_too_low = 234,
  access_code_wrong = 235,
  risk_level_too_low = 236,
  amount_not_positive = 240,
  amount_exceeds_limit = 241,
  bid_below_minimum = 242,
  bid_off_step = 243,
  bid_exceeds_maximum = 244,
  bid_exceeds_investor_maximum = 245,
  bid_exceeds_remaining_amount = 246,
  bid_leaves_too_little = 247,
  bid_count_reached = 248,
  amount_exceeds_due = 249,
  amount_exceeds_outstanding = 250,
  loan_terms_invalid = 251,
  first_due_invalid = 252,
  bid_rules_inconsistent = 253,
  payment_too_small_to_share = 254,
  fees_exceed_principal = 255,
  borrowing_exceeds_cap = 256,
  insufficient_funds = 257,
  balance_exceeds_limit = 258,
  capacity_reached = 259,
  compensation_not_agreed = 260,
  compensation_not_due = 261,
  write_off_not_due = 262,
  late_rules_invalid = 263,
};

/// What is told of a refusal. `later` says whether the same wish, under a new request id, may
/// succeed without being changed.
struct RefusalText {
  Refusal refusal;
  int status;  ///< of HTTP
  bool later;
  std::string_view english;
  std::string_view chinese;
  std::string_view name;
};

std::span<const RefusalText> refusal_texts();

/// Needs: a refusal of the table, not `none`; asserted.
const RefusalText& text_of(Refusal);
bool is_known(Refusal);

}  // namespace tributary::protocol
