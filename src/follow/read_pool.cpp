#include "follow/read_pool.hpp"

#include <utility>

namespace tributary::follow {

namespace {

constexpr std::size_t idle_max = 16;
constexpr int cache_kib = 4 * 1024;

}  // namespace

struct ReadPool::Connection {
  std::string url;
  store::Database database;

  explicit Connection(const std::string& opened)
      : url(opened),
        database(opened, {.access = store::Access::read_only, .cache_kib = cache_kib}) {}
};

ReadPool::ReadPool(std::function<std::string()> url) : url_(std::move(url)) {}

ReadPool::~ReadPool() = default;

ReadPool::Lease ReadPool::lease() {
  for (;;) {
    const std::string url = url_();
    std::unique_ptr<Connection> connection = take_idle(url);
    try {
      if (!connection) connection = std::make_unique<Connection>(url);
      return Lease(*this, std::move(connection));
    } catch (const store::StoreFault&) {
      // Removed between the question for its name and the opening: there is a newer one.
      if (url == url_()) throw;
    }
  }
}

/// An idle connection to the file of this URL; those to others are closed.
std::unique_ptr<ReadPool::Connection> ReadPool::take_idle(const std::string& url) {
  const std::lock_guard lock(mutex_);
  std::erase_if(idle_, [&](const auto& connection) { return connection->url != url; });
  if (idle_.empty()) return nullptr;
  std::unique_ptr<Connection> connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void ReadPool::give_back(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < idle_max) idle_.push_back(std::move(connection));
}

ReadPool::Lease::Lease(ReadPool& pool, std::unique_ptr<Connection> connection)
    : pool_(&pool),
      connection_(std::move(connection)),
      transaction_(std::make_unique<store::Transaction>(connection_->database,
                                                        store::Transaction::Kind::read)) {
  store::Statement& cursor = connection_->database.statement("SELECT cursor FROM follow_state");
  cursor.bind().step();
  sequence_ = static_cast<std::uint64_t>(cursor.integer(0));
  cursor.reset();
}

ReadPool::Lease::~Lease() {
  if (!connection_) return;
  transaction_.reset();
  pool_->give_back(std::move(connection_));
}

store::Database& ReadPool::Lease::database() { return connection_->database; }

}  // namespace tributary::follow
