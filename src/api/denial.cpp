#include "api/denial.hpp"

#include <boost/describe/enum_to_string.hpp>

#include "api/caller.hpp"
#include "api/reply.hpp"

namespace tributary::api {

namespace {

Detail explain(Limit limit) {
  switch (limit) {
    case Limit::requests:
      return {"Too many requests a second by this token, or by its caller",
              "该令牌或其所有者的请求过于频繁"};
    case Limit::in_flight:
      return {"Too many requests of this caller wait for their answers",
              "该用户等待答复的请求过多"};
    case Limit::streams:
      return {"Too many live streams of this caller are open", "该用户打开的实时流过多"};
    case Limit::refusals:
      return {"Too many commands of this caller were refused", "该用户被拒绝的命令过多"};
    case Limit::address:
      return {"Too many requests without a valid token from this address",
              "该地址无有效令牌的请求过多"};
    case Limit::password:
      return {"Too many wrong passwords of listings by this caller",
              "该用户输错定向标密码的次数过多"};
  }
  return {};
}

/// Which permission lacks: who has a token can ask for one that has it.
http::Response render_forbidden(Permissions lacks) {
  std::string english;
  std::string chinese;
  for (const std::string_view permission : names_of(lacks)) {
    const std::string name = std::string("`").append(permission).append("`");
    english.append(english.empty() ? "It needs the permission " : " or ").append(name);
    chinese.append(chinese.empty() ? "需要权限 " : " 或 ").append(name);
  }
  return render(protocol::Refusal::forbidden, {english, chinese});
}

/// Rounded up, as Retry-After knows whole seconds alone; a moment is a second too.
std::int64_t seconds_of(std::chrono::nanoseconds wait) {
  return std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(wait).count());
}

}  // namespace

http::Response render(const Denial& denial) {
  if (denial.refusal == protocol::Refusal::forbidden) return render_forbidden(denial.lacks);
  if (denial.refusal != protocol::Refusal::too_many_requests) return render(denial.refusal);
  http::Response response = render(denial.refusal, explain(denial.limit));
  response.body.pop_back();
  response.body.append(R"(,"limit":")")
      .append(boost::describe::enum_to_string(denial.limit, ""))
      .append("\"}");
  response.headers.emplace_back("Retry-After", std::to_string(seconds_of(denial.wait)));
  return response;
}

}  // namespace tributary::api
