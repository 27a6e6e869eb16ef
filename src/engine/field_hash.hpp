#pragma once

#include <algorithm>
#include <boost/mp11/algorithm.hpp>
#include <cstdint>

#include "base/hash.hpp"
#include "protocol/codec.hpp"

namespace tributary::engine {

/// A hash of a described struct's fields. Those that are as in a struct just made do not count, so
/// a field that is added behind them changes no hash for as long as it has its default, which means
/// what was meant before there was one.
template <class Described>
std::uint64_t hash_of_fields(const Described& value) {
  const Described plain{};
  base::ByteBuffer changed;
  std::uint64_t place = 0;
  boost::mp11::mp_for_each<protocol::detail::Members<Described>>([&](auto member) {
    base::ByteBuffer field;
    base::ByteBuffer plain_field;
    protocol::encode(field, value.*member.pointer);
    protocol::encode(plain_field, plain.*member.pointer);
    ++place;
    if (std::ranges::equal(field.view(), plain_field.view())) return;
    protocol::write_varint(changed, place);
    changed.append(field.view());
  });
  return base::hash_bytes(changed.view());
}

}  // namespace tributary::engine
