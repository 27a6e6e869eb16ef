#include "engine/withdrawal.hpp"

#include <gtest/gtest.h>

#include "engine/limits.hpp"

namespace tributary::engine {
namespace {

using protocol::WithdrawalId;

class WithdrawalBookTest : public testing::Test {
 protected:
  WithdrawalId ask(std::int32_t day) {
    const WithdrawalId id = book.next_id();
    book.add({{7}, {100}, {1}}, {day});
    return id;
  }
  void release(WithdrawalId id, std::int32_t day) { book.set_released(id, {day}); }
  std::vector<std::uint64_t> kept() const {
    std::vector<std::uint64_t> numbers;
    WithdrawalId at = book.next_id();
    while ((at = book.before(at))) {
      if (book.find(at) != nullptr) numbers.push_back(at.value);
    }
    return numbers;
  }

  StateHash hash;
  WithdrawalBook book{hash};
};

TEST_F(WithdrawalBookTest, LetsThoseGoThatEndedLongAgo) {
  release(ask(1), 2);
  release(ask(1), 3);
  release(ask(3), 3);
  book.let_go_before({2});
  EXPECT_EQ(kept(), (std::vector<std::uint64_t>{3, 2, 1})) << "kept on the very day";
  book.let_go_before({3});
  EXPECT_EQ(kept(), (std::vector<std::uint64_t>{3, 2}));
  EXPECT_TRUE(book.has_left({1}));
  for (const std::uint64_t other : {0, 2, 3, 4}) EXPECT_FALSE(book.has_left({other})) << other;
  book.let_go_before({4});
  EXPECT_TRUE(kept().empty());
  EXPECT_EQ(book.in_memory(), 0U);
  EXPECT_EQ(hash.value(), book.full_hash());
  EXPECT_EQ(ask(5), WithdrawalId{4}) << "numbers go on";
  EXPECT_EQ(hash.value(), book.full_hash());
}

TEST_F(WithdrawalBookTest, KeepsAnOpenOneAndNotAllThatComeAfterIt) {
  const WithdrawalId open = ask(1);
  book.set_submitted(open);
  for (std::int32_t day = 2; day <= 100; ++day) release(ask(day), day);
  const WithdrawalId another = ask(100);
  book.let_go_before({100});
  EXPECT_EQ(kept(), (std::vector<std::uint64_t>{101, 100, 1}));
  EXPECT_EQ(book.in_memory(), 3U);
  EXPECT_EQ(book.find(open)->state, WithdrawalState::submitted);
  EXPECT_EQ(book.open_of({7}), 2U);
  EXPECT_EQ(hash.value(), book.full_hash());

  // From its end on it is kept like any other, also when that was not its last word.
  release(another, 100);
  book.set_completed(open, {1}, {150});
  book.let_go_before({150});
  EXPECT_EQ(kept(), (std::vector<std::uint64_t>{1}));
  book.set_returned(open, {160});
  book.let_go_before({160});
  EXPECT_EQ(book.find(open)->state, WithdrawalState::returned);
  EXPECT_EQ(hash.value(), book.full_hash());
  book.let_go_before({161});
  EXPECT_TRUE(book.has_left(open));
  EXPECT_EQ(book.in_memory(), 0U);
  EXPECT_EQ(hash.value(), book.full_hash());
}

TEST_F(WithdrawalBookTest, GivesBackAFewAtATime) {
  const std::uint64_t many = limits::rows_given_back_a_day + 100;
  for (std::uint64_t number = 1; number <= many; ++number) release(ask(1), 1);
  book.let_go_before({2});
  EXPECT_EQ(book.in_memory(), 100U);
  EXPECT_TRUE(kept().empty()) << "all have left, although some are in memory";
  EXPECT_TRUE(book.has_left({many}));
  EXPECT_EQ(hash.value(), book.full_hash());
  ask(2);
  EXPECT_EQ(book.in_memory(), 99U) << "two have left for one that came";
  EXPECT_EQ(hash.value(), book.full_hash());
}

}  // namespace
}  // namespace tributary::engine
