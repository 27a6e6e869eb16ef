#pragma once

#include <span>

#include "protocol/codec.hpp"
#include "verticals/books/table.hpp"

/// Lists that a row keeps in the journal's binary form.
namespace tributary::books {

template <class T>
Bytes encoded(const T& value) {
  base::ByteBuffer out;
  protocol::encode(out, value);
  return {out.data(), out.data() + out.size()};
}

/// Errors: CodecError.
template <class T>
T decoded(std::span<const std::byte> bytes) {
  T value;
  protocol::Reader in(bytes);
  protocol::decode(in, value);
  return value;
}

}  // namespace tributary::books
