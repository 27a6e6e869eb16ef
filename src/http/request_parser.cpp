#include "http/request_parser.hpp"

#include <algorithm>
#include <charconv>

#include "http/request_head.hpp"

namespace tributary::http {

namespace {

/// A chunk's size with its extensions; the trailer is as good as never used.
constexpr std::size_t chunk_line_bytes = 256;
constexpr std::size_t trailer_bytes = 1024;

/// One piece of a chunked body.
struct Chunk {
  enum class Kind { incomplete, malformed, data, last };
  Kind kind;
  std::size_t size = 0;   ///< bytes of data it announces
  std::size_t begin = 0;  ///< where the data begins
  std::size_t end = 0;    ///< where the next chunk begins, as far as is known
};

/// A line of the framing that starts at `at`.
struct Line {
  enum class Kind { incomplete, malformed, whole };
  Kind kind;
  std::string_view text{};
};

/// Needs: at <= bytes.size(). A bare CR or LF would end the line for some and not for others.
Line line_at(std::string_view bytes, std::size_t at, std::size_t longest) {
  const std::size_t end = bytes.find("\r\n", at);
  const std::string_view text = bytes.substr(at, end == std::string_view::npos ? end : end - at);
  if (end == std::string_view::npos) {
    const bool may_end = text.size() <= longest + (text.ends_with('\r') ? 1 : 0);
    return {may_end ? Line::Kind::incomplete : Line::Kind::malformed};
  }
  const bool has_control = std::ranges::any_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; });
  if (text.size() > longest || has_control) return {Line::Kind::malformed};
  return {Line::Kind::whole, text};
}

/// The trailer fields are skipped, up to the empty line that ends the request.
Chunk trailer_at(std::string_view bytes, std::size_t from) {
  const std::size_t most = from + trailer_bytes;
  for (std::size_t at = from; at <= most;) {
    const Line line = line_at(bytes, at, most - at);
    if (line.kind == Line::Kind::incomplete) return {Chunk::Kind::incomplete};
    if (line.kind == Line::Kind::malformed) break;
    at += line.text.size() + 2;
    if (line.text.empty()) return {Chunk::Kind::last, 0, at, at};
  }
  return {Chunk::Kind::malformed};
}

/// Needs: at <= bytes.size(). Source: RFC 9112 section 7.1.
Chunk chunk_at(std::string_view bytes, std::size_t at) {
  const Line line = line_at(bytes, at, chunk_line_bytes);
  if (line.kind == Line::Kind::incomplete) return {Chunk::Kind::incomplete};
  if (line.kind == Line::Kind::malformed) return {Chunk::Kind::malformed};
  std::uint32_t size = 0;
  const char* const last = line.text.data() + line.text.size();
  const auto [stop, error] = std::from_chars(line.text.data(), last, size, 16);
  if (error != std::errc{} || (stop != last && *stop != ';')) return {Chunk::Kind::malformed};
  const std::size_t begin = at + line.text.size() + 2;
  if (size == 0) return trailer_at(bytes, begin);
  Chunk chunk{Chunk::Kind::data, size, begin, begin + size + 2};
  if (chunk.end > bytes.size()) {
    chunk.kind = Chunk::Kind::incomplete;
  } else if (bytes.substr(begin + size, 2) != "\r\n") {
    chunk.kind = Chunk::Kind::malformed;
  }
  return chunk;
}

}  // namespace

RequestParser::Outcome RequestParser::parse(std::string_view bytes, const Limits& limits,
                                            ParsedRequest& request) {
  if (bytes.size() < wanted_) return Outcome::need_more;
  if (chunk_at_ != 0) return parse_chunks(bytes, limits, request);
  if (scanned_ != 0) {
    const std::size_t from = scanned_ - std::min<std::size_t>(scanned_, 3);
    if (bytes.find("\r\n\r\n", from) == std::string_view::npos) {
      scanned_ = bytes.size();
      return scanned_ > limits.head_bytes ? refuse(431) : Outcome::need_more;
    }
  }
  return parse_body(bytes, limits, request);
}

RequestParser::Outcome RequestParser::parse_body(std::string_view bytes, const Limits& limits,
                                                 ParsedRequest& request) {
  const RequestHead head = parse_head(bytes, limits, request);
  if (head.refusal != 0) return refuse(head.refusal);
  if (head.size == 0) {
    scanned_ = bytes.size();
    return scanned_ > limits.head_bytes ? refuse(431) : Outcome::need_more;
  }
  if (head.content_length > limits.body_bytes) return refuse(413);
  if (head.expects_continue && continue_ == Continue::none) continue_ = Continue::asked;
  if (head.chunked) {
    chunk_at_ = head.size;
    chunked_size_ = 0;
    return parse_chunks(bytes, limits, request);
  }
  request.size = head.size + static_cast<std::size_t>(head.content_length);
  if (bytes.size() < request.size) return wait_for(request.size);
  request.body = bytes.substr(head.size, static_cast<std::size_t>(head.content_length));
  *this = {};
  return Outcome::complete;
}

/// Walks the chunks as they arrive and keeps only the place; once the last one is there, the head
/// is parsed again, for the views of the first time are gone with the buffer they looked into.
RequestParser::Outcome RequestParser::parse_chunks(std::string_view bytes, const Limits& limits,
                                                   ParsedRequest& request) {
  Chunk chunk = chunk_at(bytes, chunk_at_);
  for (; chunk.kind == Chunk::Kind::data; chunk = chunk_at(bytes, chunk_at_)) {
    chunk_at_ = chunk.end;
    chunked_size_ += chunk.size;
    const std::size_t framing = chunk_at_ - chunked_size_;
    if (chunked_size_ > limits.body_bytes) return refuse(413);
    if (framing > limits.body_bytes + limits.head_bytes) return refuse(413);
  }
  if (chunk.kind == Chunk::Kind::malformed) return refuse(400);
  if (chunked_size_ + chunk.size > limits.body_bytes) return refuse(413);
  if (chunk.kind == Chunk::Kind::incomplete) return wait_for(chunk.end);
  const RequestHead head = parse_head(bytes, limits, request);
  request.unchunked.clear();
  for (Chunk piece = chunk_at(bytes, head.size); piece.kind == Chunk::Kind::data;
       piece = chunk_at(bytes, piece.end)) {
    request.unchunked += bytes.substr(piece.begin, piece.size);
  }
  request.body = request.unchunked;
  request.size = chunk.end;
  *this = {};
  return Outcome::complete;
}

bool RequestParser::take_continue() {
  if (continue_ != Continue::asked) return false;
  continue_ = Continue::told;
  return true;
}

RequestParser::Outcome RequestParser::wait_for(std::size_t bytes) {
  wanted_ = bytes;
  return Outcome::need_more;
}

RequestParser::Outcome RequestParser::refuse(int status) {
  *this = {};
  refusal_ = status;
  return Outcome::refused;
}

}  // namespace tributary::http
