#include "verticals/clock/plan_store.hpp"

#include <array>

namespace tributary::clock {

namespace {

/// One kind of a day's plan in one currency. The row of kind 0 says that the day's plan was kept,
/// whatever is in it.
struct PlanRow {
  static constexpr std::string_view table = "clock_plan_sum";
  static constexpr std::string_view key = "day, kind, currency";
  Date day;
  std::uint32_t kind = 0;      ///< a WorkKind
  std::uint32_t currency = 0;  ///< a Currency; 0: a sum over all of them
  std::uint64_t items = 0;
  WideAmount amount;
  std::uint64_t lacking = 0;
  WideAmount amount_lacking;
};
BOOST_DESCRIBE_STRUCT(PlanRow, (), (day, kind, currency, items, amount, lacking, amount_lacking))

std::vector<std::string> create_tables() { return {rows::create_table<PlanRow>()}; }

// As it was made at first: sums in 64 bits.
constexpr std::array<std::string_view, 2> changes = {
    // Sums have no bound: as text they are exact.
    R"sql(
  CREATE TABLE clock_plan_kind (
    day INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    items INTEGER NOT NULL,
    amount TEXT NOT NULL,
    lacking INTEGER NOT NULL,
    amount_lacking TEXT NOT NULL,
    PRIMARY KEY (day, kind)
  );
  INSERT INTO clock_plan_kind SELECT day, kind, items,
    CAST(amount / 100 AS TEXT) || '.' || substr(CAST(100 + amount % 100 AS TEXT), 2),
    lacking,
    CAST(amount_lacking / 100 AS TEXT) || '.' || substr(CAST(100 + amount_lacking % 100 AS TEXT), 2)
  FROM clock_plan;
  DROP TABLE clock_plan
)sql",
    // Currency 0: a sum over all of them.
    R"sql(
  CREATE TABLE clock_plan_sum (
    day INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    currency INTEGER NOT NULL,
    items INTEGER NOT NULL,
    amount TEXT NOT NULL,
    lacking INTEGER NOT NULL,
    amount_lacking TEXT NOT NULL,
    PRIMARY KEY (day, kind, currency)
  );
  INSERT INTO clock_plan_sum
    SELECT day, kind, 0, items, amount, lacking, amount_lacking FROM clock_plan_kind;
  DROP TABLE clock_plan_kind
)sql"};

constexpr std::array tables{rows::audited<PlanRow>()};

std::optional<std::vector<PlannedKind>> find_in(store::Database& database, Date day) {
  store::Statement& found =
      database.statement("SELECT " + rows::columns_of<PlanRow>() +
                         " FROM clock_plan_sum WHERE day = $1 ORDER BY kind, currency");
  found.bind(day.days);
  std::optional<std::vector<PlannedKind>> plan;
  while (found.step()) {
    const auto row = rows::read_row<PlanRow>(found);
    if (!plan) plan.emplace();
    if (row.kind == 0) continue;
    std::optional<Currency> currency;
    if (row.currency != 0) currency = static_cast<Currency>(row.currency);
    plan->push_back({static_cast<WorkKind>(row.kind), row.items, row.amount, row.lacking,
                     row.amount_lacking, currency});
  }
  return plan;
}

rows::Or<rows::Accepted> keep_in(rows::Work& work, Date day, const std::vector<PlannedKind>& plan) {
  if (find_in(work.database(), day)) return rows::Accepted();
  PlanRow is_kept;
  is_kept.day = day;
  work.add(is_kept);
  for (const PlannedKind& kind : plan) {
    work.add(PlanRow{.day = day,
                     .kind = static_cast<std::uint32_t>(kind.kind),
                     .currency = kind.currency ? static_cast<std::uint32_t>(*kind.currency) : 0,
                     .items = kind.items,
                     .amount = kind.amount,
                     .lacking = kind.lacking,
                     .amount_lacking = kind.amount_lacking});
  }
  return rows::Accepted();
}

}  // namespace

rows::Schema schema() {
  return {.part = "clock", .create = create_tables, .changes = changes, .tables = tables};
}

void PlanStore::keep(Date day, const std::vector<PlannedKind>& plan) const {
  rows::Order order;
  order.name = "keep_plan";
  order.by = {.sender = protocol::timers_agent, .address = {}};
  order.decide = [day, plan](rows::Work& work) { return keep_in(work, day, plan); };
  const auto outcome = writer_->submit_and_wait(std::move(order));
  if (!outcome || !outcome->accepted) {
    throw std::runtime_error("the plan of " + to_string(day) + " cannot be kept now");
  }
}

std::optional<std::vector<PlannedKind>> PlanStore::find(Date day) const {
  store::Database database(url_, {.access = store::Access::read_only});
  return find_in(database, day);
}

}  // namespace tributary::clock
