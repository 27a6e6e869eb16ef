#include "verticals/audit/lists.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rows/order.hpp"
#include "rows/test_rows.hpp"
#include "store/test_databases.hpp"

namespace tributary::audit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const api::NamedPermission write_cups{"test_write_cups"};

struct CupRow {
  static constexpr std::string_view table = "test_cup";
  static constexpr std::string_view key = "cup";
  static constexpr std::array hidden{std::string_view("code")};
  std::uint64_t cup = 0;
  std::uint64_t version = 0;
  ActorId owner;
  std::string code;
};
BOOST_DESCRIBE_STRUCT(CupRow, (), (cup, version, owner, code))

std::vector<std::string> create_tables() { return {rows::create_table<CupRow>()}; }
constexpr std::array tables{rows::audited<CupRow>()};
constexpr rows::Schema schema{.part = "cups", .create = create_tables, .tables = tables};

class ListsTest : public store::EachBackend {
 protected:
  void SetUp() override {
    EachBackend::SetUp();
    if (!url_.empty()) rows_.emplace(schema, url_);
  }
  void TearDown() override { rows_.reset(); }

  /// Writes the cup of a number, by an order of a name.
  void write(std::int64_t time_ms, std::string_view name, ActorId actor, std::uint64_t cup) {
    rows_->set_clock(Time{time_ms});
    rows::Order order;
    order.name = name;
    order.by = {.sender = {actor, {}, 5, {}}, .address = "192.0.2.1"};
    order.decide = [=](rows::Work& work) -> rows::Or<rows::Accepted> {
      const auto before = work.find<CupRow>(cup);
      if (before) {
        work.change(*before, *before);
      } else {
        work.add(CupRow{.cup = cup, .version = 0, .owner = actor, .code = "sesame"});
      }
      return rows::Accepted();
    };
    ASSERT_TRUE(rows_->writer().submit_and_wait(std::move(order))->accepted);
  }
  AuditPage ask(const AuditQuery& query) {
    vertical::Connection connection(url_, vertical::place_of_rows);
    vertical::Reading reading(connection);
    const api::Caller caller;
    vertical::Asked asked{reading, caller};
    return list_audit(asked, query).value();
  }
  std::vector<std::uint64_t> numbers(const AuditQuery& query) {
    std::vector<std::uint64_t> found;
    const AuditPage page = ask(query);
    for (const AuditLineView& line : page.lines) found.push_back(line.number);
    return found;
  }

  const ActorId staff_ = ActorId::of(protocol::ActorKind::staff, 7);
  const ActorId member_ = ActorId::of(protocol::ActorKind::member, 8);
  std::optional<rows::TestRows> rows_;
};

INSTANTIATE_TEST_SUITE_P(Each, ListsTest, store::each_backend(), store::name_of_backend);

TEST_P(ListsTest, SaysWhoDidWhatAndSpellsActorsAsTheApiDoes) {
  write(1'000, "fill", staff_, 1);
  write(2'000, "drink", member_, 1);
  std::string text;
  http::write_json(text, ask({}));
  EXPECT_EQ(text,
            R"({"lines":[{"number":2,"time":"1970-01-01T00:00:02.000Z","actor":"member 8",)"
            R"("token":"5","order":"drink","address":"192.0.2.1","changes":[{"table":"test_cup",)"
            R"("key":"1","before":{"cup":1,"version":1,"owner":"staff 7","code":"hidden"},)"
            R"("after":{"cup":1,"version":2,"owner":"staff 7","code":"hidden"}}]},)"
            R"({"number":1,"time":"1970-01-01T00:00:01.000Z","actor":"staff 7","token":"5",)"
            R"("order":"fill","address":"192.0.2.1","changes":[{"table":"test_cup","key":"1",)"
            R"("after":{"cup":1,"version":1,"owner":"staff 7","code":"hidden"}}]}]})");
}

TEST_P(ListsTest, ShowsTheLinesThatAreAskedFor) {
  write(1'000, "fill", staff_, 1);
  write(2'000, "fill", member_, 2);
  write(3'000, "drink", staff_, 1);
  write(4'000, "drink", member_, 1);
  AuditQuery query;
  query.actor = staff_;
  EXPECT_THAT(numbers(query), ElementsAre(3, 1));
  query.order = "fill";
  EXPECT_THAT(numbers(query), ElementsAre(1));
  query.actor.reset();
  EXPECT_THAT(numbers(query), ElementsAre(2, 1));
  query = {};
  query.table = "test_cup";
  query.key = "1";
  EXPECT_THAT(numbers(query), ElementsAre(4, 3, 1));
  query.from = Time{3'000};
  query.to = Time{4'000};
  EXPECT_THAT(numbers(query), ElementsAre(3));
  query = {};
  query.from = Time{2'000};
  query.to = Time{4'000};
  EXPECT_THAT(numbers(query), ElementsAre(3, 2));
}

TEST_P(ListsTest, GoesOnWhereAPageEnded) {
  for (std::uint64_t cup = 1; cup <= 5; ++cup) write(1'000, "fill", staff_, cup);
  AuditQuery query;
  query.limit = api::PageLimit{2};
  std::vector<std::uint64_t> seen;
  do {
    const AuditPage page = ask(query);
    for (const AuditLineView& line : page.lines) seen.push_back(line.number);
    query.cursor = page.next_cursor;
  } while (query.cursor);
  EXPECT_THAT(seen, ElementsAre(5, 4, 3, 2, 1));
}

TEST(AuditQuery, AsksForWhatAnIndexAnswers) {
  AuditQuery query;
  query.table = "test_cup";
  EXPECT_EQ(query.fault().value().path, "key");
  query.key = "1";
  EXPECT_FALSE(query.fault());
  query.order = "fill";
  EXPECT_EQ(query.fault().value().path, "order");
  query = {};
  query.from = Time{2};
  query.to = Time{2};
  EXPECT_EQ(query.fault().value().path, "to");
}

/// Each line of an answer is found by an index that has them in its order: nothing is sorted, and
/// nothing read in vain.
TEST(AuditSelect, EveryFilterHasAnIndex) {
  const store::TemporaryFolder folder;
  rows::TestRows rows(schema, folder.url("platform.db"));
  rows.writer();
  store::Database database(rows.url(), {.access = store::Access::read_only});
  const auto plan_of = [&](const AuditQuery& query) {
    store::Statement plan = database.prepare("EXPLAIN QUERY PLAN " + select_of(query));
    std::string text;
    while (plan.step()) text.append(plan.text(3)).append("\n");
    return text;
  };
  AuditQuery query;
  EXPECT_EQ(plan_of(query), "SEARCH line USING INDEX audit_line_time (time>? AND time<?)\n");
  query.actor = ActorId{20};
  EXPECT_THAT(plan_of(query), HasSubstr("USING INDEX audit_line_actor (actor=? AND "));
  query.order = "fill";
  EXPECT_THAT(plan_of(query),
              HasSubstr("USING INDEX audit_line_actor_order (actor=? AND order_name=? AND "));
  query.actor.reset();
  EXPECT_THAT(plan_of(query), HasSubstr("USING INDEX audit_line_order (order_name=? AND "));
  for (const AuditQuery& each : {query}) EXPECT_THAT(plan_of(each), Not(HasSubstr("TEMP B-TREE")));
  query = {};
  query.table = "test_cup";
  query.key = "1";
  EXPECT_THAT(plan_of(query), HasSubstr("INDEX sqlite_autoindex_audit_row_1 (table_name=? AND "
                                        "row_key=? AND time>? AND (time,number)<(?,?))"));
  EXPECT_THAT(plan_of(query), Not(HasSubstr("TEMP B-TREE")));
  EXPECT_THAT(plan_of(query), Not(HasSubstr("SCAN")));
}

}  // namespace
}  // namespace tributary::audit
