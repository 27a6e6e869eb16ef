#include "verticals/clock/plan_store.hpp"

#include "store/migrate.hpp"
#include "store/transaction.hpp"
#include "verticals/clock/sum_column.hpp"

namespace tributary::clock {

namespace {

// The row of kind 0 says that the day's plan was kept, whatever is in it.
constexpr std::array<std::string_view, 3> steps = {R"sql(
  CREATE TABLE clock_plan (
    day INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    items INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    lacking INTEGER NOT NULL,
    amount_lacking INTEGER NOT NULL,
    PRIMARY KEY (day, kind)
  )
)sql",
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

constexpr std::string_view insert =
    "INSERT INTO clock_plan_sum (day, kind, currency, items, amount, lacking, amount_lacking) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";
constexpr std::string_view select =
    "SELECT kind, items, amount, lacking, amount_lacking, currency FROM clock_plan_sum "
    "WHERE day = $1 ORDER BY kind, currency";

std::optional<std::vector<PlannedKind>> find_in(store::Database& database, Date day) {
  store::Statement& rows = database.statement(select);
  rows.bind(day.days);
  std::optional<std::vector<PlannedKind>> plan;
  while (rows.step()) {
    if (!plan) plan.emplace();
    if (rows.integer(0) == 0) continue;
    std::optional<Currency> currency;
    if (rows.integer(5) != 0) currency = static_cast<Currency>(rows.integer(5));
    plan->push_back({static_cast<WorkKind>(rows.integer(0)),
                     static_cast<std::uint64_t>(rows.integer(1)), read_sum(rows, 2),
                     static_cast<std::uint64_t>(rows.integer(3)), read_sum(rows, 4), currency});
  }
  return plan;
}

}  // namespace

void PlanStore::keep(Date day, const std::vector<PlannedKind>& plan) const {
  if (find(day)) return;
  store::Database database("sqlite:" + file_.string());
  store::migrate(database, "clock", steps);
  store::Transaction transaction(database);
  if (find_in(database, day)) return;  // in the tables of an older program
  store::Statement& row = database.statement(insert);
  row.run(day.days, 0, 0, plan.size(), "0.00", 0, "0.00");
  for (const PlannedKind& kind : plan) {
    row.run(day.days, static_cast<int>(kind.kind),
            kind.currency ? static_cast<int>(*kind.currency) : 0, kind.items,
            to_string(kind.amount), kind.lacking, to_string(kind.amount_lacking));
  }
  transaction.commit();
}

std::optional<std::vector<PlannedKind>> PlanStore::find(Date day) const {
  if (!std::filesystem::exists(file_)) return std::nullopt;
  store::Database database("sqlite:" + file_.string(), {.access = store::Access::read_only});
  if (!database.has_table("clock_plan_sum")) return std::nullopt;
  return find_in(database, day);
}

}  // namespace tributary::clock
