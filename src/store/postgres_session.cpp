#include "store/postgres_session.hpp"

#include <algorithm>
#include <array>

#include "store/postgres_statement.hpp"

namespace tributary::store {

namespace {

/// What the URL may say otherwise stands before it, what it may not stands behind.
struct Setting {
  const char* word;
  const char* value;
};
constexpr std::array before_url{
    Setting{"application_name", "tributary"}, Setting{"connect_timeout", "10"},  // seconds
    // A server whose machine is gone is noticed within half a minute.
    Setting{"keepalives_idle", "10"}, Setting{"keepalives_interval", "5"},   // seconds
    Setting{"keepalives_count", "4"}, Setting{"tcp_user_timeout", "30000"},  // milliseconds
};
constexpr Setting behind_url{"client_encoding", "UTF8"};

constexpr std::size_t forgotten_max = 32;

/// Whether libpq takes the right @ for the one behind the password: the first, if no / is before
/// it. With another behind it, the end of the password would be the name of a host or a database.
bool is_password_encoded(std::string_view url) {
  url.remove_prefix(url.find("//") + 2);
  const std::size_t end = url.find_first_of("@/");
  if (end != url.npos && url[end] == '@') url.remove_prefix(end + 1);
  return !url.substr(0, url.find('?')).contains('@');
}

/// A URL without a host has the password for its port.
bool is_port_a_number(const PQconninfoOption* options) {
  for (; options->keyword != nullptr; ++options) {
    const std::string_view value = options->val == nullptr ? "" : options->val;
    if (std::string_view(options->keyword) == "port") {
      return value.find_first_not_of("0123456789,") == value.npos;
    }
  }
  return true;
}

/// libpq's own message would show parts of the URL, and so perhaps of the password.
void check_url(const std::string& url) {
  PQconninfoOption* const options = PQconninfoParse(url.c_str(), nullptr);
  const bool is_good = options != nullptr && is_password_encoded(url) && is_port_a_number(options);
  PQconninfoFree(options);
  if (is_good) return;
  throw StoreFault(FaultKind::other, 0,
                   "the database URL cannot be read: is the password encoded, @ as %40 and / as "
                   "%2F?");
}

PGconn* connect(const std::string& url) {
  std::vector<const char*> words;
  std::vector<const char*> values;
  const auto add = [&](const char* word, const char* value) {
    words.push_back(word);
    values.push_back(value);
  };
  for (const Setting& setting : before_url) add(setting.word, setting.value);
  add("dbname", url.c_str());
  add(behind_url.word, behind_url.value);
  add(nullptr, nullptr);
  constexpr int dbname_is_url = 1;
  return PQconnectdbParams(words.data(), values.data(), dbname_is_url);
}

}  // namespace

PostgresSession::PostgresSession(std::string_view url) {
  const std::string text(url);
  check_url(text);
  handle_.reset(connect(text));
  if (!is_open()) {
    throw_postgres_fault(handle_.get(), nullptr, "connecting", WhenBroken::lost);
  }
  // Else libpq writes them to stderr.
  PQsetNoticeReceiver(handle_.get(), [](void*, const PGresult*) {}, nullptr);
}

PostgresSession::~PostgresSession() = default;

PGconn* PostgresSession::line() {
  if (arriving_ != nullptr) {
    arriving_->put_aside();
    arriving_ = nullptr;
  }
  if (forgotten_.size() >= forgotten_max) free_forgotten();
  if (!is_open()) throw StoreFault(FaultKind::lost, 0, "the connection to PostgreSQL is gone");
  return handle_.get();
}

PGconn* PostgresSession::line_to_commit() {
  PGconn* const free = line();
  // The first look may find the server's farewell, the second that it left.
  if (PQconsumeInput(free) != 1 || PQconsumeInput(free) != 1) {
    throw_postgres_fault(free, nullptr, "before a commit", WhenBroken::lost);
  }
  return free;
}

PostgresResult PostgresSession::execute(const std::string& sql, WhenBroken when_broken) {
  PGconn* const connection = when_broken == WhenBroken::unknown ? line_to_commit() : line();
  PostgresResult result(PQexec(connection, sql.c_str()));
  switch (PQresultStatus(result.get())) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_EMPTY_QUERY:
      return result;
    default:
      drain();
      throw_postgres_fault(connection, result.get(), sql, when_broken);
  }
}

void PostgresSession::drain() {
  while (PostgresResult rest{PQgetResult(handle())}) {
    const ExecStatusType status = PQresultStatus(rest.get());
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH) {
      const PostgresResult ended(PQexec(handle(), ""));
      return;
    }
  }
}

void PostgresSession::forget(std::string name) { forgotten_.push_back(std::move(name)); }

/// Not in a transaction that failed, where the server takes nothing but its end.
void PostgresSession::free_forgotten() {
  const PGTransactionStatusType status = PQtransactionStatus(handle_.get());
  if (status != PQTRANS_IDLE && status != PQTRANS_INTRANS) return;
  std::string sql;
  for (const std::string& name : forgotten_) sql += "DEALLOCATE " + name + ";";
  const PostgresResult ignored(PQexec(handle_.get(), sql.c_str()));
  forgotten_.clear();
}

void PostgresSession::add_reader(PostgresStatement& reader) {
  readers_.push_back(&reader);
  arriving_ = &reader;
}

void PostgresSession::remove_reader(PostgresStatement& reader) {
  std::erase(readers_, &reader);
  if (arriving_ == &reader) arriving_ = nullptr;
}

void PostgresSession::end_arriving() {
  if (arriving_ != nullptr) arriving_->reset();
}

void PostgresSession::end_readers() {
  while (!readers_.empty()) readers_.back()->reset();
}

}  // namespace tributary::store
