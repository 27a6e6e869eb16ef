#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "http/bind_error.hpp"
#include "http/message.hpp"
#include "http/problem.hpp"
#include "protocol/refusal.hpp"

namespace tributary::rows {

/// A value that the words of a refusal name as {name}.
struct NamedValue {
  std::string_view name;
  std::string value;
};

/// Why an order was refused, as its sender is told. A line declares its reasons beside its orders;
/// they stand in no journal and have no numbers.
class Refused {
 public:
  /// A reason of the platform.
  Refused(protocol::Refusal);
  /// A reason of a line. Each {name} in its detail is replaced by the value of that name.
  Refused(const http::ProblemText&, const std::vector<NamedValue>& values = {});

  std::string_view code() const { return code_; }
  const http::Response& response() const { return response_; }

 private:
  std::string_view code_;
  http::Response response_;
};

template <class T>
using Or = std::expected<T, Refused>;

/// The row is no longer the one that the header `If-Match` names.
inline constexpr http::ProblemText row_changed{
    .status = 412,
    .later = false,
    .code = "row_changed",
    .english = "It has changed since it was read",
    .chinese = "读取之后内容已被修改",
    .detail = "it is at version {version} now; read it again, and name that version in If-Match",
    .detail_zh = "当前版本为 {version}；请重新读取，并在 If-Match 中写明该版本"};

}  // namespace tributary::rows
