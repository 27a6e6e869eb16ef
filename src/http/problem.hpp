#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "http/bind_error.hpp"
#include "http/message.hpp"

namespace tributary::http {

inline constexpr std::string_view problem_type = "application/problem+json";

/// A refusal as RFC 9457 problem details. `code` names it for programs and makes its type,
/// "/problems/<code>"; further members are added by `with`.
class Problem {
 public:
  Problem(int status, std::string_view code);

  Problem& title(std::string_view english, std::string_view chinese);
  Problem& detail(std::string_view english, std::string_view chinese);
  Problem& with(std::string_view member, std::string_view text);
  Problem& with(std::string_view member, std::int64_t number);
  /// Whether the same wish may succeed unchanged; `retry` says how.
  Problem& later(bool may_succeed);

  std::string json() const { return members_ + "}"; }
  Response response() const;

 private:
  std::string& member(std::string_view name);

  int status_;
  std::string members_;
};

/// How a wish that was refused may succeed unchanged: "same_key" (it was not decided, or nobody
/// knows: send it again as it is), "new_key" (it was decided: what is sent later is a new request),
/// "no" (change it).
std::string_view retry_of(int status, bool later);

/// A reason for which a request is refused, and its words. A code is never used for something else.
struct ProblemText {
  int status;
  bool later;
  std::string_view code;
  std::string_view english;
  std::string_view chinese;
  std::string_view detail{};  ///< what to do, where the title does not say it
  std::string_view detail_zh{};
};

/// What http answers by itself, whatever routes there are; by status.
std::span<const ProblemText> edge_problems();

/// What http itself says of `status`: the first of `edge_problems` that has it.
Problem problem_of(int status);

/// A body, path or query that could not be bound: 400 with the member's path and the reason.
Problem problem_of(const BindError& error);

}  // namespace tributary::http
