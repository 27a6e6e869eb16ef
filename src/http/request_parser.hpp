#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "http/limits.hpp"
#include "http/message.hpp"

namespace tributary::http {

/// A request as it stands in the bytes of a connection. One object serves all connections of a
/// shard, so that nothing is allocated for a request.
struct ParsedRequest {
  Method method = Method::other;
  std::string_view target;
  std::vector<HeaderField> fields;
  std::string_view body;
  std::string unchunked;  ///< the body when it came in chunks
  bool keep_alive = true;
  bool http_1_0 = false;
  std::size_t size = 0;  ///< bytes from the request line to the end of the body
};

/// Finds the requests in the bytes of one connection: HTTP/1.1 and 1.0, RFC 9112, in its strict
/// reading. Refuses what two parsers could read in two ways: bare LF, folded lines, space before
/// the colon, repeated or doubtful lengths.
class RequestParser {
 public:
  enum class Outcome { need_more, complete, refused };

  /// Looks at all bytes that follow the last complete request; `request` views them. With
  /// `need_more`, call again with the same bytes and more behind them. Work is linear in the bytes
  /// however they are cut.
  Outcome parse(std::string_view bytes, const Limits& limits, ParsedRequest& request);

  /// After `refused`: the status to answer before closing.
  int refusal() const { return refusal_; }
  /// After `need_more`: the client waits for "100 Continue" before it sends the body. True once.
  bool take_continue();

 private:
  Outcome parse_body(std::string_view bytes, const Limits& limits, ParsedRequest& request);
  Outcome parse_chunks(std::string_view bytes, const Limits& limits, ParsedRequest& request);
  Outcome wait_for(std::size_t bytes);
  Outcome refuse(int status);

  std::size_t scanned_ = 0;   ///< bytes known to hold no end of the head
  std::size_t wanted_ = 0;    ///< bytes below which nothing can be complete
  std::size_t chunk_at_ = 0;  ///< where the next chunk begins, once the head is known
  std::size_t chunked_size_ = 0;
  int refusal_ = 0;
  enum class Continue : unsigned char { none, asked, told } continue_ = Continue::none;
};

}  // namespace tributary::http
