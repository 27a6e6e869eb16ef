#include "bench/peers/servers/mariadb_server.hpp"

#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <span>

namespace tributary::bench::peers {
namespace {

namespace fs = std::filesystem;

const Dialect dialect{.divide = "DIV",
                      .table_tail = " ENGINE=InnoDB",
                      .hot_table_tail = " ENGINE=InnoDB",
                      .numbers = [](std::uint64_t count) {
                        return "(SELECT seq AS n FROM seq_0_to_" + std::to_string(count - 1) +
                               ") AS numbers";
                      }};

constexpr std::array server_options{"--innodb-flush-log-at-trx-commit=1",
                                    "--innodb-doublewrite=1",
                                    "--innodb-buffer-pool-size=1G",
                                    "--innodb-log-file-size=1G",
                                    "--transaction-isolation=READ-COMMITTED",
                                    "--max-connections=200",
                                    "--skip-networking",
                                    "--skip-name-resolve"};
constexpr std::array binlog_options{"--log-bin=binlog", "--sync-binlog=1", "--binlog-format=ROW",
                                    "--server-id=1"};

/// Bids: the loan's row last, so that its lock is held the shortest.
std::string bid_procedure(std::uint32_t parts) {
  const std::string count = std::to_string(parts);
  return "CREATE PROCEDURE place_bid(p_request BIGINT, p_loan INT, p_part INT, p_member INT, "
         "p_amount BIGINT) BEGIN "
         "DECLARE tries INT DEFAULT 0; "
         "DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; RESIGNAL; END; "
         "START TRANSACTION; "
         "INSERT INTO bids (request, loan, member, amount) "
         "VALUES (p_request, p_loan, p_member, p_amount); "
         "UPDATE members SET available = available - p_amount, held = held + p_amount "
         "WHERE id = p_member AND available >= p_amount; "
         "IF ROW_COUNT() = 0 THEN SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 30002; END IF; "
         "take: LOOP "
         "UPDATE loans SET remaining = remaining - p_amount WHERE id = p_loan "
         "AND part = (p_part + tries) MOD " +
         count +
         " AND remaining >= p_amount; "
         "IF ROW_COUNT() = 1 THEN LEAVE take; END IF; "
         "SET tries = tries + 1; "
         "IF tries = " +
         count +
         " THEN SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 30001; END IF; "
         "END LOOP; COMMIT; END";
}

std::string pay_procedure() {
  return "CREATE PROCEDURE pay(p_loan INT, p_period INT) BEGIN "
         "DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; RESIGNAL; END; "
         "START TRANSACTION; "
         "INSERT IGNORE INTO periods VALUES (p_loan, p_period); "
         "IF ROW_COUNT() = 1 THEN "
         "INSERT INTO payouts " +
         payouts_of_period(dialect, "p_loan", "p_period") +
         "; "
         "UPDATE members JOIN (SELECT member, sum(principal + interest - fee) AS paid "
         "FROM payouts WHERE loan = p_loan AND period = p_period GROUP BY member) AS theirs "
         "ON theirs.member = members.id SET available = available + paid; "
         "UPDATE borrowers SET available = available - (SELECT sum(principal + interest) "
         "FROM payouts WHERE loan = p_loan AND period = p_period) WHERE loan = p_loan; "
         "END IF; COMMIT; END";
}

bool answers(const fs::path& socket) {
  try {
    const MariadbConnection connection(socket, nullptr);
    return true;
  } catch (const MariadbFault&) {
    return false;
  }
}

}  // namespace

MariadbConnection::MariadbConnection(const fs::path& socket, const char* database)
    : handle_(mysql_init(nullptr)) {
  if (mysql_real_connect(handle_, nullptr, "root", nullptr, database, 0, socket.c_str(), 0) ==
      nullptr) {
    const MariadbFault fault(mysql_errno(handle_), mysql_error(handle_));
    mysql_close(handle_);
    throw fault;
  }
}

void MariadbConnection::fail() const {
  throw MariadbFault(mysql_errno(handle_), mysql_error(handle_));
}

std::vector<std::int64_t> MariadbConnection::query(const std::string& sql) const {
  if (mysql_real_query(handle_, sql.data(), sql.size()) != 0) fail();
  std::vector<std::int64_t> values;
  do {
    const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> result(
        mysql_store_result(handle_), mysql_free_result);
    if (result == nullptr) {
      if (mysql_field_count(handle_) != 0) fail();
      continue;
    }
    const unsigned columns = mysql_num_fields(result.get());
    if (const MYSQL_ROW row = mysql_fetch_row(result.get()); row != nullptr && values.empty()) {
      for (const char* text : std::span(row, columns)) {
        values.push_back(text == nullptr ? 0 : std::strtoll(text, nullptr, 10));
      }
    }
  } while (mysql_next_result(handle_) == 0);
  if (mysql_errno(handle_) != 0) fail();
  return values;
}

MariadbStatement::MariadbStatement(const MariadbConnection& connection, const std::string& sql)
    : handle_(mysql_stmt_init(connection.handle())) {
  for (std::size_t i = 0; i < parameters_max; ++i) {
    binds_[i].buffer_type = MYSQL_TYPE_LONGLONG;
    binds_[i].buffer = &values_[i];
  }
  if (mysql_stmt_prepare(handle_, sql.data(), sql.size()) != 0 ||
      mysql_stmt_bind_param(handle_, binds_.data()) != 0) {
    const MariadbFault fault(mysql_stmt_errno(handle_), mysql_stmt_error(handle_));
    mysql_stmt_close(handle_);
    throw fault;
  }
}

std::uint64_t MariadbStatement::execute() {
  if (mysql_stmt_execute(handle_) != 0) {
    throw MariadbFault(mysql_stmt_errno(handle_), mysql_stmt_error(handle_));
  }
  const std::uint64_t changed = mysql_stmt_affected_rows(handle_);
  // A call gives a status behind its results, which has to be read.
  int more = 0;
  while ((more = mysql_stmt_next_result(handle_)) == 0) {
  }
  if (more > 0) throw MariadbFault(mysql_stmt_errno(handle_), mysql_stmt_error(handle_));
  return changed;
}

MariadbServer::MariadbServer(const fs::path& parent, const Setting& setting, bool binlog)
    : setting_(setting),
      folder_(parent / (binlog ? "mariadb-binlog" : "mariadb")),
      socket_(folder_.string() + ".sock"),
      server_(words(binlog), folder_.string() + ".log", SIGTERM) {
  server_.await([&] { return answers(socket_); });
  const MariadbConnection connection(socket_, nullptr);
  connection.query("DROP DATABASE IF EXISTS market");
  connection.query("CREATE DATABASE market");
  connection.query("USE market");
  const Query query = [&](const std::string& sql) { return connection.query(sql); };
  found_market(query, dialect, setting);
  query(bid_procedure(setting.parts));
  query(pay_procedure());
  query("ANALYZE TABLE members, loans, bids, claims, payouts");
  if (binlog) query("RESET MASTER");
}

std::vector<std::string> MariadbServer::words(bool binlog) const {
  const std::string user =
      ::geteuid() == 0 ? "--user=root" : "--user=" + std::to_string(::geteuid());
  if (!fs::exists(folder_)) {
    run_program({"/usr/bin/mariadb-install-db", "--no-defaults", "--datadir=" + folder_.string(),
                 "--auth-root-authentication-method=normal", "--skip-test-db", user},
                folder_.string() + ".log");
  }
  std::vector<std::string> words{"/usr/sbin/mariadbd",
                                 "--no-defaults",
                                 "--datadir=" + folder_.string(),
                                 "--socket=" + socket_.string(),
                                 "--pid-file=" + folder_.string() + ".pid",
                                 user};
  words.insert(words.end(), server_options.begin(), server_options.end());
  if (binlog) words.insert(words.end(), binlog_options.begin(), binlog_options.end());
  return words;
}

std::string MariadbServer::settings(bool binlog) {
  std::string text = "MariaDB";
  for (const char* option : server_options) text += std::string(" ") + option;
  if (!binlog) return text;
  for (const char* option : binlog_options) text += std::string(" ") + option;
  return text;
}

}  // namespace tributary::bench::peers
