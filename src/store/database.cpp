#include "store/database.hpp"

#include "store/connection.hpp"
#include "store/postgres_connection.hpp"
#include "store/sqlite_connection.hpp"

namespace tributary::store {

namespace {

std::unique_ptr<Connection> connect(std::string_view url, const Options& options) {
  if (is_postgres(url)) return std::make_unique<PostgresConnection>(url, options);
  return std::make_unique<SqliteConnection>(url, options);
}

}  // namespace

Database::Database(std::string_view url, Options options) : connection_(connect(url, options)) {}

Database::~Database() = default;
Database::Database(Database&&) noexcept = default;

Database& Database::operator=(Database&& other) noexcept {
  const Database old(std::move(*this));  // its statements end before its connection
  connection_ = std::move(other.connection_);
  statements_ = std::move(other.statements_);
  return *this;
}

void Database::execute(const std::string& sql) { connection_->execute(sql); }

Statement Database::prepare(std::string_view sql) { return Statement(connection_->prepare(sql)); }

Statement& Database::statement(std::string_view sql) {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return known->second;
  return statements_.emplace(std::string(sql), prepare(sql)).first->second;
}

bool Database::has_table(std::string_view name) { return connection_->has_table(name); }

void Database::set_durability(Durability durability) { connection_->set_durability(durability); }

std::optional<std::string> Database::why_not_durable() { return connection_->why_not_durable(); }

std::uint64_t Database::uncopied_bytes() const { return connection_->uncopied_bytes(); }

void Database::checkpoint() { connection_->checkpoint(); }

}  // namespace tributary::store
