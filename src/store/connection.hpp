#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "store/options.hpp"
#include "store/prepared.hpp"

namespace tributary::store {

/// What stands behind a `Database`, which says what each of these means: one implementation a
/// backend. Inside store/ only.
class Connection {
 public:
  Connection() = default;
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  virtual void execute(const std::string& sql) = 0;
  virtual std::unique_ptr<Prepared> prepare(std::string_view sql) = 0;
  virtual bool has_table(std::string_view name) = 0;
  virtual void set_durability(Durability durability) = 0;
  virtual std::optional<std::string> why_not_durable() = 0;
  virtual std::uint64_t uncopied_bytes() const = 0;
  virtual void checkpoint() = 0;

  /// Begins a transaction that writes, or one that sees a single state.
  virtual void begin(Access access) = 0;
  virtual void commit() = 0;
  /// Rolls back what was not committed; one that only read ends every query that is left open.
  virtual void end(Access access) noexcept = 0;
};

}  // namespace tributary::store
