#include "api/quota.hpp"

#include <gtest/gtest.h>

namespace tributary::api {
namespace {

using namespace std::chrono_literals;
using protocol::ActorId;
using protocol::ActorKind;

constexpr Bucket::Time start{100s};

Caller caller(ActorKind kind, std::uint64_t number, std::uint64_t token) {
  return {.actor = ActorId::of(kind, number), .token = token};
}

TEST(UsageBook, TokensOfACallerShareItsUsage) {
  UsageBook book({});
  Caller one = caller(ActorKind::member, 7, 1);
  Caller other = caller(ActorKind::member, 7, 2);
  Caller stranger = caller(ActorKind::member, 8, 3);
  for (Caller* each : {&one, &other, &stranger}) book.open(*each);
  EXPECT_EQ(one.usage, other.usage);
  EXPECT_NE(one.token_usage, other.token_usage);
  EXPECT_NE(one.usage, stranger.usage);
  EXPECT_EQ(book.find(one.actor), one.usage);
  EXPECT_EQ(one.quota, book.quotas().of(ActorKind::member));
}

TEST(UsageBook, WhoHasNoQuotaHasNoUsage) {
  UsageBook book({.staff = std::nullopt});
  for (const ActorKind kind : {ActorKind::staff, ActorKind::agent}) {
    Caller unbound = caller(kind, 7, 1);
    book.open(unbound);
    EXPECT_EQ(unbound.quota, nullptr);
    EXPECT_EQ(unbound.usage, nullptr);
  }
  EXPECT_EQ(book.size(), 0U);
}

TEST(UsageBook, DropsWhatNobodyUsesAndUsesItsMemoryAgain) {
  UsageBook book({});
  Caller idle = caller(ActorKind::member, 1, 1);
  Caller waits = caller(ActorKind::member, 2, 2);
  Caller tired = caller(ActorKind::member, 3, 3);
  for (Caller* each : {&idle, &waits, &tired}) book.open(*each);
  waits.usage->in_flight = 1;
  tired.usage->refusals.charge(start, tired.quota->refusals);
  book.drop_unused(start);
  EXPECT_EQ(book.find(idle.actor), nullptr);
  EXPECT_EQ(book.find(waits.actor), waits.usage);
  EXPECT_EQ(book.find(tired.actor), tired.usage);
  EXPECT_EQ(book.size(), 2U);
  book.drop_unused(start + 1s);
  EXPECT_EQ(book.size(), 1U);
  Caller next = caller(ActorKind::member, 4, 4);
  book.open(next);
  EXPECT_TRUE(next.usage->is_unused(start + 1s));
  EXPECT_EQ(book.size(), 3U);
}

}  // namespace
}  // namespace tributary::api
