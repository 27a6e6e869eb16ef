#include "store/test_databases.hpp"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <ostream>

#include "store/postgres_session.hpp"

namespace tributary::store {

namespace {

/// Without the lock that a Database takes.
void run_on(const std::string& server, const std::string& sql) {
  PostgresSession(server).execute(sql, WhenBroken::lost);
}

}  // namespace

PostgresSchema::PostgresSchema(const std::string& server) : server_(server) {
  static std::atomic<int> made{0};
  name_ = "test_" + std::to_string(::getpid()) + "_" + std::to_string(++made);
  run_on(server_, "CREATE SCHEMA " + name_);
}

PostgresSchema::~PostgresSchema() {
  try {
    run_on(server_, "DROP SCHEMA " + name_ + " CASCADE");
  } catch (const StoreFault&) {  // it goes with the server
  }
}

std::string PostgresSchema::url_at(const std::string& server) const {
  const char* joint = server.contains('?') ? "&" : "?";
  return server + joint + "options=-csearch_path%3D" + name_;
}

void StoreTest::make(Backend backend) {
  if (backend == Backend::sqlite) {
    url_ = folder_.emplace().url("test.db");
    return;
  }
  const char* server = std::getenv("TRIBUTARY_POSTGRES");
  constexpr const char* missing =
      "TRIBUTARY_POSTGRES names no server to test with: ./dev test starts one";
  if (server != nullptr) {
    server_ = server;
    url_ = schema_.emplace(server_).url();
  } else if (std::getenv("TRIBUTARY_SKIP_NOTHING") != nullptr) {
    FAIL() << missing;
  } else {
    GTEST_SKIP() << missing;
  }
}

void PrintTo(Backend backend, std::ostream* out) {
  *out << (backend == Backend::sqlite ? "sqlite" : "postgresql");
}

std::string name_of_backend(const testing::TestParamInfo<Backend>& backend) {
  return testing::PrintToString(backend.param);
}

std::optional<FaultKind> fault_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const StoreFault& fault) {
    return fault.kind();
  }
  return std::nullopt;
}

std::int64_t number_from(Database& database, std::string_view sql) {
  Statement query = database.prepare(sql);
  return query.step() ? query.integer(0) : 0;
}

}  // namespace tributary::store
