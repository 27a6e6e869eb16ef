#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "store/connection.hpp"
#include "store/postgres_session.hpp"

namespace tributary::store {

/// A connection to a schema of PostgreSQL, which has one writing one: it holds an advisory lock of
/// its session, which the server lets go when the session ends. Inside store/ only.
class PostgresConnection final : public Connection {
 public:
  /// Errors: StoreFault, see `Database`.
  PostgresConnection(std::string_view url, const Options& options);
  ~PostgresConnection() override;

  void execute(const std::string& sql) override;
  std::unique_ptr<Prepared> prepare(std::string_view sql) override;
  bool has_table(std::string_view name) override;
  void set_durability(Durability durability) override;
  std::optional<std::string> why_not_durable() override;
  std::uint64_t uncopied_bytes() const override { return 0; }
  void checkpoint() override {}
  void begin(Access access) override;
  void commit() override;
  void end(Access access) noexcept override;

 private:
  void settle();
  void lock(std::string_view part);
  void set(const std::string& sql);

  std::shared_ptr<PostgresSession> session_;
  bool writes_;
  std::string schema_;  ///< Quoted.
  bool in_transaction_ = false;
};

}  // namespace tributary::store
