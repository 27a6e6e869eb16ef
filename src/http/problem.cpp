#include "http/problem.hpp"

#include <boost/describe/enum_to_string.hpp>

#include "http/json_write.hpp"

namespace tributary::http {

namespace {

struct Text {
  std::string_view code;
  std::string_view chinese;
};

/// The statuses http answers by itself.
Text text_of(int status) {
  switch (status) {
    case 400:
      return {"malformed_request", "请求格式有误"};
    case 404:
      return {"no_such_path", "路径不存在"};
    case 405:
      return {"method_not_allowed", "不支持该方法"};
    case 408:
      return {"request_too_slow", "请求未在限定时间内到达"};
    case 413:
      return {"body_too_large", "请求正文过大"};
    case 414:
      return {"target_too_long", "请求地址过长"};
    case 415:
      return {"unsupported_media_type", "请求正文须为未压缩的 application/json"};
    case 417:
      return {"expectation_failed", "无法满足 Expect 要求"};
    case 431:
      return {"head_too_large", "请求头过大"};
    case 500:
      return {"internal_error", "内部错误"};
    case 501:
      return {"not_implemented", "未实现的方法或传输编码"};
    case 503:
      return {"unavailable", "服务暂不可用"};
    case 505:
      return {"version_not_supported", "不支持的 HTTP 版本"};
    default:
      return {"refused", "请求被拒绝"};
  }
}

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

Problem& Problem::detail(std::string_view text) { return with("detail", text); }

Problem& Problem::with(std::string_view name, std::string_view text) {
  write_json_string(member(name), text);
  return *this;
}

Problem& Problem::with(std::string_view name, std::int64_t number) {
  write_json(member(name), number);
  return *this;
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

Problem problem_of(int status) {
  const auto [code, chinese] = text_of(status);
  return Problem(status, code).title(status_text(status), chinese);
}

Problem problem_of(const BindError& error) {
  return Problem(400, boost::describe::enum_to_string(error.reason, "not_json"))
      .title(english(error.reason), chinese(error.reason))
      .detail(to_string(error))
      .with("path", error.path);
}

}  // namespace tributary::http
