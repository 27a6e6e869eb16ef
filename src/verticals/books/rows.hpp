#pragma once

#include <limits>

#include "rows/table.hpp"
#include "verticals/books/facts.hpp"

/// What changes: small tables beside the facts, one row a noun, written once a transaction however
/// often it changed.
namespace tributary::books {

struct AccountRow {
  static constexpr std::string_view table = "books_account";
  static constexpr std::string_view key = "account";
  AccountId account;
  PartyId party;
  AccountKind kind = AccountKind::member_cash;
  Currency currency = Currency::CNY;
  bool closed = false;

  friend bool operator==(const AccountRow&, const AccountRow&) = default;
};
BOOST_DESCRIBE_STRUCT(AccountRow, (), (account, party, kind, currency, closed))

/// What the borrower paid of the schedule's lines from `first_period` on; those before it are paid.
/// Periods are paid in their order, so the sums say how far each of them is.
struct Collected {
  std::uint32_t first_period = 1;
  InstalmentParts parts;
  Amount fee;
  Amount late_fee;

  friend bool operator==(const Collected&, const Collected&) = default;
};
BOOST_DESCRIBE_STRUCT(Collected, (), (first_period, parts, fee, late_fee))

/// What a borrower should have paid by now and has not, whoever it is owed to.
struct Overdue {
  Amount principal;
  Amount interest;
  Amount late_interest;
  Amount fees;

  friend bool operator==(const Overdue&, const Overdue&) = default;
};
BOOST_DESCRIBE_STRUCT(Overdue, (), (principal, interest, late_interest, fees))

/// The sums of one loan fit into an amount: its principal, interest of no more than that a year
/// over the longest term, and late charges, of which `late_charges` of the engine refuses more than
/// the largest amount in each of at most 600 periods.
struct LoanRow {
  static constexpr std::string_view table = "books_loan";
  static constexpr std::string_view key = "loan";
  LoanId loan;
  LoanState state = LoanState::review;
  Currency currency = Currency::CNY;
  std::string title;
  money::Method method = money::Method::annuity;
  Rate annual_rate;  ///< as listed, or as last agreed on
  std::int32_t periods = 0;
  Amount principal;
  Amount raised;
  std::uint32_t bids = 0;
  AccountId borrower_account;
  AccountId guarantor_account;
  Rate interest_fee;  ///< of the interest received, from the investor
  std::int32_t grace_days = 0;
  Time created_at;
  Time opens_at;
  Time closes_at;
  Time full_at;
  Time ended_at;
  std::string reason;                         ///< why it was rejected or cancelled
  Rate true_annual_cost = rate_unknown;       ///< to the borrower: `money::LoanCost`
  Rate effective_annual_cost = rate_unknown;  ///< likewise
  Date settled_on;
  PaidTotals paid;
  Amount bid_interest_paid;  ///< at settlement, for the days since each bid
  Collected collected;
  std::uint32_t last_period = 0;  ///< of the schedule; lines behind it are void
  Amount interest_expected;       ///< by the holders in all, if everybody pays as scheduled
  Amount compensated;             ///< to the holders in the borrower's place
  Amount recovered;               ///< of that, from the borrower
  Date looked_at;   ///< the last day on which it was found overdue, or was dealt with so
  Overdue overdue;  ///< on that day; of a loan written off, all it owes
  bool has_followed_holders = false;  ///< of whose claims there are posts
  Sequence last_bid = 0;
  Sequence last_fact = 0;
  std::uint32_t facts = 0;       ///< in the chain of its holders
  Sequence written_off_at = 0;   ///< 0: it was not
  Amount written_off_recovered;  ///< paid to the holders since

  friend bool operator==(const LoanRow&, const LoanRow&) = default;

  bool was_settled() const { return state >= LoanState::repaying && state <= LoanState::prepaid; }
  bool has_ended() const { return state >= LoanState::repaid; }
  /// Whether the borrower is behind, and something is still expected.
  bool is_late() const { return state == LoanState::overdue || state == LoanState::compensated; }
  /// To the holders, who expect nothing of a loan that was written off.
  bool will_pay() const { return state == LoanState::repaying || is_late(); }
  Amount principal_overdue() const { return is_late() ? overdue.principal : Amount{}; }
  Amount principal_to_come() const { return will_pay() ? principal - paid.principal : Amount{}; }
  Amount interest_to_come() const {
    return will_pay() ? interest_expected - paid.interest : Amount{};
  }
};
BOOST_DESCRIBE_STRUCT(LoanRow, (),
                      (loan, state, currency, title, method, annual_rate, periods, principal,
                       raised, bids, borrower_account, guarantor_account, interest_fee, grace_days,
                       created_at, opens_at, closes_at, full_at, ended_at, reason, true_annual_cost,
                       effective_annual_cost, settled_on, paid, bid_interest_paid, collected,
                       last_period, interest_expected, compensated, recovered, looked_at, overdue,
                       has_followed_holders, last_bid, last_fact, facts, written_off_at,
                       written_off_recovered))

/// The calendar in force: the fields of its CalendarSet in the journal's binary form.
struct CalendarRow {
  static constexpr std::string_view table = "books_calendar";
  static constexpr std::string_view key = "number";
  std::uint32_t number = 1;
  Bytes calendar;

  friend bool operator==(const CalendarRow&, const CalendarRow&) = default;
};
BOOST_DESCRIBE_STRUCT(CalendarRow, (), (number, calendar))

/// A loan as it was published: the fields of its ListingCreated in the journal's binary form.
struct ListingRow {
  static constexpr std::string_view table = "books_listing";
  static constexpr std::string_view key = "loan";
  LoanId loan;
  Bytes listing;

  friend bool operator==(const ListingRow&, const ListingRow&) = default;
};
BOOST_DESCRIBE_STRUCT(ListingRow, (), (loan, listing))

/// A settled loan's instalments, period 1 first: a list of PlannedInstalment in the journal's form.
struct ScheduleRow {
  static constexpr std::string_view table = "books_schedule";
  static constexpr std::string_view key = "loan";
  LoanId loan;
  Bytes instalments;

  friend bool operator==(const ScheduleRow&, const ScheduleRow&) = default;
};
BOOST_DESCRIBE_STRUCT(ScheduleRow, (), (loan, instalments))

/// What servicing added to one line of the schedule.
struct PeriodServicing {
  Amount late_interest;  ///< charged and not waived
  Amount late_fee;       ///< charged and not waived
  AccountId payer;       ///< who compensated it, if somebody did
  Date paid_on;          ///< the day its last part came, if it did
  Amount late_interest_waived;
  Amount late_fee_waived;
  std::string waived_for;  ///< what was said of the last waiver

  friend bool operator==(const PeriodServicing&, const PeriodServicing&) = default;
};
BOOST_DESCRIBE_STRUCT(PeriodServicing, (),
                      (late_interest, late_fee, payer, paid_on, late_interest_waived,
                       late_fee_waived, waived_for))

/// Of a settled loan from its first payment on: a list of PeriodServicing in the journal's form,
/// period 1 first, as far as there is anything to say.
struct ServicingRow {
  static constexpr std::string_view table = "books_servicing";
  static constexpr std::string_view key = "loan";
  LoanId loan;
  Bytes periods;

  friend bool operator==(const ServicingRow&, const ServicingRow&) = default;
};
BOOST_DESCRIBE_STRUCT(ServicingRow, (), (loan, periods))

/// What bids a settled loan was made of, in the order of accounts and bids: as `write_claims` has
/// it.
struct HoldersRow {
  static constexpr std::string_view table = "books_holders";
  static constexpr std::string_view key = "loan";
  LoanId loan;
  Bytes claims;

  friend bool operator==(const HoldersRow&, const HoldersRow&) = default;
};
BOOST_DESCRIBE_STRUCT(HoldersRow, (), (loan, claims))

}  // namespace tributary::books
