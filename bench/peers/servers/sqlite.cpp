#include <sqlite3.h>

#include <stdexcept>

#include "bench/peers/servers/forms.hpp"
#include "bench/peers/servers/sql.hpp"

namespace tributary::bench::peers {
namespace {

const Dialect dialect{
    .divide = "/", .table_tail = "", .hot_table_tail = "", .numbers = [](std::uint64_t count) {
      return "(WITH RECURSIVE counted(n) AS (SELECT 0 UNION ALL SELECT n + 1 "
             "FROM counted WHERE n < " +
             std::to_string(count - 1) + ") SELECT n FROM counted) AS numbers";
    }};

class Database {
 public:
  explicit Database(const std::string& file) {
    if (sqlite3_open_v2(file.c_str(), &handle_,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        nullptr) != SQLITE_OK) {
      throw std::runtime_error("cannot open " + file);
    }
  }
  ~Database() { sqlite3_close_v2(handle_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  sqlite3* handle() const { return handle_; }
  [[noreturn]] void fail() const { throw std::runtime_error(sqlite3_errmsg(handle_)); }

 private:
  sqlite3* handle_ = nullptr;
};

class Statement {
 public:
  Statement(const Database& database, const std::string& sql) : database_(database) {
    if (sqlite3_prepare_v3(database.handle(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &handle_,
                           nullptr) != SQLITE_OK) {
      database.fail();
    }
  }
  ~Statement() { sqlite3_finalize(handle_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// Whether it gave a row; `column` reads it until the next run.
  template <class... Values>
  bool run(Values... values) {
    sqlite3_reset(handle_);
    int place = 0;
    (sqlite3_bind_int64(handle_, ++place, static_cast<std::int64_t>(values)), ...);
    const int result = sqlite3_step(handle_);
    if (result != SQLITE_ROW && result != SQLITE_DONE) database_.fail();
    const bool row = result == SQLITE_ROW;
    if (!row) sqlite3_reset(handle_);
    return row;
  }
  std::int64_t column(int number) const { return sqlite3_column_int64(handle_, number); }
  int columns() const { return sqlite3_column_count(handle_); }
  void done() { sqlite3_reset(handle_); }

 private:
  const Database& database_;
  sqlite3_stmt* handle_ = nullptr;
};

std::vector<std::int64_t> query(const Database& database, const std::string& sql) {
  Statement statement(database, sql);
  std::vector<std::int64_t> row;
  if (statement.run()) {
    for (int i = 0; i < statement.columns(); ++i) row.push_back(statement.column(i));
  }
  return row;
}

/// Looks before it writes: nobody else writes meanwhile, so nothing has to be undone.
class SqliteSession final : public Session {
 public:
  explicit SqliteSession(const Database& database) : database_(database) {}

  Answer bid(const Bid& bid) override {
    begin_.run();
    const Answer answer = within_transaction(bid);
    commit_.run();
    return answer;
  }

  std::uint64_t bid_all(std::span<const Bid> bids) override {
    if (bids.size() == 1) return bid(bids.front()) == Answer::accepted ? 1 : 0;
    begin_.run();
    std::uint64_t accepted = 0;
    for (const Bid& each : bids) accepted += within_transaction(each) == Answer::accepted ? 1 : 0;
    commit_.run();
    return accepted;
  }

  void pay(std::uint32_t loan, std::uint32_t period) override {
    begin_.run();
    if (!seen_period_.run(loan, period)) {
      write_period_.run(loan, period);
      write_payouts_.run(loan, period);
      credit_.run(loan, period);
      debit_.run(loan, period);
    }
    seen_period_.done();
    commit_.run();
  }

 private:
  Answer within_transaction(const Bid& bid) {
    const std::int64_t amount = bid_amount.minor;
    const bool seen = seen_.run(bid.request);
    seen_.done();
    if (seen) return Answer::repeated;
    const bool can_pay = available_.run(bid.member) && available_.column(0) >= amount;
    available_.done();
    if (!can_pay) return Answer::poor;
    const bool has_room = remaining_.run(bid.loan) && remaining_.column(0) >= amount;
    remaining_.done();
    if (!has_room) return Answer::full;
    hold_.run(bid.member, amount);
    take_.run(bid.loan, amount);
    write_.run(bid.request, bid.loan, bid.member, amount);
    return Answer::accepted;
  }

  const Database& database_;
  Statement begin_{database_, "BEGIN IMMEDIATE"};
  Statement commit_{database_, "COMMIT"};
  Statement seen_{database_, "SELECT 1 FROM bids WHERE request = ?1"};
  Statement available_{database_, "SELECT available FROM members WHERE id = ?1"};
  Statement remaining_{database_, "SELECT remaining FROM loans WHERE id = ?1 AND part = 0"};
  Statement hold_{database_,
                  "UPDATE members SET available = available - ?2, held = held + ?2 WHERE id = ?1"};
  Statement take_{database_,
                  "UPDATE loans SET remaining = remaining - ?2 WHERE id = ?1 AND part = 0"};
  Statement write_{database_,
                   "INSERT INTO bids (request, loan, member, amount) VALUES (?1, ?2, ?3, ?4)"};
  Statement seen_period_{database_, "SELECT 1 FROM periods WHERE loan = ?1 AND period = ?2"};
  Statement write_period_{database_, "INSERT INTO periods VALUES (?1, ?2)"};
  Statement write_payouts_{database_,
                           "INSERT INTO payouts " + payouts_of_period(dialect, "?1", "?2")};
  Statement credit_{database_,
                    "UPDATE members SET available = available + paid FROM (SELECT member, "
                    "sum(principal + interest - fee) AS paid FROM payouts WHERE loan = ?1 AND "
                    "period = ?2 GROUP BY member) AS theirs WHERE members.id = theirs.member"};
  Statement debit_{database_,
                   "UPDATE borrowers SET available = available - (SELECT sum(principal + "
                   "interest) FROM payouts WHERE loan = ?1 AND period = ?2) WHERE loan = ?1"};
};

class Sqlite final : public Peer {
 public:
  Sqlite(const Place& place, const Setting& setting)
      : setting_(setting), database_(fresh(place.folder / "sqlite")) {
    ask_("PRAGMA page_size = 4096");
    ask_("PRAGMA journal_mode = WAL");
    ask_("PRAGMA synchronous = FULL");
    ask_("PRAGMA cache_size = -262144");
    ask_("BEGIN");
    found_market(ask_, dialect, setting);
    ask_("COMMIT");
    ask_("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  std::unique_ptr<Session> open() override { return std::make_unique<SqliteSession>(database_); }
  BidBooks bid_books() override { return read_bid_books(ask_, setting_); }
  PayoutBooks payout_books() override { return read_payout_books(ask_, setting_); }

 private:
  static std::string fresh(const std::filesystem::path& folder) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    return (folder / "market.db").string();
  }

  const Setting setting_;
  Database database_;
  Query ask_ = [this](const std::string& sql) { return query(database_, sql); };
};

std::unique_ptr<Peer> start(const Place& place, const Setting& setting) {
  return std::make_unique<Sqlite>(place, setting);
}

}  // namespace

void add_sqlite(std::vector<Form>& forms) {
  const std::string settings =
      "SQLite journal_mode=WAL synchronous=FULL cache_size=256M, one connection in the client";
  forms.push_back({.key = "sqlite",
                   .name = "SQLite, used directly",
                   .durability = "WAL flushed",
                   .settings = settings,
                   .lacks = databases_lack,
                   .works = {Work::bids, Work::rush, Work::mix, Work::payout},
                   .connections = {1},
                   .start = start});
  forms.push_back({.key = "sqlite_batched",
                   .name = "SQLite, 1,000 bids a transaction",
                   .durability = "WAL flushed",
                   .settings = settings,
                   .lacks = databases_lack,
                   .group = Group::pipelined,
                   .works = {Work::bids},
                   .connections = {1},
                   .batch = 1000,
                   .start = start});
}

}  // namespace tributary::bench::peers
