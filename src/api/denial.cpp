#include "api/denial.hpp"

#include <boost/describe/enum_to_string.hpp>

#include "api/reply.hpp"

namespace tributary::api {

namespace {

std::string_view explain(Limit limit) {
  switch (limit) {
    case Limit::requests:
      return "Too many requests a second by this token, or by its caller";
    case Limit::in_flight:
      return "Too many requests of this caller wait for their answers";
    case Limit::streams:
      return "Too many live streams of this caller are open";
    case Limit::refusals:
      return "Too many commands of this caller were refused";
    case Limit::address:
      return "Too many requests without a valid token from this address";
    case Limit::password:
      return "Too many wrong passwords of listings by this caller";
  }
  return {};
}

/// Rounded up, as Retry-After knows whole seconds alone; a moment is a second too.
std::int64_t seconds_of(std::chrono::nanoseconds wait) {
  return std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(wait).count());
}

}  // namespace

http::Response render(const Denial& denial) {
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
