#pragma once

#include <span>
#include <vector>

#include "protocol/codec.hpp"
#include "rows/damage.hpp"

/// What a row keeps in the journal's binary form.
namespace tributary::rows {

using Bytes = std::vector<std::byte>;

template <class T>
Bytes encoded(const T& value) {
  base::ByteBuffer out;
  protocol::encode(out, value);
  return {out.data(), out.data() + out.size()};
}

/// Errors: TablesDamaged unless the bytes are a T and no more.
template <class T>
T decoded(std::span<const std::byte> bytes) try {
  T value;
  protocol::Reader in(bytes);
  protocol::decode(in, value);
  if (!in.done()) throw protocol::CodecError("more bytes than its fields");
  return value;
} catch (const protocol::CodecError& error) {
  throw TablesDamaged(std::string("the tables hold bytes that nobody wrote: ") + error.what());
}

}  // namespace tributary::rows
