#pragma once

#include <libpq-fe.h>

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "store/value.hpp"

namespace tributary::store {

/// The parameters of one statement in their binary form, all null at first. Has its memory from the
/// start, so that to run costs none. Inside store/ only.
class PostgresParameters {
 public:
  PostgresParameters() = default;
  explicit PostgresParameters(std::vector<Oid> types);

  /// Takes the values where they lie, until `forget`; none of them where it throws.
  /// Errors: StoreFault, kind `bad_value` for text with a NUL and for what is too long; `other` for
  /// a value of another type than the statement has there.
  void point_at(std::span<const Value> values);
  /// As `point_at`, but text and bytes are copied.
  void copy(std::span<const Value> values);
  void forget();

  int count() const { return static_cast<int>(types_.size()); }
  const char* const* starts() const { return starts_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void take(std::size_t place, const Value& value);

  std::vector<Oid> types_;
  std::vector<const char*> starts_;
  std::vector<int> lengths_;
  std::vector<int> formats_;  ///< All binary.
  std::vector<std::array<unsigned char, 8>> numbers_;
  std::vector<char> copies_;
};

}  // namespace tributary::store
