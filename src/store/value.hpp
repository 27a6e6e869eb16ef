#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tributary::store {

/// One parameter on its way into a statement. It points at text and bytes, it does not own them.
/// Unsigned 64-bit numbers travel as their bit pattern: cast `integer()` back.
class Value {
 public:
  enum class Kind : std::uint8_t { null, integer, text, blob };

  template <std::integral Number>
  Value(Number number) : kind_(Kind::integer), integer_(static_cast<std::int64_t>(number)) {}
  Value(std::string_view text) : kind_(Kind::text), start_(text.data()), size_(text.size()) {}
  Value(const char* text) : Value(std::string_view(text)) {}
  Value(std::span<const std::byte> bytes)
      : kind_(Kind::blob), start_(bytes.data()), size_(bytes.size()) {}
  Value(std::nullptr_t) {}
  template <class Inner>
  Value(const std::optional<Inner>& inner) : Value(inner ? Value(*inner) : Value(nullptr)) {}

  Kind kind() const { return kind_; }
  std::int64_t integer() const { return integer_; }
  /// Where text or bytes begin; never null, not even where they are empty.
  const char* start() const { return size_ == 0 ? "" : static_cast<const char*>(start_); }
  std::size_t size() const { return size_; }

 private:
  Kind kind_ = Kind::null;
  std::int64_t integer_ = 0;
  const void* start_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace tributary::store
