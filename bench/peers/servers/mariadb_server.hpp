#pragma once

#include <mysql.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "bench/peers/servers/server_process.hpp"
#include "bench/peers/servers/sql.hpp"

namespace tributary::bench::peers {

/// What MariaDB answered instead of doing a statement.
struct MariadbFault : std::runtime_error {
  MariadbFault(unsigned number, const char* text) : std::runtime_error(text), code(number) {}
  unsigned code;
};

namespace mariadb_code {
inline constexpr unsigned duplicate = 1062;
inline constexpr unsigned lock_wait_timeout = 1205;
inline constexpr unsigned deadlock = 1213;
inline constexpr unsigned full = 30001;  ///< ours, from the procedure
inline constexpr unsigned poor = 30002;
}  // namespace mariadb_code

/// A connection over the server's socket. Errors, of every call: MariadbFault.
class MariadbConnection {
 public:
  explicit MariadbConnection(const std::filesystem::path& socket, const char* database = "market");
  ~MariadbConnection() { mysql_close(handle_); }
  MariadbConnection(const MariadbConnection&) = delete;
  MariadbConnection& operator=(const MariadbConnection&) = delete;

  MYSQL* handle() const { return handle_; }
  /// A statement as text; the whole numbers of the first row of its first result.
  std::vector<std::int64_t> query(const std::string& sql) const;
  [[noreturn]] void fail() const;

 private:
  MYSQL* handle_;
};

/// Prepared, with whole numbers as parameters.
class MariadbStatement {
 public:
  MariadbStatement(const MariadbConnection& connection, const std::string& sql);
  ~MariadbStatement() { mysql_stmt_close(handle_); }
  MariadbStatement(const MariadbStatement&) = delete;
  MariadbStatement& operator=(const MariadbStatement&) = delete;

  /// How many rows it changed.
  template <class... Values>
  std::uint64_t run(Values... values) {
    static_assert(sizeof...(values) <= parameters_max);
    std::size_t place = 0;
    ((values_[place++] = static_cast<long long>(values)), ...);
    return execute();
  }

 private:
  static constexpr std::size_t parameters_max = 5;
  std::uint64_t execute();

  MYSQL_STMT* handle_;
  std::array<long long, parameters_max> values_{};
  std::array<MYSQL_BIND, parameters_max> binds_{};
};

/// MariaDB with every commit's redo flushed; with its binary log flushed too, or without one.
class MariadbServer {
 public:
  /// Founds the market and makes the procedures.
  MariadbServer(const std::filesystem::path& parent, const Setting& setting, bool binlog);

  const std::filesystem::path& socket() const { return socket_; }
  BidBooks bid_books() const { return read_bid_books(query_, setting_); }
  PayoutBooks payout_books() const { return read_payout_books(query_, setting_); }

  static std::string settings(bool binlog);

 private:
  std::vector<std::string> words(bool binlog) const;

  const Setting setting_;
  const std::filesystem::path folder_;
  const std::filesystem::path socket_;
  ServerProcess server_;
  Query query_ = [this](const std::string& sql) { return MariadbConnection(socket_).query(sql); };
};

}  // namespace tributary::bench::peers
