#include "base/hash.hpp"

#include <sodium/crypto_generichash.h>
#include <xxhash.h>

#include <array>
#include <cstring>

namespace tributary::base {

std::uint64_t hash_bytes(std::span<const std::byte> bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

Digest128 digest128(std::uint64_t scope, std::span<const std::byte> text) {
  // The scope is the key, so it cannot run into the text.
  std::array<unsigned char, 16> key{};
  std::memcpy(key.data(), &scope, sizeof scope);
  std::array<unsigned char, 16> out{};
  crypto_generichash(out.data(), out.size(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), key.data(), key.size());
  Digest128 digest;
  std::memcpy(&digest.high, out.data(), 8);
  std::memcpy(&digest.low, out.data() + 8, 8);
  return digest;
}

Digest256 digest256(std::span<const std::byte> key, std::span<const std::byte> text) {
  Digest256 digest;
  const auto bytes_of = [](auto span) {
    return reinterpret_cast<const unsigned char*>(span.data());
  };
  crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), digest.size(), bytes_of(text),
                     text.size(), bytes_of(key), key.size());
  return digest;
}

}  // namespace tributary::base
