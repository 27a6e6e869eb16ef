#pragma once

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/http/client.hpp"

namespace tributary::http_test {

/// Whatever is refused, by whichever part, is a problem (RFC 9457) for programs and for people in
/// two languages.
inline void expect_problem_members(const Answer& answer) {
  ASSERT_EQ(answer.header("Content-Type"), "application/problem+json") << answer;
  const auto problem = answer.json();
  EXPECT_EQ(problem.at("status").as_int64(), answer.status) << answer;
  const std::string code(problem.at("code").as_string());
  EXPECT_FALSE(code.empty());
  EXPECT_EQ(problem.at("type").as_string(), "/problems/" + code);
  EXPECT_FALSE(problem.at("title").as_string().empty()) << answer;
  const auto& chinese = problem.at("title_zh").as_string();
  EXPECT_TRUE(std::ranges::any_of(chinese, [](char c) { return (c & 0x80) != 0; })) << answer;
  EXPECT_TRUE(problem.contains("retry")) << answer;
  EXPECT_EQ(problem.contains("detail"), problem.contains("detail_zh")) << answer;
}

inline void expect_problem(const Answer& answer, int status, std::string_view code) {
  EXPECT_EQ(answer.status, status) << answer;
  expect_problem_members(answer);
  EXPECT_EQ(answer.code(), code) << answer;
}

}  // namespace tributary::http_test
