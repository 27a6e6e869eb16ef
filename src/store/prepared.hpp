#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "store/value.hpp"

namespace tributary::store {

/// What stands behind a `Statement`, which says what each of these means: one implementation a
/// backend.
class Prepared {
 public:
  Prepared() = default;
  virtual ~Prepared() = default;
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;

  virtual std::int64_t run(std::span<const Value> values) = 0;
  virtual void bind(std::span<const Value> values) = 0;
  virtual bool step() = 0;
  virtual void reset() = 0;

  virtual std::int64_t integer(int column) const = 0;
  virtual std::string_view text(int column) const = 0;
  virtual std::span<const std::byte> blob(int column) const = 0;
  virtual bool is_null(int column) const = 0;
};

}  // namespace tributary::store
