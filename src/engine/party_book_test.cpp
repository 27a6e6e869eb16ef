#include "engine/party_book.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <vector>

namespace tributary::engine {
namespace {

void block(PartyBook& book, PartyNumber number, bool blocked = true) {
  book.change(number, [&](Party& party) { party.blocked = blocked; });
}

/// Gives the rows of another book, as a snapshot does.
struct RowsOf {
  static constexpr bool loading = true;
  const PartyBook& from;

  void table(DenseTable<Party>& into) const {
    PartyNumber next = 1;
    into.fill(1, from.parties().size(), [&](std::span<Party> rows) {
      for (Party& row : rows) row = from[next++];
    });
  }
};

TEST(PartyBook, CountsWhoIsBlocked) {
  StateHash hash;
  PartyBook book(hash);
  EXPECT_EQ(book.blocked(), 0U);
  const PartyNumber alice = book.enter({7});
  const PartyNumber bob = book.enter({8});
  EXPECT_EQ(book.blocked(), 0U);
  block(book, alice);
  EXPECT_EQ(book.blocked(), 1U);
  block(book, alice);
  EXPECT_EQ(book.blocked(), 1U) << "who is blocked already counts once";
  block(book, bob);
  EXPECT_EQ(book.blocked(), 2U);
  block(book, alice, false);
  EXPECT_EQ(book.blocked(), 1U);
  block(book, bob, false);
  EXPECT_EQ(book.blocked(), 0U);
}

TEST(PartyBook, FindsAndCountsAfterItWasRead) {
  StateHash hash;
  PartyBook book(hash);
  const PartyNumber alice = book.enter({7});
  const PartyNumber bob = book.enter({8});
  block(book, bob);
  StateHash hash_of_other;
  PartyBook other(hash_of_other);
  block(other, other.enter({9}));
  RowsOf rows{book};
  other.exchange(rows);
  EXPECT_EQ(other.blocked(), 1U);
  EXPECT_EQ(other.find(protocol::platform_party), platform_number);
  EXPECT_EQ(other.find({7}), alice);
  EXPECT_EQ(other.find({8}), bob);
  EXPECT_EQ(other.find({9}), 0U) << "what was there before is gone";
  EXPECT_EQ(other.full_hash(), book.full_hash());
}

TEST(PartyBook, HashesAllOfAParty) {
  StateHash hash;
  PartyBook book(hash);
  const PartyNumber alice = book.enter({7});
  EXPECT_EQ(book.full_hash(), hash.value());
  std::vector<std::uint64_t> seen{hash.value()};
  const auto change = [&](auto&& act) {
    book.change(alice, act);
    EXPECT_EQ(book.full_hash(), hash.value());
    seen.push_back(hash.value());
  };
  change([](Party& party) { party.blocked = true; });
  change([](Party& party) { party.vip_level = 1; });
  change([](Party& party) { party.risk_level = 1; });
  change([](Party& party) { party.related_group = 1; });
  change([](Party& party) { party.first_loan = {1}; });
  std::ranges::sort(seen);
  EXPECT_EQ(std::ranges::adjacent_find(seen), seen.end());
}

}  // namespace
}  // namespace tributary::engine
