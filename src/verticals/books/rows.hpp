#pragma once

#include "verticals/books/facts.hpp"
#include "verticals/books/table.hpp"

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

/// What was collected of the schedule's lines from `first_period` on; those before it are paid.
struct Collected {
  std::uint32_t first_period = 1;
  Amount principal;
  Amount interest;
  Amount fee;

  friend bool operator==(const Collected&, const Collected&) = default;
};
BOOST_DESCRIBE_STRUCT(Collected, (), (first_period, principal, interest, fee))

struct LoanRow {
  static constexpr std::string_view table = "books_loan";
  static constexpr std::string_view key = "loan";
  LoanId loan;
  LoanState state = LoanState::review;
  Currency currency = Currency::CNY;
  std::string title;
  money::Method method = money::Method::annuity;
  Rate annual_rate;
  std::int32_t periods = 0;
  Amount principal;
  Amount raised;
  std::uint32_t bids = 0;
  AccountId borrower_account;
  AccountId guarantor_account;
  Rate interest_fee;  ///< of the interest received, from the investor
  Time created_at;
  Time opens_at;
  Time closes_at;
  Time full_at;
  Time ended_at;
  std::string reason;  ///< why it was rejected or cancelled
  Date settled_on;
  Amount fee_per_period;
  PaidTotals paid;
  Amount interest_fee_paid;
  Amount service_fee_paid;
  Collected collected;
  Amount schedule_interest;  ///< of the lines from `collected.first_period` on
  Sequence last_bid = 0;
  Sequence last_fact = 0;

  friend bool operator==(const LoanRow&, const LoanRow&) = default;

  bool was_settled() const {
    return state == LoanState::repaying || state == LoanState::repaid ||
           state == LoanState::prepaid;
  }
  bool has_ended() const { return state > LoanState::repaying; }
  Amount interest_to_come() const {
    return state == LoanState::repaying ? schedule_interest - collected.interest : Amount{};
  }
};
BOOST_DESCRIBE_STRUCT(LoanRow, (),
                      (loan, state, currency, title, method, annual_rate, periods, principal,
                       raised, bids, borrower_account, guarantor_account, interest_fee, created_at,
                       opens_at, closes_at, full_at, ended_at, reason, settled_on, fee_per_period,
                       paid, interest_fee_paid, service_fee_paid, collected, schedule_interest,
                       last_bid, last_fact))

/// A loan as it was published: the fields of its ListingCreated in the journal's binary form.
struct ListingRow {
  static constexpr std::string_view table = "books_listing";
  static constexpr std::string_view key = "loan";
  LoanId loan;
  Bytes listing;

  friend bool operator==(const ListingRow&, const ListingRow&) = default;
};
BOOST_DESCRIBE_STRUCT(ListingRow, (), (loan, listing))

/// A settled loan's instalments, period 1 first: a list of money::Instalment in the journal's form.
struct ScheduleRow {
  static constexpr std::string_view table = "books_schedule";
  static constexpr std::string_view key = "loan";
  LoanId loan;
  Bytes instalments;

  friend bool operator==(const ScheduleRow&, const ScheduleRow&) = default;
};
BOOST_DESCRIBE_STRUCT(ScheduleRow, (), (loan, instalments))

/// Whose bids a settled loan was made of: a list of account numbers, each once.
struct HoldersRow {
  static constexpr std::string_view table = "books_holders";
  static constexpr std::string_view key = "loan";
  LoanId loan;
  Bytes accounts;

  friend bool operator==(const HoldersRow&, const HoldersRow&) = default;
};
BOOST_DESCRIBE_STRUCT(HoldersRow, (), (loan, accounts))

}  // namespace tributary::books
