#include "api/stream_tickets.hpp"

#include <gtest/gtest.h>

namespace tributary::api {
namespace {

using namespace std::chrono_literals;
using protocol::ActorId;
using protocol::ActorKind;

constexpr StreamTickets::Time start{1h};

Caller member(std::uint64_t number) { return {.actor = ActorId::of(ActorKind::member, number)}; }

TEST(StreamTickets, OpenOnceForTheirCaller) {
  StreamTickets tickets;
  const auto ticket = tickets.make(member(7), start);
  ASSERT_TRUE(ticket);
  EXPECT_EQ(ticket->size(), 32U);  // 192 bits in base64
  EXPECT_NE(ticket, tickets.make(member(7), start));
  const auto caller = tickets.redeem(*ticket, start + 59s);
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->actor, member(7).actor);
  EXPECT_FALSE(tickets.redeem(*ticket, start + 59s));
  EXPECT_FALSE(tickets.redeem("", start));
}

TEST(StreamTickets, AreGoodForAMinute) {
  StreamTickets tickets;
  const auto ticket = tickets.make(member(7), start);
  EXPECT_FALSE(tickets.redeem(*ticket, start + 60s));
  EXPECT_EQ(tickets.size(), 0U);
}

TEST(StreamTickets, AreBounded) {
  StreamTickets tickets;
  for (std::size_t i = 0; i < StreamTickets::of_a_caller_max; ++i) {
    EXPECT_TRUE(tickets.make(member(7), start));
  }
  EXPECT_FALSE(tickets.make(member(7), start));
  EXPECT_TRUE(tickets.make(member(8), start));
  EXPECT_TRUE(tickets.make(member(7), start + 60s));
  for (std::uint64_t i = 0; i < StreamTickets::tickets_max; ++i) {
    tickets.make(member(i + 100), start + 60s);
  }
  EXPECT_EQ(tickets.size(), StreamTickets::tickets_max);
  EXPECT_FALSE(tickets.make(member(9), start + 60s));
}

}  // namespace
}  // namespace tributary::api
