#include "http/strict_parser.hpp"

#include <algorithm>
#include <boost/beast/http/error.hpp>
#include <boost/url/parse.hpp>

namespace tributary::http {

namespace {

namespace beast = boost::beast;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// What a request target may hold: visible ASCII, and no fragment, which clients keep to
/// themselves.
bool is_target(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F && c != '#'; });
}

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

/// uri-host [ ":" port ]. The grammar allows a comma, but one that came here stands between two
/// hosts of lines that somebody on the way has joined.
bool is_host(const boost::urls::authority_view& authority) {
  return !authority.has_userinfo() && !authority.encoded_host().empty() &&
         authority.encoded_host().find(',') == std::string_view::npos;
}

/// RFC 9110 section 7.2; empty when the target has no authority.
bool is_host(std::string_view text) {
  if (text.empty()) return true;
  const auto authority = boost::urls::parse_authority(text);
  return authority && is_host(*authority);
}

/// The form that goes with the method (RFC 9112 section 3.2): a path, the URI of a client that
/// takes us for a proxy, a server as a whole, or, for CONNECT, a place that we never lead to.
bool has_form_of_target(Method method, std::string_view method_name, std::string_view target) {
  if (target.starts_with('/')) return true;
  if (target == "*") return method == Method::options;
  if (method_name == "CONNECT") return true;
  const auto uri = boost::urls::parse_absolute_uri(target);
  using boost::urls::scheme;
  return uri && (uri->scheme_id() == scheme::http || uri->scheme_id() == scheme::https) &&
         uri->has_authority() && is_host(uri->authority());
}

/// Whether the first line of what is left begins a quoted string and does not end it. Beast would
/// look for its end behind the line, and count the chunk's size anew each time it is asked.
bool leaves_quote_open(std::string_view rest) {
  if (rest.starts_with("\r\n")) rest.remove_prefix(2);  // of the chunk before
  const std::size_t end = rest.find("\r\n");
  if (end == rest.npos) return false;
  bool is_open = false;
  for (std::size_t at = 0; at < end; ++at) {
    if (is_open && rest[at] == '\\') {
      ++at;
    } else if (rest[at] == '"') {
      is_open = !is_open;
    }
  }
  return is_open;
}

int status_of_error(const beast::error_code& fault) {
  using beast::http::error;
  if (fault == error::body_limit) return 413;
  if (fault == error::header_limit) return 431;
  return 400;
}

}  // namespace

StrictParser::StrictParser(const Limits& limits, ParsedRequest& request)
    : limits_(limits), request_(request) {
  header_limit(static_cast<std::uint32_t>(limits.head_bytes));
  body_limit(limits.body_bytes);
  request_.fields.clear();
  request_.body = {};
  request_.gathered.clear();
}

std::size_t StrictParser::parse_head(std::string_view bytes) {
  head_ = bytes;
  beast::error_code error;
  const std::size_t size = put({bytes.data(), bytes.size()}, error);
  if (error == beast::http::error::need_more) return 0;
  if (error && status_ == 0) status_ = status_of_error(error);
  if (!error && size > limits_.head_bytes) status_ = 431;
  if (status_ != 0) return 0;
  head_is_done_ = true;
  request_.keep_alive = keep_alive();
  return size;
}

std::size_t StrictParser::parse_body(std::string_view bytes) {
  // Beast asserts that a first chunk which is the last is never given with less than the five bytes
  // of "0\r\n\r\n", but for its line alone. No body of chunks is shorter.
  constexpr std::size_t shortest_chunks = 5;
  if (chunked() && !chunk_was_seen_ && bytes.size() < shortest_chunks) return 0;
  std::size_t taken = 0;
  while (!is_done() && taken < bytes.size()) {
    beast::error_code error;
    const std::size_t size = put({bytes.data() + taken, bytes.size() - taken}, error);
    taken += size;
    if (error == beast::http::error::need_more) {
      if (chunked() && leaves_quote_open(bytes.substr(taken))) status_ = 400;
      break;
    }
    if (error) {
      if (status_ == 0) status_ = status_of_error(error);
      break;
    }
  }
  return taken;
}

std::optional<std::uint64_t> StrictParser::announced() const {
  const auto length = content_length();
  return length ? std::optional(*length) : std::nullopt;
}

void StrictParser::on_request_impl(beast::http::verb, Text method, Text target, int version,
                                   Error& error) {
  request_.method = method_of(view(method));
  request_.target = view(target);
  request_.http_1_0 = version == 10;
  if (request_.target.size() > limits_.head_bytes / 2) return refuse(414, error);
  if (!is_target(request_.target) ||
      !has_form_of_target(request_.method, view(method), request_.target)) {
    refuse(400, error);
  }
}

void StrictParser::on_field_impl(Field field, Text field_name, Text field_value, Error& error) {
  if (head_is_done_) return;  // A trailer says nothing that counts.
  const std::string_view name = view(field_name);
  const std::string_view value = view(field_value);
  if (!is_on_one_line(name, value)) return refuse(400, error);
  if (request_.fields.size() == limits_.header_fields) return refuse(431, error);
  request_.fields.push_back({name, value});
  const auto single = single_of(field, name);
  if (!single) return;
  const unsigned bit = 1U << static_cast<unsigned>(*single);
  if ((seen_ & bit) != 0) return refuse(400, error);
  seen_ |= bit;
  if (const int status = status_of(*single, value); status != 0) refuse(status, error);
}

/// Beast joins folded lines: in a buffer of its own, or by passing over an empty first line.
bool StrictParser::is_on_one_line(std::string_view name, std::string_view value) const {
  const char* at = name.data() + name.size() + 1;
  const char* const end = head_.data() + head_.size();
  while (at != end && is_blank(*at)) ++at;
  if (!value.empty()) return value.data() == at;
  return end - at > 2 && at[0] == '\r' && !is_blank(at[2]);
}

std::optional<StrictParser::Single> StrictParser::single_of(Field field, std::string_view name) {
  switch (field) {
    case Field::host:
      return Single::host;
    case Field::content_length:
      return Single::content_length;
    case Field::transfer_encoding:
      return Single::transfer_encoding;
    case Field::content_type:
      return Single::content_type;
    case Field::content_encoding:
      return Single::content_encoding;
    case Field::authorization:
      return Single::authorization;
    case Field::expect:
      return Single::expect;
    case Field::if_match:
      return Single::if_match;
    case Field::origin:
      return Single::origin;
    case Field::unknown:
      if (equal_ignoring_case(name, "Idempotency-Key")) return Single::idempotency_key;
      if (equal_ignoring_case(name, "Approval")) return Single::approval;
      if (equal_ignoring_case(name, "Last-Event-ID")) return Single::last_event_id;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

/// The status to refuse a field with; 0 when it may stand.
int StrictParser::status_of(Single single, std::string_view value) {
  switch (single) {
    case Single::host:
      return status_of_host(value);
    case Single::content_length:
      return is_number(value) ? 0 : 400;
    case Single::transfer_encoding:
      if (request_.http_1_0) return 400;
      return equal_ignoring_case(value, "chunked") ? 0 : 501;
    case Single::expect:
      expects_continue_ = !request_.http_1_0;
      return equal_ignoring_case(value, "100-continue") ? 0 : 417;
    default:
      return 0;
  }
}

/// Most requests name the host that the one before named.
int StrictParser::status_of_host(std::string_view value) {
  thread_local std::string last_good;
  if (value == last_good && !value.empty()) return 0;
  if (!is_host(value)) return 400;
  last_good = value;
  return 0;
}

void StrictParser::on_header_impl(Error& error) {
  const bool has_host = (seen_ & (1U << static_cast<unsigned>(Single::host))) != 0;
  if (!has_host && !request_.http_1_0) refuse(400, error);
}

std::size_t StrictParser::on_body_impl(Text piece, Error&) {
  take(view(piece));
  return piece.size();
}

std::size_t StrictParser::on_chunk_body_impl(std::uint64_t, Text piece, Error&) {
  take(view(piece));
  return piece.size();
}

/// A body in one piece stays where it is.
void StrictParser::take(std::string_view piece) {
  if (request_.body.empty() && request_.gathered.empty()) {
    request_.body = piece;
    return;
  }
  if (request_.gathered.empty()) request_.gathered = request_.body;
  request_.gathered += piece;
  request_.body = request_.gathered;
}

void StrictParser::refuse(int status, Error& error) {
  status_ = status;
  error = beast::http::error::bad_field;
}

HeadScan scan_head(std::string_view bytes, std::size_t from) {
  using Verdict = HeadScan::Verdict;
  const unsigned char first = bytes.empty() ? 'G' : static_cast<unsigned char>(bytes.front());
  if (first <= ' ' || first >= 0x7F) return {Verdict::broken};
  for (std::size_t at = bytes.find('\n', from); at != bytes.npos; at = bytes.find('\n', at + 1)) {
    if (at == 0 || bytes[at - 1] != '\r') return {Verdict::broken};
    if (at >= 3 && bytes.substr(at - 3, 4) == "\r\n\r\n") return {Verdict::ends, at + 1};
  }
  return {Verdict::open, bytes.size()};
}

VersionPlace find_version(std::string_view bytes) {
  constexpr std::string_view name = " HTTP/";
  const std::string_view line = bytes.substr(0, bytes.find("\r\n"));
  if (line.size() < name.size() + 3) return {};
  const std::size_t major = line.size() - 3;
  if (line.substr(major - name.size(), name.size()) != name) return {};
  if (!is_digit(line[major]) || line[major + 1] != '.' || !is_digit(line[major + 2])) return {};
  if (line[major] != '1') return {.minor = {}, .other_major = true};
  return {.minor = major + 2, .other_major = false};
}

}  // namespace tributary::http
