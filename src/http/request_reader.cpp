#include "http/request_reader.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "http/strict_parser.hpp"

namespace tributary::http {

namespace {

/// Empty lines before a request that are passed over; RFC 9112 section 2.2 asks for one.
constexpr std::size_t empty_lines_max = 2;

/// What the framing of a chunked body may take, as a multiple of a head. Not less than a shard
/// reads at once, or a body in one piece would be judged otherwise.
constexpr std::size_t framing_heads_max = 16;

/// Passes over empty lines; `passed` counts them. False: broken by a carriage return that ends no
/// line.
bool skip_empty_lines(std::string_view& bytes, std::size_t& passed) {
  while (passed < empty_lines_max && bytes.starts_with("\r\n")) {
    bytes.remove_prefix(2);
    ++passed;
  }
  return !bytes.starts_with('\r') || (passed < empty_lines_max && bytes == "\r");
}

}  // namespace

/// A request that has come in part. Its head is parsed once, when it is whole; from then on the
/// body is gathered as it comes.
struct RequestReader::Half {
  std::string head;             ///< bytes of the head; views of `request` point into it
  std::size_t scanned = 0;      ///< bytes of `head` known to hold no end of it
  std::size_t empty_lines = 0;  ///< passed over before it
  std::string framing;  ///< bytes after the head that the parser wants to see again, with more
  std::size_t framing_bytes = 0;  ///< all bytes after the head that were no data
  ParsedRequest request;
  std::optional<StrictParser> parser;  ///< once the head is whole
  bool is_continued = false;
  bool is_complete = false;
};

RequestReader::RequestReader() = default;
RequestReader::~RequestReader() = default;
RequestReader::RequestReader(RequestReader&&) noexcept = default;
RequestReader& RequestReader::operator=(RequestReader&&) noexcept = default;

RequestReader::Outcome RequestReader::read(std::string_view& bytes, const Limits& limits,
                                           const BodyLimit& body_limit, ParsedRequest& request) {
  if (half_ != nullptr && half_->is_complete) reset();
  if (half_ == nullptr) {
    const Outcome outcome = read_whole(bytes, limits, request);
    if (outcome == Outcome::complete || bytes.empty()) return outcome;
    half_ = std::make_unique<Half>();
  }
  if (!half_->parser) {
    const Outcome outcome = read_head(bytes, limits, body_limit);
    if (outcome != Outcome::complete) return outcome;
  }
  const Outcome outcome = read_body(bytes, limits);
  return outcome == Outcome::complete ? finish(request) : outcome;
}

/// The common case: a request in one piece, parsed where it lies. Anything else is left to those
/// who wait for it or know what is wrong with it.
RequestReader::Outcome RequestReader::read_whole(std::string_view& bytes, const Limits& limits,
                                                 ParsedRequest& request) {
  std::string_view rest = bytes;
  std::size_t passed = 0;
  if (!skip_empty_lines(rest, passed) || rest.empty()) return Outcome::need_more;
  StrictParser parser(limits, request);
  const std::size_t head = parser.parse_head(rest);
  if (head == 0) return Outcome::need_more;
  const std::size_t body = parser.parse_body(rest.substr(head));
  if (parser.status() != 0 || !parser.is_done()) return Outcome::need_more;
  if (body > limits.whole_body_bytes) return Outcome::need_more;
  bytes = rest.substr(head + body);
  return Outcome::complete;
}

RequestReader::Outcome RequestReader::read_head(std::string_view& bytes, const Limits& limits,
                                                const BodyLimit& body_limit) {
  Half& half = *half_;
  std::string& head = half.head;
  const std::size_t before = head.size();
  head.append(bytes.substr(0, std::min(bytes.size(), limits.head_bytes + 1 - before)));
  const std::size_t added = head.size() - before;
  std::string_view text = head;
  const bool lines_are_good = skip_empty_lines(text, half.empty_lines);
  const std::size_t skipped = head.size() - text.size();
  head.erase(0, skipped);
  if (!lines_are_good) return refuse(400);
  if (head == "\r") {
    bytes = {};
    return Outcome::need_more;
  }
  const HeadScan scan = scan_head(head, half.scanned);
  if (scan.verdict == HeadScan::Verdict::broken) return refuse(400);
  if (scan.verdict == HeadScan::Verdict::open) {
    if (head.size() > limits.head_bytes) return refuse(head.find('\n') == head.npos ? 414 : 431);
    half.scanned = scan.size;
    bytes.remove_prefix(added);
    // Empty lines made room: there may be more of it.
    return bytes.empty() ? Outcome::need_more : read_head(bytes, limits, body_limit);
  }
  if (scan.size > limits.head_bytes) return refuse(431);
  bytes.remove_prefix(added - (head.size() - scan.size));
  head.resize(scan.size);
  // A higher minor version of HTTP/1 is to be served as the highest that is known: RFC 9110
  // section 2.5.
  const VersionPlace version = find_version(head);
  if (version.other_major) return refuse(505);
  if (version.minor && head[*version.minor] > '1') head[*version.minor] = '1';
  half.parser.emplace(limits, half.request);
  if (half.parser->parse_head(head) == 0) {
    return refuse(half.parser->status() != 0 ? half.parser->status() : 400);
  }
  if (half.parser->is_done() || !body_limit) return Outcome::complete;
  const std::size_t allowed = std::max(body_limit(half.request), limits.whole_body_bytes);
  if (allowed >= limits.body_bytes) return Outcome::complete;
  if (half.parser->announced().value_or(0) > allowed) return refuse(413);
  half.parser->body_limit(allowed);  // of chunks, counted down as they come
  return Outcome::complete;
}

RequestReader::Outcome RequestReader::read_body(std::string_view& bytes, const Limits& limits) {
  Half& half = *half_;
  ASSERT(half.parser.has_value());
  StrictParser& parser = *half.parser;
  // Past its half a body is given all its room, so that it never takes twice of it.
  if (const auto announced = parser.announced()) {
    const std::size_t coming = half.request.gathered.size() + bytes.size();
    if (coming > *announced / 2) half.request.gathered.reserve(*announced);
  }
  if (!half.framing.empty()) half.framing.append(bytes);
  const std::string_view given = half.framing.empty() ? bytes : std::string_view(half.framing);
  const std::size_t data_before = half.request.body.size();
  const std::size_t taken = parser.parse_body(given);
  if (parser.status() != 0) return refuse(parser.status());
  // A piece that was viewed where it lay is gone with those bytes.
  if (!half.request.body.empty() && half.request.gathered.empty()) {
    half.request.gathered = half.request.body;
    half.request.body = half.request.gathered;
  }
  half.framing_bytes += taken - (half.request.body.size() - data_before);
  const std::string_view rest = given.substr(taken);
  // Sizes, extensions and trailers, those that are not complete too: all that was no data so far,
  // so that the verdict is the same however they are cut.
  const std::size_t unfinished = parser.is_done() ? 0 : rest.size();
  if (half.framing_bytes + unfinished > framing_heads_max * limits.head_bytes) return refuse(413);
  if (parser.is_done()) {
    bytes = bytes.substr(bytes.size() - rest.size());
    return Outcome::complete;
  }
  half.framing = std::string(rest);
  bytes = {};
  return Outcome::need_more;
}

RequestReader::Outcome RequestReader::finish(ParsedRequest& request) {
  half_->is_complete = true;
  std::swap(request, half_->request);
  if (!request.gathered.empty()) request.body = request.gathered;
  return Outcome::complete;
}

bool RequestReader::take_continue() {
  if (half_ == nullptr) return false;
  const std::optional<StrictParser>& parser = half_->parser;
  if (!parser || !parser->expects_continue()) return false;
  return !std::exchange(half_->is_continued, true);
}

std::size_t RequestReader::held_bytes() const {
  if (half_ == nullptr) return 0;
  return sizeof(Half) + half_->head.capacity() + half_->framing.capacity() +
         half_->request.gathered.capacity() +
         half_->request.fields.capacity() * sizeof(HeaderField);
}

void RequestReader::reset() { half_.reset(); }

RequestReader::Outcome RequestReader::refuse(int status) {
  refusal_ = status;
  reset();
  return Outcome::refused;
}

}  // namespace tributary::http
