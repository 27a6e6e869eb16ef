// Bytes of a connection, in one piece and cut into pieces: what one reading accepts, the other
// must accept alike. The first byte of the input chooses the size of the pieces.

#include <cstdint>

#include "base/assert.hpp"
#include "http/request_parser.hpp"
#include "http/router.hpp"

using namespace tributary::http;

namespace {

const Limits limits{.head_bytes = 512, .header_fields = 8, .body_bytes = 128};

using Outcome = RequestParser::Outcome;

Outcome parse_in_pieces(std::string_view bytes, std::size_t piece, ParsedRequest& request) {
  RequestParser parser;
  for (std::size_t end = piece; end < bytes.size(); end += piece) {
    // A copy of its own: views into an earlier buffer would be found out.
    const std::string part(bytes.substr(0, end));
    const Outcome outcome = parser.parse(part, limits, request);
    if (outcome == Outcome::need_more) continue;
    if (outcome == Outcome::complete) ASSERT(request.size <= part.size());
    if (outcome == Outcome::refused) return outcome;
    break;
  }
  parser = {};
  return parser.parse(bytes, limits, request);
}

void compare(std::string_view bytes, std::size_t piece) {
  RequestParser parser;
  ParsedRequest whole;
  const Outcome outcome = parser.parse(bytes, limits, whole);
  if (outcome == Outcome::refused) ASSERT(parser.refusal() >= 400 && parser.refusal() < 600);
  if (outcome != Outcome::complete) return;
  ASSERT(whole.size <= bytes.size() && whole.body.size() <= limits.body_bytes);
  ASSERT(whole.fields.size() <= limits.header_fields && !whole.target.empty());
  ParsedRequest pieced;
  ASSERT(parse_in_pieces(bytes.substr(0, whole.size), piece, pieced) == Outcome::complete);
  ASSERT(pieced.size == whole.size && pieced.target == whole.target);
  ASSERT(pieced.method == whole.method && pieced.keep_alive == whole.keep_alive);
  ASSERT(pieced.body == whole.body && pieced.fields.size() == whole.fields.size());
}

const Router& routes() {
  static const Router router = [] {
    Router made;
    const auto nothing = [](const Request&, Server&) {};
    made.add(Method::get, "/a/{b}/c", nothing);
    made.add(Method::get, "/{a}/b/{c}", nothing);
    return made;
  }();
  return router;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  compare(bytes, 1 + data[0] % 16U);
  Router::Match match;
  routes().find(Method::get, bytes, match);
  Request request;
  request.query = bytes;
  static_cast<void>(request.query_value("a"));
  return 0;
}
