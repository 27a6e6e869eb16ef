#pragma once

#include <map>
#include <optional>

#include "follow/follower.hpp"
#include "protocol/record.hpp"
#include "rows/table.hpp"
#include "verticals/clock/task.hpp"

namespace tributary::clock {

/// One command of the timers, with what came of it.
struct DiaryItem {
  static constexpr std::string_view table = "clock_item";
  static constexpr std::string_view key = "sequence";
  protocol::Sequence sequence = 0;
  protocol::Time time{};
  Date day{};
  WorkKind kind = WorkKind::open_listing;
  LoanId loan{};
  AccountId account{};
  protocol::PostingId posting{};
  std::uint32_t period = 0;
  Amount amount{};  ///< that moved or was charged; of a refused one, that it asked for by itself
  protocol::Refusal refusal = protocol::Refusal::none;
  Currency currency = Currency::CNY;  ///< of the amount
  std::string round{};                ///< "retry": ordered by hand; empty where the id names none
};
BOOST_DESCRIBE_STRUCT(DiaryItem, (),
                      (sequence, time, day, kind, loan, account, posting, period, amount, refusal,
                       currency, round))

/// A business day that has begun.
struct DiaryDay {
  static constexpr std::string_view table = "clock_day";
  static constexpr std::string_view key = "day";
  Date day;
  protocol::Sequence sequence = 0;
  protocol::Time time;
};
BOOST_DESCRIBE_STRUCT(DiaryDay, (), (day, sequence, time))

/// What a day's items of one kind, currency and outcome come to.
struct DiaryTally {
  static constexpr std::string_view table = "clock_tally";
  static constexpr std::string_view key = "day, kind, currency, refusal";
  Date day;
  WorkKind kind = WorkKind::open_listing;
  Currency currency = Currency::CNY;
  protocol::Refusal refusal = protocol::Refusal::none;
  std::uint64_t items = 0;
  WideAmount amount;
};
BOOST_DESCRIBE_STRUCT(DiaryTally, (), (day, kind, currency, refusal, items, amount))

/// Of a loan or an account that is not in yuan.
struct LoanCurrency {
  static constexpr std::string_view table = "clock_loan_currency";
  static constexpr std::string_view key = "loan";
  LoanId loan;
  Currency currency = Currency::CNY;
};
BOOST_DESCRIBE_STRUCT(LoanCurrency, (), (loan, currency))
struct AccountCurrency {
  static constexpr std::string_view table = "clock_account_currency";
  static constexpr std::string_view key = "account";
  AccountId account;
  Currency currency = Currency::CNY;
};
BOOST_DESCRIBE_STRUCT(AccountCurrency, (), (account, currency))

/// The calendar in force: one row.
struct DiaryCalendar {
  static constexpr std::string_view table = "clock_calendar";
  static constexpr std::string_view key = "id";
  std::uint64_t id = 1;
  protocol::Sequence sequence = 0;
  std::string digest{};
  std::string source{};
  bool by_timers = false;
};
BOOST_DESCRIBE_STRUCT(DiaryCalendar, (), (id, sequence, digest, source, by_timers))

/// The timers' diary: what they did on each business day, from the journal alone. An item is a row,
/// appended and never changed; those of a day lie between its beginning and the next one's.
class Diary final : public follow::Follower {
 public:
  std::string_view name() const override { return "clock"; }
  int version() const override { return 7; }
  void create(store::Database& database) override;
  void load(store::Database& database) override;
  /// Errors: CodecError for a group that no engine wrote.
  void group(const journal::Group& group) override;
  void flush(store::Database& database) override;

 private:
  using TallyKey = std::tuple<Date, WorkKind, Currency, protocol::Refusal>;
  struct Tables {
    explicit Tables(store::Database& database)
        : items(database),
          days(database),
          tallies(database),
          loans(database),
          accounts(database),
          calendar(database) {}
    rows::Table<DiaryItem> items;
    rows::Table<DiaryDay> days;
    rows::Table<DiaryTally> tallies;
    rows::Table<LoanCurrency> loans;
    rows::Table<AccountCurrency> accounts;
    rows::Table<DiaryCalendar> calendar;
  };

  void enter(protocol::Sequence sequence, protocol::Time time, const protocol::Record& record);
  /// Notes the currency of a loan or an account, unless it is the yuan.
  void note_currency(const protocol::Record& record);
  /// The yuan for what nobody noted.
  Currency currency_of(LoanId loan, AccountId account) const;
  void enter_item(DiaryItem item, const protocol::Record& record);
  /// A request's id is kept as a digest; the few names that rounds have are tried. An id with none
  /// of them is that of an order by hand.
  std::string round_of(const DiaryItem& item, protocol::RequestKey key);

  Date day_;
  std::string last_round_;
  std::vector<DiaryItem> items_;
  std::vector<DiaryDay> days_;
  std::map<TallyKey, DiaryTally> tallies_;  ///< since the last flush
  /// Of loans and accounts that are not in yuan: few, so they are in memory and in a table.
  std::map<LoanId, Currency> loans_;
  std::map<AccountId, Currency> accounts_;
  std::vector<LoanCurrency> loans_noted_;  ///< since the last flush
  std::vector<AccountCurrency> accounts_noted_;
  std::optional<DiaryCalendar> calendar_;
  std::optional<Tables> tables_;
};

}  // namespace tributary::clock
