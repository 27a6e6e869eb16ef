#pragma once

#include <algorithm>
#include <boost/describe/class.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "engine/agenda.hpp"
#include "engine/bid_totals.hpp"
#include "engine/sparse_table.hpp"
#include "engine/state_hash.hpp"
#include "money/daily_charge.hpp"
#include "money/terms.hpp"
#include "protocol/event.hpp"
#include "protocol/types.hpp"

namespace tributary::engine {

using protocol::AccountId;
using protocol::Amount;
using protocol::Date;
using protocol::LoanId;
using protocol::LoanState;
using protocol::PaidTotals;
using protocol::Rate;

/// An investor's interval of the loan: from the end of the claim before it to its own end. Held
/// (the money frozen) until settlement, owned after it.
struct Claim {
  Amount end;
  AccountId holder;
};

/// One line of the schedule and what the borrower has paid of it.
struct LoanPeriod {
  Date due;
  Date charged_to;        ///< late interest and overdue fee are assessed up to this day
  bool overdue = false;   ///< it was found unpaid after its grace days
  bool reminded = false;  ///< its borrower
  std::int32_t late_interest_rest = 0;  ///< see `money::DailyCharge`
  std::int32_t late_fee_rest = 0;
  std::int32_t annual_rate_ppm = 0;  ///< by which it was scheduled
  AccountId payer;  ///< who compensated it and owns the rights to it; zero: the holders
  Amount principal;
  Amount interest;
  Amount fee;
  Amount late_interest;  ///< charged, also what of it was waived
  Amount late_fee;
  Amount principal_paid;
  Amount interest_paid;
  Amount fee_paid;
  Amount late_interest_paid;
  Amount late_fee_paid;
  Amount late_interest_waived;
  Amount late_fee_waived;

  money::DailyCharge charged_interest() const { return {late_interest, late_interest_rest}; }
  money::DailyCharge charged_fee() const { return {late_fee, late_fee_rest}; }
  Amount principal_left() const { return principal - principal_paid; }
  Amount interest_left() const { return interest - interest_paid; }
  /// What is charged and not waived. What was paid stays due where charges that were waived are
  /// taken off again, because a payment was entered late.
  Amount late_interest_due() const {
    return std::max(late_interest - late_interest_waived, late_interest_paid);
  }
  Amount late_fee_due() const { return std::max(late_fee - late_fee_waived, late_fee_paid); }
  Amount late_interest_left() const { return late_interest_due() - late_interest_paid; }
  Amount late_fee_left() const { return late_fee_due() - late_fee_paid; }
  Amount fees_left() const { return fee - fee_paid + late_fee_left(); }
  Amount left() const {
    return principal_left() + interest_left() + late_interest_left() + fees_left();
  }
  bool paid() const { return left() == Amount{}; }
};

/// A payment that can be taken back. Whom it paid follows from the claims as they lay then.
struct Payment {
  protocol::PostingId payment;
  std::uint32_t period = 0;
  std::uint32_t last_period = 0;
  protocol::PaymentKind kind = protocol::PaymentKind::instalment;
  bool reversed = false;
  Date on;
  AccountId payer;
  AccountId payee;
  protocol::InstalmentParts parts;
  PaidTotals paid_before;
  PaidTotals paid_after;
  Amount service_fee;
  Amount late_fee;
  Amount interest_fee;
  Amount guarantee_fee;
};

/// What a payment changed besides: the schedule before it, of which the periods from `first_period`
/// on were replaced. What was agreed on afterwards was agreed on another debt, and goes with it.
struct ScheduleBefore {
  protocol::PostingId payment;
  std::uint32_t first_period = 0;
  std::uint32_t periods_replaced = 0;  ///< they lie in `Loan::periods_replaced`
  money::Terms terms;
  Amount schedule_principal;
  Date schedule_start;
  std::optional<Date> schedule_first_due;
  std::uint32_t schedule_first_period = 1;
  Amount interest_carried;
  Date rescheduled_on;
};

/// One loan from its listing to its last repayment. Some time after its end, when nothing of it can
/// be taken back any more, it leaves memory; the read models keep it.
struct Loan {
  LoanId id;
  LoanState state = LoanState::review;
  AccountId borrower;
  AccountId guarantor;
  protocol::Currency currency = protocol::Currency::CNY;
  protocol::Allocation allocation = protocol::Allocation::fee_penalty_interest_principal;
  Amount principal;
  Amount raised;
  std::uint32_t bids = 0;  ///< that stand; stays when the claims are forgotten
  money::Terms terms;
  /// What the schedule was made for: at settlement, and anew when a part was prepaid or another
  /// schedule agreed.
  Amount schedule_principal;
  Date schedule_start;
  std::optional<Date> schedule_first_due;
  std::uint32_t schedule_first_period = 1;
  protocol::BidRules rules;
  protocol::LoanFees fees;
  protocol::LateRules late;
  protocol::Time opens_at;
  protocol::Time closes_at;
  protocol::Time settles_by;  ///< from when a full raise can be failed; zero while it is not
  Date full_on;               ///< the day of its raise
  Date settled_on;
  Date written_off_on;      ///< day zero: it was not
  Amount interest_carried;  ///< earned before the schedule began, and due with its first interest
  Date rescheduled_on;      ///< by agreement; day zero: never
  Date taken_back_on;       ///< a payment, the last time; day zero: none was
  Date assessed_to;         ///< every period that is overdue is charged up to here
  std::uint32_t bids_placed = 0;   ///< also those that were voided
  Date last_date;                  ///< of its last dated event, the first that of a full raise
  Date ended_on;                   ///< not by the date it was given; day zero: it has not
  PaidTotals paid;                 ///< to the holders, by the borrower or in the borrower's place
  std::vector<Amount> principals;  ///< named by the listing; none from settlement on
  std::vector<protocol::BidDay> bid_days;  ///< where bids earn interest until settlement
  std::uint64_t contract_hash = 0;         ///< `hash_of_contract`, kept because bids come in floods
  std::vector<Claim> claims;
  std::vector<std::uint32_t> bids_voided;  ///< their numbers, in order; no claim has these
  std::vector<LoanPeriod> periods;
  std::vector<Payment> payments;  ///< all of them, oldest first
  std::vector<ScheduleBefore> schedules_before;
  std::vector<LoanPeriod> periods_replaced;  ///< of the schedules before, one after the other
  /// What each investor has bid; kept only while the loan is open and has a maximum for it.
  BidTotals bid_totals;

  Amount remaining() const { return principal - raised; }
  Amount principal_outstanding() const { return principal - paid.principal; }
  /// What the borrower has not paid back, whoever has paid the holders meanwhile.
  Amount principal_owed() const {
    Amount owed = principal_outstanding();
    for (const LoanPeriod& period : periods) {
      if (period.payer) owed += period.principal_left();
    }
    return owed;
  }
  bool live() const { return state <= LoanState::written_off; }
  bool settled() const { return state >= LoanState::repaying && state <= LoanState::prepaid; }
  /// Settled, and payments are expected.
  bool running() const { return state >= LoanState::repaying && state <= LoanState::compensated; }
  /// The place of a bid among the claims, by the number that it was placed with; none: it does not
  /// stand.
  std::optional<std::size_t> place_of_bid(std::uint32_t bid) const;
  /// The number that the claim at a place was bid with.
  std::uint32_t bid_of_place(std::size_t place) const;
  Amount begin_of_claim(std::size_t place) const {
    return place == 0 ? Amount{} : claims[place - 1].end;
  }
  /// The number of the first period not yet paid; one past the last when all are.
  std::uint32_t next_period() const {
    std::uint32_t period = 1;
    while (period <= periods.size() && periods[period - 1].paid()) ++period;
    return period;
  }
};

// What a snapshot keeps as fields; claims, periods and payments follow as they lie in memory,
// and what was bid by whom follows from the claims.
BOOST_DESCRIBE_STRUCT(Loan, (),
                      (id, state, borrower, guarantor, currency, allocation, principal, raised,
                       terms, schedule_principal, schedule_start, schedule_first_due,
                       schedule_first_period, rules, fees, late, opens_at, closes_at, settles_by,
                       written_off_on, bids_placed, last_date, paid, bids, taken_back_on, ended_on,
                       assessed_to, interest_carried, rescheduled_on, settled_on, full_on,
                       principals, bid_days))

/// A hash of what a loan says from its listing on: parties, terms, rules, fees, and on which days
/// bids were placed where that counts. Whoever changes any of it keeps it anew.
std::uint64_t hash_of_contract(const Loan& loan);

/// What each investor has bid on an open loan that has a maximum for it; nothing of any other.
BidTotals bid_totals_of(const Loan& loan);

/// The loans, numbered from 1. Those that ended long ago have left: nobody finds them any more, and
/// what they take in memory is given back a part at a time.
class LoanBook {
 public:
  explicit LoanBook(StateHash& hash) : hash_(&hash) {}

  /// How many were listed ever, and how many of them are in memory.
  std::size_t size() const { return loans_.next_number() - 1; }
  std::size_t in_memory() const { return loans_.size(); }
  LoanId next_id() const { return {loans_.next_number()}; }
  const Loan* find(LoanId id) const {
    const Loan* loan = loans_.find(id.value);
    return loan == nullptr || is_over(*loan) ? nullptr : loan;
  }
  /// Needs: it is there.
  const Loan& operator[](LoanId id) const { return *loans_.find(id.value); }
  /// Whether there was such a loan, and it has left.
  bool has_left(LoanId id) const { return id && id < next_id() && find(id) == nullptr; }
  /// All that are in memory, in the order of their numbers: also those that nobody finds any more.
  auto all() const { return loans_.rows(); }
  const Agenda& agenda() const { return agenda_; }

  void add(Loan loan);
  template <class Change>
  void change(LoanId id, Change&& change) {
    Loan& loan = at(id);
    hash_->remove(hash_of(loan, loan.contract_hash));
    const Agenda::Places before = Agenda::places_of(loan);
    change(loan);
    agenda_.move(before, Agenda::places_of(loan));
    hash_->add(hash_of(loan, loan.contract_hash));
  }
  /// Appends a claim for a bid of `amount`; the loan is full when that reaches its principal.
  void append_claim(LoanId id, Claim claim, Amount amount);
  /// Takes the claim of a bid that stands out; those behind it move down. The loan is open again.
  void remove_claim(LoanId id, std::uint32_t bid);
  void remember(LoanId id, const Payment& payment);
  void remember(LoanId id, ScheduleBefore before, std::span<const LoanPeriod> replaced);
  /// As `change`, and of the schedules before it too.
  template <class Change>
  void change_schedules(LoanId id, Change&& change_all) {
    hash_->remove(hash_of_schedules_of(id));
    change(id, change_all);
    hash_->add(hash_of_schedules_of(id));
  }
  /// `undo` gives the loan what it was before its last payment that stands, its schedule too.
  template <class Undo>
  void take_back_payment(LoanId id, Undo&& undo) {
    change_schedules(id, undo);
    forget_last_payment(id);
  }
  /// The loans of which `payer` has paid something, in order.
  const std::set<LoanId>& paid_by(AccountId payer) const;
  /// An ended loan that was settled stays for a while; `revive` takes its end back.
  void end(LoanId id, Date day);
  void revive(LoanId id);
  /// A listing ended without a loan: nothing of it can be taken back.
  void end_unsettled(LoanId id, Date day);
  /// Those that ended before `day` have left from here.
  void let_go_before(Date day);

  std::uint64_t full_hash() const;
  /// A loan as a snapshot kept it; its hash is part of the restored sum already. Those between it
  /// and the one before it have left.
  void restore(Loan loan);
  /// Likewise all others before `next`; those that ended before `kept_from`, too.
  void restore_ends(LoanId next, Date kept_from);

 private:
  Loan& at(LoanId id) { return *loans_.find(id.value); }
  bool is_over(const Loan& loan) const { return !loan.live() && loan.ended_on < kept_from_; }
  /// Of loans that have left, the oldest: until `rows` are given back.
  void give_back(std::size_t rows);
  void forget_details(LoanId id);

  static std::uint64_t hash_of(const Loan& loan, std::uint64_t contract);
  static std::uint64_t hash_of(LoanId id, Amount from, const Claim& claim);
  static std::uint64_t hash_of(LoanId id, const Payment& payment);
  static std::uint64_t hash_of_details(const Loan& loan);
  std::uint64_t hash_of_schedules_of(LoanId id) const;
  void forget_last_payment(LoanId id);
  void note_payer(LoanId id, AccountId payer);

  StateHash* hash_;
  SparseTable<Loan> loans_;
  Date kept_from_;  // what ended before has left
  Agenda agenda_;
  std::set<std::pair<Date, LoanId>> ended_;  // and still in memory, by the day of their end
  boost::unordered_flat_map<std::uint64_t, std::set<LoanId>> paid_by_;  // by account
};

}  // namespace tributary::engine
