#include "bench/answer_scan.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace tributary::bench {
namespace {

constexpr std::string_view answer =
    "HTTP/1.1 201 Created\r\nDate: Sat, 22 Nov 2025 13:00:00 GMT\r\nContent-Length: 5\r\n"
    "Content-Type: application/json\r\n\r\n{\"a\"}";

TEST(AnswerScan, EveryPrefixIsIncomplete) {
  for (std::size_t size = 0; size < answer.size(); ++size) {
    EXPECT_FALSE(scan_answer(answer.substr(0, size)).complete) << size;
  }
}

TEST(AnswerScan, StatusAndSizeOfTheFirstOfTwo) {
  const std::string two = std::string(answer) + std::string(answer);
  const ScannedAnswer first = scan_answer(two);
  EXPECT_TRUE(first.complete);
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(first.size, answer.size());
}

TEST(AnswerScan, ABodyThatLooksLikeAHeadIsABody) {
  const auto scanned =
      scan_answer("HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n\r\nContent-Length: 99\r\n");
  EXPECT_EQ(scanned.size, 61U);
}

TEST(AnswerScan, WithoutALengthItIsAFault) {
  EXPECT_THROW(scan_answer("HTTP/1.1 200 OK\r\n\r\n"), std::runtime_error);
  EXPECT_THROW(scan_answer("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"), std::runtime_error);
  EXPECT_THROW(scan_answer("SSH-2.0\r\n\r\n"), std::runtime_error);
}

}  // namespace
}  // namespace tributary::bench
