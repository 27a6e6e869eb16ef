#include "rows/refused.hpp"

#include "api/reply.hpp"

namespace tributary::rows {

namespace {

/// `text` with the value of each {name} in its place.
std::string filled_in(std::string_view text, const std::vector<NamedValue>& values) {
  std::string filled(text);
  for (const NamedValue& value : values) {
    const std::string place = "{" + std::string(value.name) + "}";
    for (auto at = filled.find(place); at != filled.npos; at = filled.find(place, at)) {
      filled.replace(at, place.size(), value.value);
      at += value.value.size();
    }
  }
  return filled;
}

http::Response response_of(const http::ProblemText& text, const std::vector<NamedValue>& values) {
  http::Problem problem(text.status, text.code);
  problem.title(text.english, text.chinese).later(text.later);
  if (!text.detail.empty()) {
    problem.detail(filled_in(text.detail, values), filled_in(text.detail_zh, values));
  }
  return problem.response();
}

}  // namespace

Refused::Refused(protocol::Refusal refusal)
    : code_(protocol::text_of(refusal).name), response_(api::render(refusal)) {}

Refused::Refused(const http::ProblemText& text, const std::vector<NamedValue>& values)
    : code_(text.code), response_(response_of(text, values)) {}

}  // namespace tributary::rows
