#include "base/byte_buffer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tributary::base {
namespace {

std::string text_of(const ByteBuffer& buffer) {
  return {reinterpret_cast<const char*>(buffer.data()), buffer.size()};
}

TEST(ByteBuffer, KeepsWhatIsAppendedWhileItGrows) {
  ByteBuffer buffer;
  std::string expected;
  for (int i = 0; i < 1000; ++i) {
    const std::string piece(static_cast<std::size_t>(i % 37), static_cast<char>('a' + i % 26));
    buffer.append(std::as_bytes(std::span(piece)));
    expected += piece;
  }
  EXPECT_EQ(text_of(buffer), expected);
}

TEST(ByteBuffer, ReserveAndCommitAddOnlyWhatWasCommitted) {
  ByteBuffer buffer;
  std::memcpy(buffer.reserve(100), "abc", 3);
  EXPECT_TRUE(buffer.empty());
  buffer.commit(2);
  EXPECT_EQ(text_of(buffer), "ab");
}

TEST(ByteBuffer, MovedFromIsEmptyAndTheOtherHasAll) {
  ByteBuffer first;
  first.push(std::byte{'x'});
  const ByteBuffer second(std::move(first));
  EXPECT_EQ(text_of(second), "x");
}

TEST(ByteBuffer, AppendingNothingIsNothing) {
  ByteBuffer buffer;
  buffer.append({});
  EXPECT_EQ(buffer.size(), 0U);
}

}  // namespace
}  // namespace tributary::base
