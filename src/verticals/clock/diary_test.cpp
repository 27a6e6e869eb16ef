#include "verticals/clock/diary.hpp"

#include <gtest/gtest.h>

#include "money/test_values.hpp"
#include "protocol/request_key.hpp"
#include "store/temporary_folder.hpp"
#include "store/transaction.hpp"
#include "verticals/clock/holidays.hpp"
#include "verticals/clock/pages.hpp"

namespace tributary::clock {
namespace {

using money::day;
using protocol::Refusal;

constexpr auto staff = protocol::Sender::staff(7);

/// A diary with a journal of one record a group.
class DiaryTest : public testing::Test {
 protected:
  DiaryTest() : database_("sqlite:" + (folder_.path() / "read.db").string()) {
    diary_.create(database_);
    diary_.load(database_);
  }

  template <class Command>
  void record(const protocol::Sender& sender, std::string_view id, const Command& command,
              const typename Command::Accepted& event) {
    begin_record(sender, id, command);
    protocol::write_event(body_, event);
    end_record();
  }
  template <class Command>
  void refuse(std::string_view id, const Command& command, Refusal refusal) {
    begin_record(timers_agent, id, command);
    protocol::write_refusal(body_, refusal);
    end_record();
  }
  void begin(std::string_view date) {
    record(timers_agent, begin_id(day(date), {}), protocol::BeginBusinessDay{day(date)},
           {day(date)});
  }
  void collect(std::uint64_t loan, std::string_view date, std::string_view round, Amount amount) {
    const protocol::CollectInstalment command{{loan}, 1, day(date), std::nullopt};
    protocol::InstalmentCollected event;
    event.loan = {loan};
    event.period = 1;
    event.parts.principal = amount;
    event.late_fee = {5};
    record(timers_agent, id_of(loan, date, round), command, event);
  }
  void fail_to_collect(std::uint64_t loan, std::string_view date, std::string_view round) {
    refuse(id_of(loan, date, round),
           protocol::CollectInstalment{{loan}, 1, day(date), std::nullopt},
           Refusal::insufficient_funds);
  }
  static std::string id_of(std::uint64_t loan, std::string_view date, std::string_view round) {
    return task_id({WorkKind::collect_instalment, {}, {loan}, {}, 1}, day(date), round);
  }

  ItemsPage items(std::string_view date, const ItemFilter& filter = {}) {
    flush();
    return read_items(database_, day(date), filter);
  }
  void flush() {
    store::Transaction transaction(database_);
    diary_.flush(database_);
    transaction.commit();
  }

  store::TemporaryFolder folder_;
  store::Database database_;
  Diary diary_;

 private:
  template <class Command>
  void begin_record(const protocol::Sender& sender, std::string_view id, const Command& command) {
    base::ByteBuffer bytes;
    protocol::encode_framed(bytes, command);
    protocol::write_request(body_,
                            {protocol::request_key(sender.actor, id), sender, 0, bytes.view()});
  }
  void end_record() {
    journal::Group group;
    group.header.first_sequence = ++sequence_;
    group.header.record_count = 1;
    group.header.time_ms = static_cast<std::int64_t>(sequence_);
    group.body.assign(body_.view().begin(), body_.view().end());
    diary_.group(group);
    body_.clear();
  }

  base::ByteBuffer body_;
  protocol::Sequence sequence_ = 0;
};

TEST_F(DiaryTest, TellsWhatWasDoneOnADay) {
  begin("2026-03-10");
  collect(1, "2026-03-10", "r1", {100});
  fail_to_collect(2, "2026-03-10", "r1");
  fail_to_collect(2, "2026-03-10", "r2");
  begin("2026-03-11");
  collect(3, "2026-03-11", "m12", {50});
  const ItemsPage page = items("2026-03-10");
  ASSERT_EQ(page.lines.size(), 3U);
  EXPECT_EQ(page.lines[0].sequence, 2U);
  EXPECT_EQ(page.lines[0].amount, (Amount{105}));
  EXPECT_EQ(page.lines[0].round, "r1");
  EXPECT_EQ(page.lines[0].refusal, std::nullopt);
  EXPECT_EQ(page.lines[2].loan, LoanId{2});
  EXPECT_EQ(page.lines[2].period, 1U);
  EXPECT_EQ(page.lines[2].round, "r2");
  EXPECT_EQ(page.lines[2].refusal, "insufficient_funds");
  EXPECT_EQ(items("2026-03-11").lines.at(0).round, "m12");

  const auto days = read_days(database_, day("2030-01-01"), 10);
  ASSERT_EQ(days.size(), 2U);
  EXPECT_EQ(days[0].day, day("2026-03-11"));
  ASSERT_EQ(days[1].done.size(), 1U);
  EXPECT_EQ(days[1].done[0].accepted, 1U);
  EXPECT_EQ(days[1].done[0].amount, (Amount{105}));
  EXPECT_EQ(days[1].done[0].refused, 2U);
  EXPECT_EQ(days[1].done[0].refusals.at(0).refusal, "insufficient_funds");
}

TEST_F(DiaryTest, IsReadInPagesAndByState) {
  begin("2026-03-10");
  for (std::uint64_t loan = 1; loan <= 5; ++loan) {
    collect(loan, "2026-03-10", "r1", {100});
    fail_to_collect(loan + 10, "2026-03-10", "r1");
  }
  ItemFilter filter;
  filter.state = ItemState::refused;
  filter.limit = 2;
  std::vector<std::uint64_t> loans;
  for (;;) {
    const ItemsPage page = items("2026-03-10", filter);
    for (const ItemLine& line : page.lines) loans.push_back(line.loan->value);
    if (!page.next_cursor) break;
    filter.after = std::stoull(*page.next_cursor);
  }
  EXPECT_EQ(loans, (std::vector<std::uint64_t>{11, 12, 13, 14, 15}));
  ItemFilter others;
  others.kind = WorkKind::open_listing;
  EXPECT_TRUE(items("2026-03-10", others).lines.empty());
}

TEST_F(DiaryTest, KnowsWhatWasOrderedByHand) {
  begin("2026-03-10");
  fail_to_collect(2, "2026-03-10", "r1");
  refuse("retry:00000000000000010000000000000002",
         protocol::CollectInstalment{{2}, 1, day("2026-03-10"), std::nullopt},
         Refusal::insufficient_funds);
  const ItemsPage page = items("2026-03-10");
  ASSERT_EQ(page.lines.size(), 2U);
  EXPECT_EQ(page.lines[0].round, "r1");
  EXPECT_EQ(page.lines[1].round, "retry");
}

TEST_F(DiaryTest, AddsUpBeyondSixtyFourBits) {
  begin("2026-03-10");
  WideAmount sum;
  for (std::uint64_t loan = 1; loan <= 40; ++loan) {
    const Amount large{900'000'000'000'000'000};
    sum += large;
    protocol::InstalmentReminded event;
    event.amount = large;
    record(timers_agent, std::to_string(loan),
           protocol::RemindInstalment{{loan}, 1, day("2026-03-10")}, event);
    if (loan % 3 == 0) flush();
  }
  flush();
  const auto view = read_day(database_, day("2026-03-10"));
  ASSERT_TRUE(view && view->done.size() == 1);
  EXPECT_EQ(view->done[0].accepted, 40U);
  EXPECT_EQ(to_string(view->done[0].amount), to_string(sum));
}

TEST_F(DiaryTest, AddsUpEachCurrencyByItself) {
  protocol::ListingCreated listed;
  listed.loan = {2};
  listed.currency = Currency::USD;
  record(staff, "list", protocol::CreateListing{}, listed);
  flush();
  Diary later;
  later.load(database_);
  diary_ = std::move(later);
  begin("2026-03-10");
  collect(1, "2026-03-10", "r1", {100});
  collect(2, "2026-03-10", "r1", {7});
  fail_to_collect(2, "2026-03-10", "r2");
  flush();
  const auto view = read_day(database_, day("2026-03-10"));
  ASSERT_TRUE(view && view->done.size() == 2);
  EXPECT_EQ(view->done[0].currency, Currency::CNY);
  EXPECT_EQ(view->done[0].amount, (Amount{105}));
  EXPECT_EQ(view->done[1].currency, Currency::USD);
  EXPECT_EQ(view->done[1].amount, (Amount{12}));
  EXPECT_EQ(view->done[1].refused, 1U);
}

TEST_F(DiaryTest, LeavesOutWhatOthersSend) {
  begin("2026-03-10");
  protocol::InstalmentCollected event;
  record(staff, id_of(1, "2026-03-10", "r1"),
         protocol::CollectInstalment{{1}, 1, day("2026-03-10"), std::nullopt}, event);
  EXPECT_TRUE(items("2026-03-10").lines.empty());
}

TEST_F(DiaryTest, KnowsTheCalendarAndWhoSetIt) {
  EXPECT_EQ(read_calendar(database_).sequence, 0U);
  const auto calendar = read_holidays("date,kind,name\n2026-01-01,holiday,x\n", "test");
  record(timers_agent, "a", calendar, {});
  flush();
  EXPECT_EQ(read_calendar(database_).digest, digest_of(calendar));
  EXPECT_TRUE(read_calendar(database_).by_timers);
  record(staff, "b", protocol::SetCalendar{}, {});
  flush();
  EXPECT_EQ(read_calendar(database_).sequence, 2U);
  EXPECT_FALSE(read_calendar(database_).by_timers);
}

TEST_F(DiaryTest, TellsOfBouncesThatWentOn) {
  begin("2026-03-10");
  protocol::BounceContinued event;
  event.posting = {17};
  event.amount = {500};
  record(timers_agent, "bounce:17", protocol::ContinueBounce{{17}}, event);
  diary_.flush(database_);
  const ItemsPage page = read_items(database_, day("2026-03-10"), {});
  ASSERT_EQ(page.lines.size(), 1U);
  EXPECT_EQ(page.lines[0].kind, WorkKind::continue_bounce);
  EXPECT_EQ(page.lines[0].posting, protocol::PostingId{17});
  EXPECT_EQ(page.lines[0].amount, Amount{500});
  EXPECT_EQ(page.lines[0].round, "");
  const auto view = read_day(database_, day("2026-03-10"));
  ASSERT_TRUE(view.has_value());
  ASSERT_EQ(view->done.size(), 1U);
  EXPECT_TRUE(difference_of({}, view->done).empty()) << "no day is begun for a bounce";
}

TEST(Difference, IsWhatWasPlannedAndNotDone) {
  const auto rows = difference_of(
      {{WorkKind::remind_instalment, 2, Amount{20}, 0, {}},
       {WorkKind::collect_instalment, 3, Amount{300}, 1, Amount{50}}},
      {{.kind = WorkKind::remind_instalment, .accepted = 2, .amount = Amount{20}},
       {.kind = WorkKind::collect_instalment, .accepted = 2, .amount = Amount{205}, .refused = 1}});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].items, 1);
  EXPECT_EQ(rows[0].amount, (Amount{95}));
}

TEST(Difference, IsToldOfEachCurrency) {
  const std::vector<DoneKind> done{
      {.kind = WorkKind::collect_instalment, .accepted = 1, .amount = Amount{100}},
      {.kind = WorkKind::collect_instalment,
       .accepted = 1,
       .amount = Amount{7},
       .currency = Currency::USD}};
  const auto rows =
      difference_of({{WorkKind::collect_instalment, 1, Amount{100}, 0, {}, Currency::CNY},
                     {WorkKind::collect_instalment, 2, Amount{20}, 0, {}, Currency::USD}},
                    done);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].currency, Currency::USD);
  EXPECT_EQ(rows[0].amount, (Amount{13}));
  const auto of_all =
      difference_of({{WorkKind::collect_instalment, 3, Amount{120}, 0, {}, std::nullopt}}, done);
  ASSERT_EQ(of_all.size(), 1U);
  EXPECT_EQ(of_all[0].currency, std::nullopt);
  EXPECT_EQ(of_all[0].items, 1);
  EXPECT_EQ(of_all[0].amount, (Amount{13}));
}

}  // namespace
}  // namespace tributary::clock
