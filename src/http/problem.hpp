#pragma once

#include <cstdint>
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
  Problem& detail(std::string_view text);
  Problem& with(std::string_view member, std::string_view text);
  Problem& with(std::string_view member, std::int64_t number);

  std::string json() const { return members_ + "}"; }
  Response response() const;

 private:
  std::string& member(std::string_view name);

  int status_;
  std::string members_;
};

/// What http itself says of `status`: 404, 405, 413 and the like.
Problem problem_of(int status);

/// A body, path or query that could not be bound: 400 with the member's path and the reason.
Problem problem_of(const BindError& error);

}  // namespace tributary::http
