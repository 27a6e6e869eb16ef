#include "base/hash.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace tributary::base {
namespace {

Digest128 digest(std::uint64_t scope, std::string_view text) {
  return digest128(scope, std::as_bytes(std::span(text)));
}

TEST(Mix, IsThatOfMurmurHash3) {
  // fmix64 of the reference implementation (A. Appleby, MurmurHash3.cpp).
  EXPECT_EQ(mix(0), 0U);
  EXPECT_EQ(mix(1), 0xb456bcfc34c2cb2cU);
}

TEST(HashBytes, IsXxh3) {
  // XXH3_64bits of no bytes with seed 0, xxHash's own sanity table.
  EXPECT_EQ(hash_bytes({}), 0x2d06800538d394c2U);
}

TEST(Digest128, DiffersByTextAndByScope) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t scope = 0; scope < 50; ++scope) {
    for (const std::string_view text : {"", "a", "b", "ab", "order-1"}) {
      seen.insert(digest(scope, text).high);
    }
  }
  EXPECT_EQ(seen.size(), 250U);
}

TEST(Digest128, IsKeyedBlake2b) {
  // Python: hashlib.blake2b(b"order-1", digest_size=16, key=struct.pack("<QQ", 9, 0)). Journals
  // keep it.
  EXPECT_EQ(digest(9, "order-1").high, 0xe3e8d42b92d0ad38U);
  EXPECT_EQ(digest(9, "order-1").low, 0x2d859e9a8f8dbaefU);
}

}  // namespace
}  // namespace tributary::base
