#pragma once

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "money/terms.hpp"
#include "protocol/command.hpp"

/// What the model's tables hold.
namespace tributary::simulation {

using namespace protocol;

struct ModelAccount {
  PartyId owner;
  AccountKind kind{};
  Currency currency{};
  Amount balance;
  bool closed = false;
  Amount held;  ///< counted anew by `Model::recount_held`
  bool reopened = false;
};

struct ModelBid {
  AccountId account;
  Amount from;
  Amount to;
  std::uint32_t number = 0;  ///< among all that were placed
};

/// Money of the kinds that an instalment is made of.
struct Owed {
  Amount principal;
  Amount interest;
  Amount fee;
  Amount late_interest;
  Amount late_fee;

  Amount fees() const { return fee + late_fee; }
  Amount to_holders() const { return principal + interest + late_interest; }
  Amount sum() const { return to_holders() + fees(); }
  friend bool operator==(const Owed&, const Owed&) = default;
  friend Owed operator+(const Owed& a, const Owed& b) {
    return {a.principal + b.principal, a.interest + b.interest, a.fee + b.fee,
            a.late_interest + b.late_interest, a.late_fee + b.late_fee};
  }
  friend Owed operator-(const Owed& a, const Owed& b) {
    return {a.principal - b.principal, a.interest - b.interest, a.fee - b.fee,
            a.late_interest - b.late_interest, a.late_fee - b.late_fee};
  }
};

struct ModelPeriod {
  Date due;
  Owed owed;
  Owed paid;
  std::optional<AccountId> payer;  ///< who compensated it
  Date charged_to;
  bool found_overdue = false;
  bool reminded = false;
  std::vector<std::pair<Date, Owed>> paid_on;  ///< by day
  Owed waived;                                 ///< of what being late costs
  Rate annual_rate;                            ///< of the terms that it was scheduled by

  Owed rest() const {
    Owed rest = owed - paid;
    for (Amount Owed::* part : {&Owed::late_interest, &Owed::late_fee}) {
      rest.*part = rest.*part - std::min(rest.*part, waived.*part);
    }
    return rest;
  }
  Amount left() const { return rest().sum(); }
  bool is_paid() const { return left() == Amount{}; }
};

/// A payment of a loan, and the loan as it was before it: to take it back is to go back there.
struct ModelPayment {
  PostingId payment;
  PaymentKind kind = PaymentKind::instalment;
  std::size_t period = 0;  ///< of an instalment, from 0
  Owed parts;              ///< of an instalment
  AccountId payer;
  std::optional<AccountId> payee;
  Amount fees;       ///< from the payer, besides
  Amount guarantee;  ///< of these, what was the guarantor's
  PaidTotals before;
  PaidTotals after;
  std::vector<std::size_t> compensated;  ///< periods, from 0
  bool reversed = false;
  Date on;

  ModelPayment(PostingId of, PaymentKind as, Date day) : payment(of), kind(as), on(day) {}

  // The schedule before, where the payment changed it.
  bool changed_schedule = false;
  std::vector<ModelPeriod> periods;
  money::Terms terms;
  Amount schedule_principal;
  Date schedule_start;
  std::optional<Date> first_due;
  std::size_t lines_before = 0;
  Amount interest_carried;
  std::optional<Date> rescheduled_on;
  bool has_own_principals = false;
  std::size_t lines_kept = 0;  ///< the same ones before and after
};

struct ModelLoan {
  LoanState state = LoanState::review;
  AccountId borrower;
  std::optional<AccountId> guarantor;
  Currency currency{};
  Amount principal;
  BidRules rules;
  LoanFees fees;
  LateRules late;
  Allocation allocation{};
  Time opens_at;
  Time closes_at;
  std::optional<Time> settles_by;  ///< of a full one
  std::vector<ModelBid> bids;
  boost::unordered_flat_map<std::uint64_t, Amount> bid_by;  ///< each account's, while open
  PaidTotals paid;
  Date last_date;
  Date assessed_to;
  std::vector<ModelPeriod> periods;
  std::vector<ModelPayment> payments;
  Date full_on;  ///< the day of its raise
  Date settled_on;
  std::optional<Date> written_off_on;
  std::optional<Date> ended_on;       ///< by the day on which it was told; and still kept
  std::vector<Date> days_taken_back;  ///< of its payments
  bool left = false;                  ///< it is kept no longer
  std::vector<Amount> principals;     ///< that the listing names; nothing reads them once settled
  std::vector<Date> bid_days;         ///< of all bids that were placed, by number
  // What the present schedule was made of.
  money::Terms terms;
  Amount schedule_principal;
  Date schedule_start;
  std::optional<Date> first_due;
  std::size_t lines_before = 0;  ///< periods of earlier schedules
  Amount interest_carried;       ///< from the one before it to its first interest
  std::optional<Date> rescheduled_on;
  bool has_own_principals = false;  ///< no terms shape what its lines repay

  Amount raised() const { return bids.empty() ? Amount{} : bids.back().to; }
  bool live() const { return state <= LoanState::written_off; }
  bool serviced() const { return live() && state >= LoanState::repaying; }
  /// Its borrower is still expected to pay.
  bool running() const { return serviced() && state != LoanState::written_off; }
  Amount outstanding() const { return principal - paid.principal; }
};

/// What was last said of a party, from its first account on.
struct ModelProfile {
  std::uint8_t risk_level = 0;
  std::uint8_t vip_level = 0;
  std::uint32_t related_group = 0;
  std::map<Currency, Amount> borrowing_max;
  bool blocked = false;
};

struct ModelWithdrawal {
  enum class State { requested, submitted, completed, released, returned };
  AccountId account;
  Amount amount;
  Amount fee;
  State state = State::requested;
  bool bank_knew = false;  ///< it was submitted once
  Date on{};  ///< of its end; until then, of its request: days may begin earlier than the clock's

  bool open() const { return state == State::requested || state == State::submitted; }
};

struct ModelTariff {
  Amount fee;
  Amount least{1};
  std::size_t under_way = 10;
};

struct ModelPosting {
  AccountId from;
  AccountId to;
  Amount amount;
  bool reversed = false;
  Date on{};
};

}  // namespace tributary::simulation
