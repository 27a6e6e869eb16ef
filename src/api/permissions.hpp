#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/endpoint.hpp"

namespace tributary::api {

/// A set of permissions. Each has a place in it; those of commands are the first, those of lines
/// get theirs when the program starts, so that a place means nothing beyond it: what is kept are
/// names.
class Permissions {
 public:
  static constexpr std::size_t places = 256;

  constexpr Permissions() = default;
  /// Needs: place < places.
  static constexpr Permissions at(std::size_t place) {
    Permissions one;
    one.words_[place / 64] = std::uint64_t{1} << place % 64;
    return one;
  }
  /// Those of lines that are yet to come too.
  static constexpr Permissions all() {
    Permissions all;
    all.words_.fill(~std::uint64_t{0});
    return all;
  }

  constexpr bool has_any_of(Permissions others) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if ((words_[i] & others.words_[i]) != 0) return true;
    }
    return false;
  }
  constexpr Permissions& operator|=(Permissions others) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= others.words_[i];
    return *this;
  }
  friend constexpr Permissions operator|(Permissions one, Permissions other) {
    return one |= other;
  }
  friend constexpr bool operator==(Permissions, Permissions) = default;

 private:
  std::array<std::uint64_t, places / 64> words_{};
};

constexpr Permissions bit_of(protocol::Permission permission) {
  return Permissions::at(
      static_cast<std::size_t>(std::countr_zero(static_cast<std::uint32_t>(permission))));
}

/// A permission of a line, beside the orders and questions that need it:
/// `inline const api::NamedPermission manage_tokens{"manage_tokens"};`
class NamedPermission {
 public:
  /// Needs: a literal that no other permission has.
  explicit NamedPermission(std::string_view name);
  NamedPermission(const NamedPermission&) = delete;
  NamedPermission& operator=(const NamedPermission&) = delete;
  ~NamedPermission() = default;

  std::string_view name() const { return name_; }
  Permissions bit() const { return bit_; }

 private:
  std::string_view name_;
  Permissions bit_;
};

inline Permissions bit_of(const NamedPermission& permission) { return permission.bit(); }

/// The permission of a line; none where no line of this program has one of the name.
Permissions permission_named(std::string_view name);

/// The names of those in the set that are somebody's, commands' first.
std::vector<std::string_view> names_of(Permissions permissions);

}  // namespace tributary::api
