#pragma once

#include "api/binding.hpp"
#include "store/database.hpp"
#include "verticals/clock/diary.hpp"
#include "verticals/clock/run_view.hpp"
#include "verticals/clock/timers.hpp"

/// What the diary and the plans say, as pages an operator reads.
namespace tributary::clock {

struct RefusedFor {
  std::string refusal;
  std::uint64_t items = 0;
};
BOOST_DESCRIBE_STRUCT(RefusedFor, (), (refusal, items))

/// What was done of one kind of work in one currency on a day, by the journal.
struct DoneKind {
  WorkKind kind = WorkKind::open_listing;
  std::uint64_t accepted = 0;
  WideAmount amount{};  ///< of those accepted
  std::uint64_t refused = 0;
  std::vector<RefusedFor> refusals{};
  Currency currency = Currency::CNY;
};
BOOST_DESCRIBE_STRUCT(DoneKind, (), (kind, accepted, amount, refused, refusals, currency))

struct DayView {
  Date day;
  protocol::Time began;
  protocol::Sequence sequence = 0;
  std::optional<std::vector<PlannedKind>> planned;  ///< when it began
  std::vector<DoneKind> done;
};
BOOST_DESCRIBE_STRUCT(DayView, (), (day, began, sequence, planned, done))

struct DaysPage {
  protocol::Sequence sequence = 0;
  std::vector<DayView> lines;  ///< newest first
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(DaysPage, (), (sequence, lines, next_cursor))

struct ItemLine {
  protocol::Sequence sequence = 0;
  protocol::Time time;
  WorkKind kind = WorkKind::open_listing;
  std::optional<LoanId> loan;
  std::optional<AccountId> account;
  std::optional<protocol::PostingId> posting;  ///< the deposit of a bounce
  std::optional<std::uint32_t> period;
  std::optional<Amount> amount;  ///< none of what was refused and named none
  std::string round;
  std::optional<std::string> refusal;
  std::optional<std::string> reason;  ///< the refusal in words
};
BOOST_DESCRIBE_STRUCT(ItemLine, (),
                      (sequence, time, kind, loan, account, posting, period, amount, round, refusal,
                       reason))

struct ItemsPage {
  protocol::Sequence sequence = 0;
  std::vector<ItemLine> lines;  ///< oldest first
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ItemsPage, (), (sequence, lines, next_cursor))

/// What the plan of a day had and what was not done of it; less than none: more was done.
struct Difference {
  WorkKind kind = WorkKind::open_listing;
  std::int64_t items = 0;
  WideAmount amount;
  std::optional<Currency> currency{};  ///< none: of a plan that has no currencies
};
BOOST_DESCRIBE_STRUCT(Difference, (), (kind, items, amount, currency))

struct PlanView {
  Date day;
  bool dry_run = false;  ///< listed now; else kept when the day began
  std::vector<PlannedKind> planned;
  std::vector<DoneKind> done;
  std::vector<Difference> difference;
};
BOOST_DESCRIBE_STRUCT(PlanView, (), (day, dry_run, planned, done, difference))

enum class ItemState : std::uint8_t { accepted = 1, refused = 2 };
BOOST_DESCRIBE_ENUM(ItemState, accepted, refused)

struct ItemFilter {
  std::optional<ItemState> state;
  std::optional<WorkKind> kind;
  protocol::Sequence after = 0;
  std::size_t limit = 50;
};

std::optional<DayView> read_day(store::Database& database, Date day);
/// The days before `before`, newest first.
std::vector<DayView> read_days(store::Database& database, Date before, std::size_t limit);
/// `sequence` of the page is for the caller to fill in.
ItemsPage read_items(store::Database& database, Date day, const ItemFilter& filter);
CalendarInForce read_calendar(store::Database& database);

std::vector<Difference> difference_of(const std::vector<PlannedKind>& planned,
                                      const std::vector<DoneKind>& done);

}  // namespace tributary::clock
