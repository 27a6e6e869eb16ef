#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/database.hpp"
#include "store/transaction.hpp"

namespace tributary::follow {

/// Read-only connections to the file that a Runner serves, kept for reuse; follows it from one
/// generation to the next.
class ReadPool {
  struct Connection;

 public:
  /// `url` names the file to read now: `Runner::read_url`.
  explicit ReadPool(std::function<std::string()> url);
  ~ReadPool();

  /// A connection that sees one state of the tables, that behind `sequence`, as long as it lives.
  class Lease {
   public:
    ~Lease();
    Lease(Lease&&) noexcept = default;

    store::Database& database();
    std::uint64_t sequence() const { return sequence_; }

   private:
    friend class ReadPool;
    Lease(ReadPool& pool, std::unique_ptr<Connection> connection);

    ReadPool* pool_;
    std::unique_ptr<Connection> connection_;
    std::unique_ptr<store::Transaction> transaction_;
    std::uint64_t sequence_ = 0;
  };

  /// Errors: StoreFault; also before the first generation is there.
  Lease lease();

 private:
  std::unique_ptr<Connection> take_idle(const std::string& url);
  void give_back(std::unique_ptr<Connection> connection);

  std::function<std::string()> url_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace tributary::follow
