#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "protocol/event.hpp"
#include "protocol/refusal_detail.hpp"

/// What is asked of the engine's memory, in the same queue as the commands: true to the instant.
namespace tributary::protocol {

struct AccountQuery {
  AccountId account;
};

struct LoanQuery {
  LoanId loan;
};

struct WithdrawalQuery {
  WithdrawalId withdrawal;
};

/// What withdrawals cost and how they may be asked for, in each currency.
struct WithdrawalRulesQuery {};

/// What moved money as one posting and is still kept.
struct PostingQuery {
  PostingId posting;
};

struct PartyQuery {
  PartyId party;
};

/// What prepaying a loan, or an amount of it, would come to on a day.
struct PrepaymentQuery {
  LoanId loan;
  std::optional<Date> on;        ///< the present business day if not given
  std::optional<Amount> amount;  ///< of the principal; all of it if not given
  AfterPrepayment after = AfterPrepayment::smaller_instalment;
};

/// A page of withdrawals, the newest first, from the one before `before` on; zero: from the newest.
/// Like every page it looks at some rows only, so that asking never holds commands up: it may be
/// empty and not be the last.
struct WithdrawalsQuery {
  std::optional<WithdrawalState> state;  ///< only those
  WithdrawalId before;
  std::uint32_t limit = 50;
};

/// A page of who owes the platform in a currency, in the order in which parties were registered,
/// from the one after `after` on.
struct ReceivablesQuery {
  Currency currency = Currency::CNY;
  PartyId after;
  std::uint32_t limit = 50;
};

/// What timers have to do, of one loan in the order of what depends on what.
enum class WorkKind : std::uint8_t {
  open_listing = 1,
  fail_listing = 2,
  remind_instalment = 3,
  assess_late_interest = 4,
  collect_instalment = 5,
  compensate_loan = 6,
  write_off_loan = 7,
  collect_receivable = 8,
  continue_bounce = 9,
};
BOOST_DESCRIBE_ENUM(WorkKind, open_listing, fail_listing, remind_instalment, assess_late_interest,
                    collect_instalment, compensate_loan, write_off_loan, collect_receivable,
                    continue_bounce)

/// A place in the list of what is due: which part of it, when it is due there, which loan.
struct WorkPlace {
  std::uint8_t part = 0;
  std::int64_t at = 0;  ///< a time or a day, as the part has it
  LoanId loan;

  explicit operator bool() const { return part != 0; }
  friend auto operator<=>(const WorkPlace&, const WorkPlace&) = default;
};
BOOST_DESCRIBE_STRUCT(WorkPlace, (), (part, at, loan))

/// A page of what is due on a day: the next loans after `after` with something to do, `loans` of
/// them at most, so that asking never holds commands up.
struct WorkQuery {
  Date on;  ///< day zero: the present business day
  WorkPlace after;
  std::uint32_t loans = 256;      ///< 0: only which day it is, and what time
  std::uint16_t remind_days = 3;  ///< before the due date; 0: no reminders
  LoanId loan{};                  ///< only what is due of this one; zero: of all
  bool any_hour = false;          ///< only what may be done at any hour: listings and bounces
};

/// One thing to do. Only the first unpaid period of a loan is listed: the next follows when it is
/// paid.
struct WorkItem {
  WorkKind kind = WorkKind::open_listing;
  LoanId loan;
  AccountId account;  ///< that pays
  std::uint32_t period = 0;
  Date due;
  Amount amount;             ///< that would move or be charged; zero where that is not known before
  Amount available;          ///< on the account that pays
  std::uint32_t claims = 0;  ///< that are paid with it: how long a step it is
  PostingId posting;         ///< of a bounce
  PostingId payment;         ///< that it takes back next
  Currency currency = Currency::CNY;  ///< of the amounts
};
BOOST_DESCRIBE_STRUCT(WorkItem, (),
                      (kind, loan, account, period, due, amount, available, claims, posting,
                       payment, currency))

struct WorkView {
  Date business_day;  ///< the present one; day zero before the first began
  Time now;
  WorkPlace next;  ///< ask again with `after` = this; no part: there is no more
  std::vector<WorkItem> items;
  /// The loan from which on due dates do not follow the calendar yet, and where that was set.
  std::optional<LoanId> due_dates_from{};
  Sequence calendar_set_at = 0;
};
BOOST_DESCRIBE_STRUCT(WorkView, (),
                      (business_day, now, next, items, due_dates_from, calendar_set_at))

using Query =
    std::variant<AccountQuery, LoanQuery, WithdrawalQuery, WithdrawalsQuery, WithdrawalRulesQuery,
                 PostingQuery, PartyQuery, ReceivablesQuery, WorkQuery, PrepaymentQuery>;

struct AccountView {
  AccountId account;
  PartyId party;
  AccountKind kind = AccountKind::member_cash;
  Currency currency = Currency::CNY;
  Amount balance;
  Amount held;       ///< of the balance, frozen by bids and withdrawals
  Amount available;  ///< balance − held
  bool closed = false;
  Amount owed;  ///< by its owner to the platform, since a payment was taken back that was not there
  /// Of what is available, what may be lent, paid or taken out: neither owed by its owner, nor part
  /// of the gap.
  Amount spendable;
};
BOOST_DESCRIBE_STRUCT(AccountView, (),
                      (account, party, kind, currency, balance, held, available, closed, owed,
                       spendable))

struct LoanView {
  LoanId loan;
  LoanState state = LoanState::review;
  Currency currency = Currency::CNY;
  Amount principal;
  Amount raised;
  Amount remaining;
  std::uint32_t bids = 0;
  PaidTotals paid;  ///< to the holders since settlement
};
BOOST_DESCRIBE_STRUCT(LoanView, (),
                      (loan, state, currency, principal, raised, remaining, bids, paid))

/// What a prepayment would move, whoever has the money for it, and the instalments after it.
struct PrepaymentView {
  LoanId loan;
  Currency currency = Currency::CNY;
  Date on;
  Amount principal;
  Amount interest;
  Amount compensation;
  Amount fee;    ///< due with the next instalment; of a whole loan alone
  Amount total;  ///< from the borrower's account
  Amount spendable;
  std::vector<money::Instalment> instalments;  ///< from the next one on, with no fee
};
BOOST_DESCRIBE_STRUCT(PrepaymentView, (),
                      (loan, currency, on, principal, interest, compensation, fee, total, spendable,
                       instalments))

struct WithdrawalView {
  WithdrawalId withdrawal;
  AccountId account;
  Currency currency = Currency::CNY;
  Amount amount;
  Amount fee;
  WithdrawalState state = WithdrawalState::requested;
};
BOOST_DESCRIBE_STRUCT(WithdrawalView, (), (withdrawal, account, currency, amount, fee, state))

struct WithdrawalPage {
  Sequence sequence = 0;
  std::vector<WithdrawalView> lines;
  std::optional<WithdrawalId> next_cursor;
};
BOOST_DESCRIBE_STRUCT(WithdrawalPage, (), (sequence, lines, next_cursor))

struct WithdrawalTariff {
  Currency currency = Currency::CNY;
  WithdrawalRules rules;
};
BOOST_DESCRIBE_STRUCT(WithdrawalTariff, (), (currency, rules))

struct WithdrawalTariffs {
  Sequence sequence = 0;
  std::vector<WithdrawalTariff> lines;
};
BOOST_DESCRIBE_STRUCT(WithdrawalTariffs, (), (sequence, lines))

struct PostingView {
  PostingId posting;
  AccountId from;
  AccountId to;
  Currency currency = Currency::CNY;
  Amount amount;
  Date day;  ///< the business day, or the present one before any began
  bool reversed = false;
};
BOOST_DESCRIBE_STRUCT(PostingView, (), (posting, from, to, currency, amount, day, reversed))

struct BorrowingView {
  Currency currency = Currency::CNY;
  Amount owed;           ///< of loans, plus what is listed and has not ended
  Amount borrowing_max;  ///< zero: no cap
};
BOOST_DESCRIBE_STRUCT(BorrowingView, (), (currency, owed, borrowing_max))

struct PartyView {
  PartyId party;
  std::uint8_t risk_level = 0;
  std::uint8_t vip_level = 0;
  std::uint32_t related_group = 0;
  bool blocked = false;
  std::vector<BorrowingView> borrowing;  ///< of each currency where something is owed or capped
  std::vector<BorrowingView> group_borrowing;  ///< likewise of all parties of its group together
};
BOOST_DESCRIBE_STRUCT(PartyView, (),
                      (party, risk_level, vip_level, related_group, blocked, borrowing,
                       group_borrowing))

struct ReceivableView {
  PartyId party;
  Currency currency = Currency::CNY;
  Amount owed;        ///< with all its accounts of the currency
  AccountId account;  ///< one of them
  Amount available;   ///< there
};
BOOST_DESCRIBE_STRUCT(ReceivableView, (), (party, currency, owed, account, available))

struct ReceivablePage {
  Sequence sequence = 0;
  std::vector<ReceivableView> lines;
  std::optional<PartyId> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ReceivablePage, (), (sequence, lines, next_cursor))

/// What is asked cannot be, and by what that was decided.
struct RefusedQuestion {
  Refusal refusal = Refusal::none;
  RefusalDetail detail;
};

using Answer = std::variant<Refusal, RefusedQuestion, AccountView, LoanView, WithdrawalView,
                            WithdrawalPage, WithdrawalTariffs, PostingView, PartyView,
                            ReceivablePage, WorkView, PrepaymentView>;

}  // namespace tributary::protocol
