#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "store/database.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::store {

/// For tests: an empty schema of PostgreSQL, dropped with everything in it.
class PostgresSchema {
 public:
  explicit PostgresSchema(const std::string& server);
  ~PostgresSchema();
  PostgresSchema(const PostgresSchema&) = delete;
  PostgresSchema& operator=(const PostgresSchema&) = delete;

  std::string url() const { return url_at(server_); }
  /// The same schema by another way to the server.
  std::string url_at(const std::string& server) const;
  const std::string& name() const { return name_; }

 private:
  std::string server_;
  std::string name_;
};

enum class Backend { sqlite, postgresql };

/// As the test framework shows it.
void PrintTo(Backend backend, std::ostream* out);

/// For tests: an empty database of its own. `./dev test` starts a PostgreSQL and names it in
/// TRIBUTARY_POSTGRES; without that variable its tests are skipped, or fail where
/// TRIBUTARY_SKIP_NOTHING is set.
class StoreTest : public testing::Test {
 protected:
  void make(Backend backend);

  std::string url_;
  std::string server_;  ///< Of PostgreSQL.
  std::optional<TemporaryFolder> folder_;
  std::optional<PostgresSchema> schema_;
};

/// For tests that hold on each backend: INSTANTIATE_TEST_SUITE_P(Each, …, each_backend(),
/// name_of_backend).
class EachBackend : public StoreTest, public testing::WithParamInterface<Backend> {
 protected:
  void SetUp() override { make(GetParam()); }
};

inline auto each_backend() { return testing::Values(Backend::sqlite, Backend::postgresql); }

std::string name_of_backend(const testing::TestParamInfo<Backend>& backend);

/// For tests of what is PostgreSQL's own.
class OnPostgres : public StoreTest {
 protected:
  void SetUp() override { make(Backend::postgresql); }
};

/// The kind of the StoreFault that it throws, if it throws one.
std::optional<FaultKind> fault_of(const std::function<void()>& action);

/// The number that a query gives in its first column and row.
std::int64_t number_from(Database& database, std::string_view sql);

}  // namespace tributary::store
