#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };

std::string_view method_name(Method);
Method method_of(std::string_view name);

/// The reason phrase of RFC 9110, "Unknown" for a status it does not define.
std::string_view status_text(int status);

/// Names one request that waits for its answer. Plain integers, so that it can travel through the
/// queues of other threads; it dangles without harm when the client goes away.
struct Ticket {
  std::uint32_t shard = 0;
  std::uint32_t slot = 0;
  std::uint64_t generation = 0;

  friend bool operator==(const Ticket&, const Ticket&) = default;
};

struct HeaderField {
  std::string_view name;
  std::string_view value;
};

/// A name of the route's template and the decoded text that stood in its place.
using PathParameter = std::pair<std::string_view, std::string_view>;

/// A request as its handler sees it. Every view ends with the handler's return; the ticket stays.
struct Request {
  Method method = Method::get;
  std::string_view path;   ///< as sent, percent-encoded
  std::string_view query;  ///< as sent, without the question mark
  std::string_view body;
  std::string_view peer;  ///< the client's numeric address, or "unix:" and its user's number
  std::span<const HeaderField> fields;
  std::span<const PathParameter> parameters;
  Ticket ticket;

  /// The first header field of that name in any case; empty when there is none.
  std::string_view header(std::string_view name) const;
  /// What stood for `{name}` in the path; empty when the route has no such parameter.
  std::string_view parameter(std::string_view name) const;
  /// The decoded value of the first `name=` in the query; nothing when it is absent or undecodable.
  std::optional<std::string> query_value(std::string_view name) const;
};

/// What the caller of a request may still send, as its answer says.
/// Source: draft-ietf-httpapi-ratelimit-headers-10.
struct QuotaNote {
  std::uint32_t limit = 0;  ///< requests a second; 0: nothing is said
  std::uint32_t remaining = 0;
  std::uint32_t reset_seconds = 0;  ///< until all are there again
};

inline constexpr std::string_view json_type = "application/json";

struct Response {
  int status = 200;
  std::string_view content_type = json_type;  ///< must outlive the call of `respond`: a literal
  std::string body{};
  std::vector<std::pair<std::string, std::string>> headers{};
  /// Sent instead of the body: one text for all who ask, of which no connection keeps a copy.
  std::shared_ptr<const std::string> page{};

  std::string_view content() const { return page ? std::string_view(*page) : body; }
};

bool equal_ignoring_case(std::string_view, std::string_view);

}  // namespace tributary::http
