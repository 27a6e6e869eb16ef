#include "http/problem.hpp"

#include <algorithm>
#include <array>
#include <boost/describe/enum_to_string.hpp>

#include "http/json_write.hpp"

namespace tributary::http {

namespace {

constexpr auto edge = std::to_array<ProblemText>({
    {400, false, "malformed_request", "The request is not understood", "请求无法识别"},
    {404, false, "no_such_path", "There is nothing at this path", "路径不存在"},
    {405, false, "method_not_allowed", "This address does not take this method",
     "此地址不支持该方法"},
    {408, true, "request_too_slow", "The request did not arrive in time", "请求未在限定时间内到达"},
    {413, false, "body_too_large", "The body is larger than allowed", "请求正文过大"},
    {414, false, "target_too_long", "The path and its query are too long", "请求地址过长"},
    {415, false, "unsupported_media_type",
     "A body needs Content-Type: application/json, and is not compressed",
     "请求正文须标明 Content-Type: application/json，且不得压缩"},
    {417, false, "expectation_failed", "Expect may only be 100-continue", "无法满足 Expect 要求"},
    {431, false, "head_too_large", "The header fields are larger than allowed", "请求头过大"},
    {500, false, "internal_error", "The answer could not be given", "内部错误"},
    {501, false, "not_implemented", "The transfer coding is not supported", "未实现的传输编码"},
    {503, true, "unavailable", "Not available at the moment", "暂时不可用",
     "To learn whether it was done, send the request again with the same Idempotency-Key",
     "请用同一 Idempotency-Key 重新发送，以获知是否已执行"},
    {505, false, "version_not_supported", "Only HTTP/1.1 and HTTP/1.0 are supported",
     "不支持的 HTTP 版本"},
});

}  // namespace

Problem::Problem(int status, std::string_view code) : status_(status), members_("{") {
  members_ += "\"type\":";
  write_json_string(members_, std::string("/problems/").append(code));
  with("status", static_cast<std::int64_t>(status));
  with("code", code);
}

Problem& Problem::title(std::string_view english, std::string_view chinese) {
  return with("title", english).with("title_zh", chinese);
}

Problem& Problem::detail(std::string_view english, std::string_view chinese) {
  return with("detail", english).with("detail_zh", chinese);
}

Problem& Problem::with(std::string_view name, std::string_view text) {
  write_json_string(member(name), text);
  return *this;
}

Problem& Problem::with(std::string_view name, std::int64_t number) {
  write_json(member(name), number);
  return *this;
}

Problem& Problem::later(bool may_succeed) {
  write_json(member("later"), may_succeed);
  return with("retry", retry_of(status_, may_succeed));
}

std::string& Problem::member(std::string_view name) {
  members_ += ',';
  write_json_string(members_, name);
  members_ += ':';
  return members_;
}

Response Problem::response() const {
  return {.status = status_, .content_type = problem_type, .body = json()};
}

std::string_view retry_of(int status, bool later) {
  if (status == 401) return "same_key";  // with a good token: nobody has looked at the wish
  if (!later) return "no";
  const bool is_undecided = status == 408 || status == 412 || status == 429 || status == 503;
  return is_undecided ? "same_key" : "new_key";
}

std::span<const ProblemText> edge_problems() { return edge; }

Problem problem_of(int status) {
  const auto found = std::ranges::find(edge, status, &ProblemText::status);
  if (found == edge.end())
    return Problem(status, "refused").title(status_text(status), "请求被拒绝");
  Problem problem(status, found->code);
  problem.title(found->english, found->chinese).later(found->later);
  if (!found->detail.empty()) problem.detail(found->detail, found->detail_zh);
  return problem;
}

Problem problem_of(const BindError& error) {
  return Problem(400, boost::describe::enum_to_string(error.reason, "not_json"))
      .title(english(error.reason), chinese(error.reason))
      .detail(to_string(error), to_chinese(error))
      .with("path", error.path);
}

}  // namespace tributary::http
