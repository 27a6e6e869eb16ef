#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "http/limits.hpp"
#include "http/message.hpp"

namespace tributary::http {

/// A request as it stands in the bytes of a connection. One object serves all connections of a
/// shard, so that nothing is allocated for a request that comes in one piece.
struct ParsedRequest {
  Method method = Method::other;
  std::string_view target;
  std::vector<HeaderField> fields;
  std::string_view body;
  std::string gathered;  ///< the body when it came in chunks or in pieces
  bool keep_alive = true;
  bool http_1_0 = false;
};

/// Takes the requests out of the bytes of one connection: HTTP/1.1 and 1.0, RFC 9112, read by
/// Boost.Beast's parser and then held to its strict form. Refused is what two readers could
/// understand in two ways: folded lines, lengths and other single fields that stand twice, codings
/// that are not exactly `chunked`, a host that is none.
///
/// Bytes that were taken are the reader's: however they are cut, with whatever pauses between, the
/// same bytes give the same requests and the same refusal.
class RequestReader {
 public:
  enum class Outcome { need_more, complete, refused };

  RequestReader();
  ~RequestReader();
  RequestReader(RequestReader&&) noexcept;
  RequestReader& operator=(RequestReader&&) noexcept;

  /// Tells of a head whose body is not all there how large that body may be, in bytes. What it says
  /// counts between `Limits::whole_body_bytes` and `Limits::body_bytes`.
  using BodyLimit = std::function<std::size_t(const ParsedRequest&)>;

  /// Takes from the front of `bytes` what belongs to the next request: with `need_more` all of
  /// them; with `complete` up to the request's end. `request` views `bytes` or the reader's memory,
  /// until the next call. After `refused` the connection can only end.
  Outcome read(std::string_view& bytes, const Limits& limits, const BodyLimit& body_limit,
               ParsedRequest& request);

  /// After `refused`: the status to answer before closing.
  int refusal() const { return refusal_; }
  /// After `need_more`: the client waits for "100 Continue" before it sends the body. True once.
  bool take_continue();
  /// Whether the first bytes of a request are here and the last ones are not.
  bool has_part() const { return half_ != nullptr; }
  /// Memory it holds beside itself.
  std::size_t held_bytes() const;
  /// Gives all memory back; what was read of a half request is forgotten.
  void reset();

 private:
  struct Half;

  Outcome read_whole(std::string_view& bytes, const Limits& limits, ParsedRequest& request);
  Outcome read_head(std::string_view& bytes, const Limits& limits, const BodyLimit& body_limit);
  Outcome read_body(std::string_view& bytes, const Limits& limits);
  Outcome finish(ParsedRequest& request);
  Outcome refuse(int status);

  std::unique_ptr<Half> half_;  ///< only while a request has come in part
  int refusal_ = 0;
};

}  // namespace tributary::http
