#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace tributary::base {

/// An identifier that cannot be mistaken for another kind of identifier. Zero names nothing.
template <class Tag>
struct StrongId {
  std::uint64_t value = 0;

  friend auto operator<=>(StrongId, StrongId) = default;
  explicit operator bool() const { return value != 0; }
};

}  // namespace tributary::base

template <class Tag>
struct std::hash<tributary::base::StrongId<Tag>> {
  std::size_t operator()(tributary::base::StrongId<Tag> id) const noexcept {
    return std::hash<std::uint64_t>{}(id.value);
  }
};
