#include "protocol/request_key.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tributary::protocol {
namespace {

constexpr CallerId alice = CallerId::of(CallerKind::member, 7);
constexpr CallerId bob = CallerId::of(CallerKind::member, 8);
constexpr CallerId clerk = CallerId::of(CallerKind::staff, 7);

TEST(RequestKey, IsTheSameForTheSameCallerAndId) {
  EXPECT_EQ(request_key(alice, "order-1"), request_key(alice, "order-1"));
}

TEST(RequestKey, DiffersForAnotherId) {
  EXPECT_NE(request_key(alice, "order-1"), request_key(alice, "order-2"));
  EXPECT_NE(request_key(alice, "order-1"), request_key(alice, "order-1 "));
}

TEST(RequestKey, DiffersForAnotherCallerWithTheSameId) {
  EXPECT_NE(request_key(alice, "order-1"), request_key(bob, "order-1"));
  EXPECT_NE(request_key(alice, "order-1"), request_key(clerk, "order-1"));
}

TEST(RequestKey, DoesNotLetACallersNumberRunIntoTheId) {
  const CallerId one = CallerId::of(CallerKind::member, 1);
  const CallerId eleven = CallerId::of(CallerKind::member, 11);
  EXPECT_NE(request_key(one, "1x"), request_key(eleven, "x"));
}

// BLAKE2b-128 with the caller as key; made by Python's hashlib:
// blake2b(b"order-1", digest_size=16, key=(7 << 3 | 1).to_bytes(16, "little")).
// Journals keep these keys: another value would answer repeated requests as new ones.
TEST(RequestKey, StaysWhatItIs) {
  EXPECT_EQ(request_key(alice, "order-1"), (RequestKey{0x20ec0a1ebe65a81f, 0xa5511728d255489}));
}

TEST(AccessCode, IsZeroForNoPasswordAlone) {
  EXPECT_EQ(access_code(""), AccessCode{});
  EXPECT_NE(access_code("tulip"), AccessCode{});
  EXPECT_EQ(access_code("tulip"), access_code("tulip"));
  EXPECT_NE(access_code("tulip"), access_code("rose"));
}

TEST(CallerId, KeepsKindAndNumberApart) {
  EXPECT_EQ(clerk.kind(), CallerKind::staff);
  EXPECT_EQ(clerk.number(), 7U);
  EXPECT_NE(clerk, alice);
}

}  // namespace
}  // namespace tributary::protocol
