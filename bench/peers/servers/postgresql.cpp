#include <arpa/inet.h>
#include <libpq-fe.h>
#include <signal.h>

#include <array>
#include <bit>
#include <boost/endian/conversion.hpp>
#include <stdexcept>

#include "bench/peers/servers/forms.hpp"
#include "bench/peers/servers/server_process.hpp"
#include "bench/peers/servers/sql.hpp"

namespace tributary::bench::peers {
namespace {

namespace fs = std::filesystem;

const Dialect dialect{.divide = "/",
                      .table_tail = "",
                      .hot_table_tail = " WITH (fillfactor = 50)",
                      .numbers = [](std::uint64_t count) {
                        return "generate_series(0, " + std::to_string(count - 1) +
                               ") AS numbers(n)";
                      }};

const std::vector<std::string> settings{"fsync=on",
                                        "synchronous_commit=on",
                                        "wal_sync_method=fdatasync",
                                        "full_page_writes=on",
                                        "shared_buffers=1GB",
                                        "max_wal_size=8GB",
                                        "min_wal_size=1GB",
                                        "checkpoint_timeout=30min",
                                        "max_connections=200",
                                        "jit=off",
                                        "listen_addresses="};

/// Bids: the loan's row last, so that its lock is held the shortest.
std::string bid_function(std::uint32_t parts) {
  const std::string count = std::to_string(parts);
  return "CREATE FUNCTION place_bid(p_request bigint, p_loan integer, p_part integer, "
         "p_member integer, p_amount bigint) RETURNS void LANGUAGE plpgsql AS $$ "
         "DECLARE tries integer := 0; BEGIN "
         "INSERT INTO bids (request, loan, member, amount) "
         "VALUES (p_request, p_loan, p_member, p_amount); "
         "UPDATE members SET available = available - p_amount, held = held + p_amount "
         "WHERE id = p_member AND available >= p_amount; "
         "IF NOT FOUND THEN RAISE EXCEPTION 'poor' USING ERRCODE = 'TB002'; END IF; "
         "LOOP "
         "UPDATE loans SET remaining = remaining - p_amount WHERE id = p_loan "
         "AND part = (p_part + tries) % " +
         count +
         " AND remaining >= p_amount; "
         "EXIT WHEN FOUND; tries := tries + 1; "
         "IF tries = " +
         count +
         " THEN RAISE EXCEPTION 'full' USING ERRCODE = 'TB001'; END IF; "
         "END LOOP; END $$";
}

/// The mistake of many a platform: between reading and writing, others read the same.
constexpr const char* unlocked_bid_function =
    "CREATE FUNCTION place_bid(p_request bigint, p_loan integer, p_part integer, "
    "p_member integer, p_amount bigint) RETURNS void LANGUAGE plpgsql AS $$ "
    "DECLARE seen bigint; BEGIN "
    "SELECT remaining INTO seen FROM loans WHERE id = p_loan AND part = p_part; "
    "IF seen < p_amount THEN RAISE EXCEPTION 'full' USING ERRCODE = 'TB001'; END IF; "
    "INSERT INTO bids (request, loan, member, amount) "
    "VALUES (p_request, p_loan, p_member, p_amount); "
    "UPDATE members SET available = available - p_amount, held = held + p_amount "
    "WHERE id = p_member; "
    "UPDATE loans SET remaining = seen - p_amount WHERE id = p_loan AND part = p_part; END $$";

std::string pay_function() {
  return "CREATE FUNCTION pay(p_loan integer, p_period integer) RETURNS void "
         "LANGUAGE plpgsql AS $$ BEGIN "
         "INSERT INTO periods VALUES (p_loan, p_period) ON CONFLICT DO NOTHING; "
         "IF NOT FOUND THEN RETURN; END IF; "
         "WITH written AS (INSERT INTO payouts " +
         payouts_of_period(dialect, "p_loan", "p_period") +
         " RETURNING member, principal, interest, fee), "
         "debited AS (UPDATE borrowers SET available = available - "
         "(SELECT sum(principal + interest) FROM written) WHERE loan = p_loan) "
         "UPDATE members SET available = available + paid FROM "
         "(SELECT member, sum(principal + interest - fee) AS paid FROM written GROUP BY member) "
         "AS theirs WHERE members.id = theirs.member; END $$";
}

struct Result {
  explicit Result(PGresult* result) : handle(result) {}
  ~Result() { PQclear(handle); }
  Result(const Result&) = delete;
  Result& operator=(const Result&) = delete;
  bool good() const {
    const ExecStatusType status = PQresultStatus(handle);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
  }
  std::string state() const {
    const char* text = PQresultErrorField(handle, PG_DIAG_SQLSTATE);
    return text == nullptr ? "" : text;
  }
  [[noreturn]] void fail() const { throw std::runtime_error(PQresultErrorMessage(handle)); }
  PGresult* handle;
};

class Connection {
 public:
  explicit Connection(const fs::path& sockets)
      : handle_(
            PQconnectdb(("host=" + sockets.string() + " dbname=postgres user=postgres").c_str())) {}
  ~Connection() { PQfinish(handle_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool open() const { return PQstatus(handle_) == CONNECTION_OK; }
  PGconn* handle() const { return handle_; }
  [[noreturn]] void fail() const { throw std::runtime_error(PQerrorMessage(handle_)); }

  std::vector<std::int64_t> query(const std::string& sql) const {
    const Result result(PQexec(handle_, sql.c_str()));
    if (!result.good()) result.fail();
    std::vector<std::int64_t> row;
    for (int i = 0; PQntuples(result.handle) > 0 && i < PQnfields(result.handle); ++i) {
      row.push_back(std::stoll(PQgetvalue(result.handle, 0, i)));
    }
    return row;
  }

 private:
  PGconn* handle_;
};

/// Parameters in the order of `place_bid`, binary.
class BidParameters {
 public:
  BidParameters(const Bid& bid, std::uint32_t parts)
      : request_(big(bid.request)),
        loan_(big(bid.loan)),
        part_(big(static_cast<std::uint32_t>(bid.request % parts))),
        member_(big(bid.member)),
        amount_(big(static_cast<std::uint64_t>(bid_amount.minor))) {}
  BidParameters(const BidParameters&) = delete;
  BidParameters& operator=(const BidParameters&) = delete;

  const char* const* values() const { return values_.data(); }
  static constexpr int count = 5;
  static constexpr std::array lengths{8, 4, 4, 4, 8};
  static constexpr std::array formats{1, 1, 1, 1, 1};

 private:
  template <class Number>
  static Number big(Number number) {
    return boost::endian::native_to_big(number);
  }
  template <class Number>
  static const char* bytes(const Number& number) {
    return reinterpret_cast<const char*>(&number);
  }

  std::uint64_t request_;
  std::uint32_t loan_;
  std::uint32_t part_;
  std::uint32_t member_;
  std::uint64_t amount_;
  std::array<const char*, count> values_{bytes(request_), bytes(loan_), bytes(part_),
                                         bytes(member_), bytes(amount_)};
};

class PostgresqlSession final : public Session {
 public:
  PostgresqlSession(const fs::path& sockets, std::uint32_t parts)
      : connection_(sockets), parts_(parts) {
    if (!connection_.open()) connection_.fail();
    const Result prepared(
        PQprepare(connection_.handle(), "bid",
                  "SELECT place_bid($1::bigint, $2::integer, $3::integer, $4::integer, "
                  "$5::bigint)",
                  BidParameters::count, nullptr));
    if (!prepared.good()) prepared.fail();
  }

  Answer bid(const Bid& bid) override {
    const BidParameters parameters(bid, parts_);
    const Result result(PQexecPrepared(connection_.handle(), "bid", BidParameters::count,
                                       parameters.values(), BidParameters::lengths.data(),
                                       BidParameters::formats.data(), 1));
    if (result.good()) return Answer::accepted;
    const std::string state = result.state();
    if (state == "23505") return Answer::repeated;
    if (state == "TB001") return Answer::full;
    if (state == "TB002") return Answer::poor;
    result.fail();
  }

  /// All in one transaction. Where one is refused, none is written, and each is tried alone.
  std::uint64_t bid_all(std::span<const Bid> bids) override {
    if (bids.size() == 1) return Session::bid_all(bids);
    return pipelined(bids) ? bids.size() : Session::bid_all(bids);
  }

  void pay(std::uint32_t loan, std::uint32_t period) override {
    connection_.query("SELECT count(*) FROM (SELECT pay(" + std::to_string(loan) + ", " +
                      std::to_string(period) + ")) AS paid");
  }

 private:
  bool pipelined(std::span<const Bid> bids) {
    PGconn* const handle = connection_.handle();
    if (PQenterPipelineMode(handle) != 1) connection_.fail();
    for (const Bid& bid : bids) {
      const BidParameters parameters(bid, parts_);
      if (PQsendQueryPrepared(handle, "bid", BidParameters::count, parameters.values(),
                              BidParameters::lengths.data(), BidParameters::formats.data(),
                              1) != 1) {
        connection_.fail();
      }
    }
    if (PQpipelineSync(handle) != 1) connection_.fail();
    bool all_good = true;
    for (std::size_t i = 0; i < bids.size(); ++i) {
      all_good &= Result(PQgetResult(handle)).good();
      Result end(PQgetResult(handle));  // none: this one's results are all read
    }
    const Result sync(PQgetResult(handle));
    if (PQresultStatus(sync.handle) != PGRES_PIPELINE_SYNC) sync.fail();
    if (PQexitPipelineMode(handle) != 1) connection_.fail();
    return all_good;
  }

  Connection connection_;
  const std::uint32_t parts_;
};

class Postgresql final : public Peer {
 public:
  Postgresql(const Place& place, const Setting& setting, bool unlocked)
      : setting_(setting),
        folder_(place.folder / "postgresql"),
        server_(words(), place.folder / "postgresql.log", SIGINT) {
    server_.await([&] { return Connection(folder_).open(); });
    const Query query = [&](const std::string& sql) { return Connection(folder_).query(sql); };
    query("SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    found_market(query, dialect, setting);
    query(unlocked ? unlocked_bid_function : bid_function(setting.parts));
    query(pay_function());
    query("VACUUM ANALYZE");
    query("CHECKPOINT");
  }

  std::unique_ptr<Session> open() override {
    return std::make_unique<PostgresqlSession>(folder_, setting_.parts);
  }
  BidBooks bid_books() override { return read_bid_books(query_, setting_); }
  PayoutBooks payout_books() override { return read_payout_books(query_, setting_); }

 private:
  /// Makes the cluster if there is none yet.
  std::vector<std::string> words() const {
    const std::string programs = "/usr/lib/postgresql/15/bin/";
    const fs::path cluster = folder_ / "cluster";
    std::vector<std::string> start = as_user("postgres");
    if (!fs::exists(cluster)) {
      fs::create_directories(folder_);
      give_folder(folder_, "postgres");
      std::vector<std::string> make = start;
      for (const char* word : {"initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8",
                               "--locale=C", "--no-sync"}) {
        make.push_back(std::string_view(word) == "initdb" ? programs + word : word);
      }
      make.push_back("--pgdata=" + cluster.string());
      run_program(make, folder_.parent_path() / "postgresql.log");
    }
    start.push_back(programs + "postgres");
    start.insert(start.end(), {"-D", cluster.string(), "-k", folder_.string()});
    for (const std::string& setting : settings) start.insert(start.end(), {"-c", setting});
    return start;
  }

  const Setting setting_;
  const fs::path folder_;
  ServerProcess server_;
  Query query_ = [this](const std::string& sql) { return Connection(folder_).query(sql); };
};

std::string all_settings() {
  std::string text = "PostgreSQL";
  for (const std::string& setting : settings) text += ' ' + setting;
  return text;
}

template <bool unlocked>
std::unique_ptr<Peer> start(const Place& place, const Setting& setting) {
  return std::make_unique<Postgresql>(place, setting, unlocked);
}

}  // namespace

void add_postgresql(std::vector<Form>& forms) {
  const std::vector<unsigned> pools{1, 2, 4, 8, 16, 32, 64};
  const std::vector<unsigned> rush_pools{4, 8, 16, 32, 64};
  const std::string durability = "WAL flushed";
  const std::vector<Work> bidding{Work::bids, Work::rush, Work::mix};
  forms.push_back({.key = "postgresql_function",
                   .name = "PostgreSQL, one function",
                   .durability = durability,
                   .settings = all_settings(),
                   .lacks = databases_lack,
                   .works = {Work::bids, Work::rush, Work::mix, Work::payout},
                   .connections = pools,
                   .rush_connections = rush_pools,
                   .start = start<false>});
  for (const std::uint32_t parts : {16U, 64U}) {
    const std::string count = std::to_string(parts);
    forms.push_back({.key = "postgresql_function_split" + count,
                     .name = "PostgreSQL, one function, loan in " + count + " rows",
                     .durability = durability,
                     .settings = all_settings(),
                     .lacks = databases_lack,
                     .works = bidding,
                     .connections = pools,
                     .rush_connections = rush_pools,
                     .parts = parts,
                     .start = start<false>});
  }
  forms.push_back({.key = "postgresql_one",
                   .name = "PostgreSQL, one function, one user",
                   .durability = durability,
                   .settings = all_settings(),
                   .lacks = databases_lack,
                   .group = Group::one,
                   .works = {Work::bids},
                   .connections = {1},
                   .start = start<false>});
  forms.push_back({.key = "postgresql_pipelined",
                   .name = "PostgreSQL, pipelined, 256 a transaction",
                   .durability = durability,
                   .settings = all_settings(),
                   .lacks = databases_lack,
                   .group = Group::pipelined,
                   .works = {Work::bids},
                   .connections = {1, 2, 4},
                   .batch = 256,
                   .start = start<false>});
  forms.push_back({.key = "postgresql_unlocked",
                   .name = "PostgreSQL, read and then write, no lock",
                   .durability = durability,
                   .settings = all_settings(),
                   .lacks = databases_lack,
                   .group = Group::control,
                   .works = {Work::bids},
                   .connections = {8},
                   .start = start<true>});
}

}  // namespace tributary::bench::peers
