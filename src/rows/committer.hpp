#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "api/traces.hpp"
#include "base/log.hpp"
#include "protocol/request_key.hpp"
#include "rows/answers.hpp"
#include "rows/audit.hpp"
#include "rows/schema.hpp"
#include "rows/work.hpp"
#include "rows/write_trouble.hpp"
#include "store/transaction.hpp"

namespace tributary::rows {

/// The lock of who writes the rows of a platform, and the tables of rows themselves in
/// `schema_version`.
inline constexpr std::string_view rows_part = "rows";

/// What an accepted order is answered with.
struct Accepted {
  int status = 200;
  std::string body;                        ///< JSON
  std::string kept;                        ///< the same without secrets, for who asks again
  std::optional<std::uint64_t> version{};  ///< of the row that it is about
};

/// An order on its way to the rows.
struct Order {
  std::string_view name;  ///< of the struct's endpoint
  Orderer by;
  std::optional<protocol::RequestKey> key{};  ///< absent: it is not for somebody who may ask again
  Bytes asked{};                              ///< keyed digest of what was asked under the key
  bool even_in_doubt = false;  ///< whoever has to set the clock right is not held up by it
  std::function<Or<Accepted>(Work&)> decide;
};

/// How an order ended.
struct Outcome {
  http::Response response;
  bool accepted = false;
  bool repeated = false;  ///< it came before: this is its first answer
  bool failed = false;    ///< for a fault of the world: it was not decided, or not written
};

/// The end of the journal that is durable.
struct JournalEnd {
  std::uint64_t sequence = 0;
  Bytes hash = Bytes(32);  ///< of the group there
};

/// The world that orders are decided in.
struct RowsWorld {
  std::function<std::optional<protocol::Time>()> clock;  ///< nothing while it is in doubt
  std::function<protocol::Time()> shown;                 ///< by the clock, right or wrong
  std::function<JournalEnd()> journal_end;
  Chance chance;
  Bytes platform{};  ///< whose rows they are, by the id of its journal; empty: nobody asks
};

/// Where the rows are: one row, changed by each group. The number of the group is what fences off
/// another writer.
struct RowsState {
  static constexpr std::string_view table = "row_state";
  static constexpr std::string_view key = "id";
  std::uint32_t id = 1;
  std::uint64_t number = 0;  ///< of the last group
  protocol::Time time;
  std::uint64_t fact = 0;   ///< the last one's number
  std::uint64_t audit = 0;  ///< the last line's number
  Bytes audit_hash = Bytes(32);
  std::uint64_t journal_sequence = 0;  ///< durable before the group was
  Bytes journal_hash = Bytes(32);
  Bytes digest_key;  ///< for digests of what was asked
  Bytes platform;    ///< whose rows they are; empty: not told yet
};
BOOST_DESCRIBE_STRUCT(RowsState, (),
                      (id, number, time, fact, audit, audit_hash, journal_sequence, journal_hash,
                       digest_key, platform))

/// Where the rows of an open database are; nothing when there are none.
std::optional<RowsState> read_rows_state(store::Database& database);

/// The writing connection of the platform's rows. One thread.
class Committer {
 public:
  /// Makes what tables are missing. Errors: StoreFault, kind `busy` while another process writes,
  /// `damaged` for the rows of another platform.
  Committer(std::string url, std::span<const Schema> schemas, RowsWorld world);
  ~Committer();

  /// Decides the orders one after the other and commits all they change in one transaction. An
  /// order that cannot be decided or written for a fault of the world is answered `unavailable`;
  /// when it is sent again with its key, it is told what became of it.
  std::vector<Outcome> commit(std::span<const Order> orders);

  const RowsState& state() const { return state_; }
  /// By the last commit.
  const std::vector<ChangedRow>& changed_rows() const { return changed_rows_; }
  /// Whether a commit whose outcome nobody knew has happened after all: any row may have changed.
  /// True once.
  bool take_surprise() { return std::exchange(is_surprised_, false); }
  /// Any thread.
  const WriteTrouble& trouble() const { return trouble_; }
  api::Traces& traces() { return traces_; }

 private:
  struct Connection;
  std::vector<Outcome> commit_each(std::span<const Order> orders);
  std::vector<Outcome> try_commit(std::span<const Order> orders, protocol::Time time);
  Outcome decide(const Order& order, RowsState& next);
  Outcome accept(const Order& order, Work& work, Accepted&& accepted, RowsState& next);
  void write_line(AuditLine&& line, RowsState& next);
  void take_over_rows();
  void keep_state(RowsState&& next, store::Transaction& transaction);
  std::optional<Outcome> answered_before(const Order& order);
  void keep_answer(const Order& order, const Outcome& outcome, const std::string& body,
                   std::optional<std::uint64_t> version, protocol::Time time);
  void take_the_number(std::uint64_t number);
  void give_up();
  std::vector<Outcome> fail_each(std::span<const Order> orders, const std::exception& fault);
  void open();

  const std::string url_;
  const std::vector<Schema> schemas_;
  const RowsWorld world_;
  std::unique_ptr<Connection> connection_;  ///< nothing after a fault, until it is opened again
  RowsState state_;
  protocol::Time forgot_at_;
  // Of the group that is being decided.
  bool has_written_ = false;
  bool clock_is_in_doubt_ = false;
  std::vector<ChangedRow> changed_rows_;
  bool was_open_ = false;
  bool is_surprised_ = false;
  WriteTrouble trouble_;
  api::Traces traces_{base::log_warning};  ///< of orders that cannot be done
};

}  // namespace tributary::rows
