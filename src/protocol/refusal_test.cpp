#include "protocol/refusal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace tributary::protocol {
namespace {

TEST(Refusal, IsFoundByItsNumber) {
  for (const RefusalText& text : refusal_texts()) {
    EXPECT_EQ(number_of(text.refusal), text.number) << text.name;
    EXPECT_EQ(refusal_of(text.number), text.refusal) << text.name;
  }
  EXPECT_EQ(number_of(Refusal::none), 0);
  EXPECT_EQ(refusal_of(0), Refusal::none);
}

TEST(Refusal, IsNotFoundByANumberThatNoneHas) {
  std::set<std::uint64_t> numbers;
  for (const RefusalText& text : refusal_texts()) numbers.insert(text.number);
  for (std::uint64_t number = 1; number < 1000; ++number) {
    EXPECT_EQ(refusal_of(number).has_value(), numbers.contains(number)) << number;
  }
  const std::uint64_t more_than_16_bits = 0x10000 + text_of(Refusal::loan_full).number;
  EXPECT_EQ(refusal_of(more_than_16_bits), std::nullopt);
}

TEST(Refusal, TakesPrecedenceByItsPlace) {
  Refusal before = Refusal::none;
  for (const RefusalText& text : refusal_texts()) {
    EXPECT_LT(before, text.refusal);
    before = text.refusal;
  }
}

TEST(Refusal, HasItsTexts) {
  for (const RefusalText& text : refusal_texts()) {
    EXPECT_TRUE(is_known(text.refusal));
    EXPECT_EQ(text_of(text.refusal).name, text.name);
    EXPECT_FALSE(text.english.empty()) << text.name;
    EXPECT_FALSE(text.english.ends_with('.')) << text.name;
    EXPECT_FALSE(text.chinese.empty()) << text.name;
    EXPECT_TRUE(text.status >= 400 && text.status < 600) << text.name;
  }
  EXPECT_FALSE(is_known(Refusal::none));
  EXPECT_FALSE(is_known(static_cast<Refusal>(refusal_texts().size() + 1)));
}

TEST(Refusal, IsNamedOnceInWordsOfTheCode) {
  std::set<std::string_view> names;
  std::set<std::string_view> sentences;
  for (const RefusalText& text : refusal_texts()) {
    EXPECT_TRUE(names.insert(text.name).second) << text.name;
    EXPECT_TRUE(sentences.insert(text.english).second) << text.english;
    EXPECT_TRUE(sentences.insert(text.chinese).second) << text.chinese;
    EXPECT_TRUE(std::ranges::all_of(text.name, [](char c) {
      return (c >= 'a' && c <= 'z') || c == '_';
    })) << text.name;
  }
}

TEST(RefusalDeathTest, HasNoTextForWhatDoesNotExist) {
  EXPECT_DEATH(text_of(Refusal::none), "ASSERT failed");
  EXPECT_DEATH(text_of(static_cast<Refusal>(9999)), "ASSERT failed");
}

}  // namespace
}  // namespace tributary::protocol
