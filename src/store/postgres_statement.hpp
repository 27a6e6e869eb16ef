#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/postgres_parameters.hpp"
#include "store/postgres_rows.hpp"
#include "store/postgres_session.hpp"
#include "store/prepared.hpp"

namespace tributary::store {

/// A prepared statement of PostgreSQL, parameters and results binary. Rows are read as they arrive;
/// where another query needs the line before the last one, the rest is put aside in memory. Inside
/// store/ only.
class PostgresStatement final : public Prepared {
 public:
  /// Errors: StoreFault.
  PostgresStatement(std::shared_ptr<PostgresSession> session, std::string_view sql);
  ~PostgresStatement() override;

  std::int64_t run(std::span<const Value> values) override;
  void bind(std::span<const Value> values) override;
  bool step() override;
  void reset() override;

  std::int64_t integer(int column) const override;
  std::string_view text(int column) const override;
  std::span<const std::byte> blob(int column) const override;
  bool is_null(int column) const override;

  /// Takes the rows that are still to come off the line.
  void put_aside();

 private:
  /// Where its rows are.
  enum class Rows { none, arriving, aside };

  void prepare(const std::string& sql);
  std::vector<Oid> describe();
  PGconn* begin();
  void start();
  bool step_arriving();
  bool step_aside();
  [[noreturn]] void fail(const PGresult* result);
  PostgresRows::Cell cell(int column) const;
  std::string_view bytes_of_text(int column) const;

  std::shared_ptr<PostgresSession> session_;
  std::string sql_;
  std::string name_;
  bool only_reads_;
  PostgresParameters parameters_;
  std::vector<Oid> columns_;
  Rows rows_ = Rows::none;
  WhenBroken when_broken_ = WhenBroken::lost;  ///< Of the query whose rows arrive.
  PostgresResult row_;
  PostgresRows aside_;
  PostgresResult fault_aside_;  ///< What came behind the rows put aside, if it was no good end.
};

}  // namespace tributary::store
