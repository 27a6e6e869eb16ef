#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "follow/follower.hpp"
#include "follow/runner.hpp"
#include "store/transaction.hpp"

namespace tributary::follow {

/// A follower for tests. It keeps a row for each group, which a second visit would refuse, and sums
/// in memory, which a missed or doubled flush would betray.
class ToyFollower : public Follower {
 public:
  struct Settings {
    int version = 1;
    std::int64_t factor = 1;  ///< Of the sum, to tell one build from another.
    std::function<void(const journal::Group&)> before_group{};
  };

  explicit ToyFollower(Settings settings) : settings_(std::move(settings)) {}

  std::string_view name() const override { return "toy"; }
  int version() const override { return settings_.version; }

  void create(store::Database& database) override {
    database.execute(
        "CREATE TABLE toy_group (first_sequence INTEGER PRIMARY KEY, record_count INTEGER);"
        "CREATE TABLE toy_total (id INTEGER PRIMARY KEY, groups INTEGER, sum INTEGER);"
        "INSERT INTO toy_total (id, groups, sum) VALUES (1, 0, 0)");
  }

  void load(store::Database& database) override {
    store::Statement query = database.prepare("SELECT groups, sum FROM toy_total");
    query.step();
    groups_ = query.integer(0);
    sum_ = query.integer(1);
  }

  void group(const journal::Group& group) override {
    if (settings_.before_group) settings_.before_group(group);
    ++groups_;
    sum_ += settings_.factor * group.header.record_count;
    pending_.push_back(group.header);
  }

  void flush(store::Database& database) override {
    store::Statement& insert =
        database.statement("INSERT INTO toy_group (first_sequence, record_count) VALUES ($1, $2)");
    for (const journal::GroupHeader& header : pending_) {
      insert.run(header.first_sequence, header.record_count);
    }
    pending_.clear();
    database.statement("UPDATE toy_total SET groups = $1, sum = $2").run(groups_, sum_);
  }

 private:
  Settings settings_;
  std::int64_t groups_ = 0;
  std::int64_t sum_ = 0;
  std::vector<journal::GroupHeader> pending_;
};

struct ToyTotals {
  std::int64_t groups = 0;
  std::int64_t sum = 0;          ///< As the follower summed it up.
  std::int64_t rows = 0;         ///< As the rows count …
  std::int64_t row_records = 0;  ///< … and sum up.
};

inline ToyTotals read_toy(store::Database& database) {
  store::Statement query = database.prepare(
      "SELECT groups, sum, (SELECT count(*) FROM toy_group), "
      "(SELECT coalesce(sum(record_count), 0) FROM toy_group) FROM toy_total");
  query.step();
  return {query.integer(0), query.integer(1), query.integer(2), query.integer(3)};
}

/// One state of the served file, as a reader sees it.
struct ToyReading {
  ToyTotals totals;
  std::uint64_t sequence = 0;
};

inline ToyReading read_served(const Runner& runner) {
  for (;;) {
    const std::string url = runner.read_url();
    try {
      store::Database database(url, {.access = store::Access::read_only});
      const store::Transaction one_state(database, store::Transaction::Kind::read);
      store::Statement cursor = database.prepare("SELECT cursor FROM follow_state");
      cursor.step();
      const auto sequence = static_cast<std::uint64_t>(cursor.integer(0));
      cursor.reset();
      return {read_toy(database), sequence};
    } catch (const store::StoreFault&) {
      // Removed between the question for its name and the opening: there is a newer one.
      if (url == runner.read_url()) throw;
    }
  }
}

}  // namespace tributary::follow
