#pragma once

#include <map>

#include "follow/follower.hpp"
#include "protocol/record.hpp"
#include "verticals/clock/task.hpp"

namespace tributary::clock {

/// One command of the timers, with what came of it.
struct DiaryItem {
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

/// The timers' diary: what they did on each business day, from the journal alone. An item is a row,
/// appended and never changed; those of a day lie between its beginning and the next one's.
class Diary final : public follow::Follower {
 public:
  std::string_view name() const override { return "clock"; }
  int version() const override { return 6; }
  void create(store::Database& database) override;
  void load(store::Database& database) override;
  /// Errors: CodecError for a group that no engine wrote.
  void group(const journal::Group& group) override;
  void flush(store::Database& database) override;

 private:
  struct TallyKey {
    Date day;
    WorkKind kind;
    Currency currency;
    protocol::Refusal refusal;
    friend auto operator<=>(const TallyKey&, const TallyKey&) = default;
  };
  struct Tally {
    std::int64_t items = 0;
    WideAmount amount{};
  };
  struct BegunDay {
    Date day;
    protocol::Sequence sequence = 0;
    protocol::Time time;
  };
  struct Calendar {
    protocol::Sequence sequence = 0;
    std::string digest;
    std::string source;
    bool by_timers = false;
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
  std::vector<BegunDay> days_;
  std::map<TallyKey, Tally> tallies_;
  /// Of loans and accounts that are not in yuan: few, so they are in memory and in a table.
  std::map<LoanId, Currency> loans_;
  std::map<AccountId, Currency> accounts_;
  std::vector<std::pair<LoanId, Currency>> loans_noted_;  ///< since the last flush
  std::vector<std::pair<AccountId, Currency>> accounts_noted_;
  std::optional<Calendar> calendar_;
};

}  // namespace tributary::clock
