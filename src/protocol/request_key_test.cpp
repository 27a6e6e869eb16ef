#include "protocol/request_key.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tributary::protocol {
namespace {

constexpr ActorId alice = ActorId::of(ActorKind::member, 7);
constexpr ActorId bob = ActorId::of(ActorKind::member, 8);
constexpr ActorId clerk = ActorId::of(ActorKind::staff, 7);

TEST(RequestKey, IsTheSameForTheSameActorAndId) {
  EXPECT_EQ(request_key(alice, "order-1"), request_key(alice, "order-1"));
}

TEST(RequestKey, DiffersForAnotherId) {
  EXPECT_NE(request_key(alice, "order-1"), request_key(alice, "order-2"));
  EXPECT_NE(request_key(alice, "order-1"), request_key(alice, "order-1 "));
}

TEST(RequestKey, DiffersForAnotherActorWithTheSameId) {
  EXPECT_NE(request_key(alice, "order-1"), request_key(bob, "order-1"));
  EXPECT_NE(request_key(alice, "order-1"), request_key(clerk, "order-1"));
}

TEST(RequestKey, DoesNotLetAnActorsNumberRunIntoTheId) {
  const ActorId one = ActorId::of(ActorKind::member, 1);
  const ActorId eleven = ActorId::of(ActorKind::member, 11);
  EXPECT_NE(request_key(one, "1x"), request_key(eleven, "x"));
}

// BLAKE2b-128 with the actor as key; made by Python's hashlib:
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

TEST(ActorId, KeepsKindAndNumberApart) {
  EXPECT_EQ(clerk.kind(), ActorKind::staff);
  EXPECT_EQ(clerk.number(), 7U);
  EXPECT_NE(clerk, alice);
}

}  // namespace
}  // namespace tributary::protocol
