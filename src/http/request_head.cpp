#include "http/request_head.hpp"

#include <array>
#include <charconv>

namespace tributary::http {

namespace {

using CharTable = std::array<bool, 256>;

/// tchar of RFC 9110 section 5.6.2.
constexpr CharTable token_chars = [] {
  CharTable table{};
  for (unsigned char c = '0'; c <= '9'; ++c) table[c] = true;
  for (unsigned char c = 'a'; c <= 'z'; ++c) table[c] = true;
  for (unsigned char c = 'A'; c <= 'Z'; ++c) table[c] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}();

/// Visible ASCII: what a request target may hold.
constexpr CharTable target_chars = [] {
  CharTable table{};
  for (unsigned c = 0x21; c < 0x7F; ++c) table[c] = true;
  return table;
}();

/// field-vchar, space and tab: anything but control characters.
constexpr CharTable value_chars = [] {
  CharTable table{};
  for (unsigned c = 0x20; c < 0x100; ++c) table[c] = c != 0x7F;
  table['\t'] = true;
  return table;
}();

/// Reads the head from left to right. Runs out of bytes: `incomplete`; meets what it must not:
/// a status.
class HeadReader {
 public:
  HeadReader(std::string_view bytes, const Limits& limits, ParsedRequest& request)
      : bytes_(bytes), limits_(limits), request_(request) {}

  RequestHead read() {
    request_.fields.clear();
    if (skip_empty_lines() && read_request_line()) {
      while (head_.size == 0 && read_field()) {
      }
    }
    if (head_.size != 0) check();
    return head_;
  }

 private:
  bool refuse(int status) {
    head_.refusal = status;
    return false;
  }

  bool at_end() const { return at_ == bytes_.size(); }

  std::string_view take_while(const CharTable& table) {
    const std::size_t from = at_;
    while (at_ < bytes_.size() && table[static_cast<unsigned char>(bytes_[at_])]) ++at_;
    return bytes_.substr(from, at_ - from);
  }

  /// False without a refusal when the bytes end here.
  bool take(char expected) {
    if (at_end()) return false;
    return bytes_[at_++] == expected || refuse(400);
  }

  bool take_line_end() { return take('\r') && take('\n'); }

  /// RFC 9112 section 2.2: a server should ignore at least one empty line before the request.
  bool skip_empty_lines() {
    while (at_ < 4 && !at_end() && bytes_[at_] == '\r') {
      if (!take_line_end()) return false;
    }
    return true;
  }

  bool read_request_line() {
    const std::string_view method = take_while(token_chars);
    if (at_end()) return false;
    if (method.empty() || !take(' ')) return refuse(400);
    request_.method = method_of(method);
    request_.target = take_while(target_chars);
    if (request_.target.size() > limits_.head_bytes / 2) return refuse(414);
    if (!take(' ')) return false;
    if (request_.target.empty()) return refuse(400);
    return read_version() && take_line_end();
  }

  bool read_version() {
    constexpr std::string_view name = "HTTP/";
    for (const char c : name) {
      if (!take(c)) return false;
    }
    const std::string_view number = take_while(target_chars);
    if (at_end()) return false;
    if (number != "1.1" && number != "1.0") return refuse(number.size() == 3 ? 505 : 400);
    request_.http_1_0 = number == "1.0";
    request_.keep_alive = !request_.http_1_0;
    return true;
  }

  bool read_field() {
    if (!at_end() && bytes_[at_] == '\r') {
      if (!take_line_end()) return false;
      head_.size = at_;
      return true;
    }
    const std::string_view name = take_while(token_chars);
    if (!take(':')) return false;
    if (name.empty()) return refuse(400);
    std::string_view value = take_while(value_chars);
    if (!take_line_end()) return false;
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    value = value.substr(0, value.find_last_not_of(" \t") + 1);
    if (request_.fields.size() == limits_.header_fields) return refuse(431);
    request_.fields.push_back({name, value});
    return read_meaning(name, value);
  }

  /// The few fields that decide how the bytes go on; their names are told apart by length first.
  bool read_meaning(std::string_view name, std::string_view value) {
    switch (name.size()) {
      case 4:
        if (equal_ignoring_case(name, "host")) ++hosts_;
        return true;
      case 6:
        if (equal_ignoring_case(name, "expect")) return read_expect(value);
        return true;
      case 10:
        if (equal_ignoring_case(name, "connection")) read_connection(value);
        return true;
      case 14:
        return !equal_ignoring_case(name, "content-length") || read_content_length(value);
      case 17:
        return !equal_ignoring_case(name, "transfer-encoding") || read_transfer_encoding(value);
      default:
        return true;
    }
  }

  bool read_expect(std::string_view value) {
    if (!equal_ignoring_case(value, "100-continue")) return refuse(417);
    head_.expects_continue = !request_.http_1_0;
    return true;
  }

  void read_connection(std::string_view value) {
    while (!value.empty()) {
      std::string_view option = value.substr(0, value.find(','));
      value.remove_prefix(std::min(option.size() + 1, value.size()));
      option.remove_prefix(std::min(option.find_first_not_of(" \t"), option.size()));
      option = option.substr(0, option.find_last_not_of(" \t") + 1);
      if (equal_ignoring_case(option, "close")) closes_ = true;
      if (equal_ignoring_case(option, "keep-alive")) request_.keep_alive = true;
    }
  }

  bool read_content_length(std::string_view value) {
    if (has_length_) return refuse(400);
    has_length_ = true;
    const auto [end, error] =
        std::from_chars(value.data(), value.data() + value.size(), head_.content_length);
    if (error == std::errc::result_out_of_range) return refuse(413);
    return (error == std::errc{} && end == value.data() + value.size()) || refuse(400);
  }

  bool read_transfer_encoding(std::string_view value) {
    if (head_.chunked || request_.http_1_0) return refuse(400);
    head_.chunked = equal_ignoring_case(value, "chunked");
    return head_.chunked || refuse(501);
  }

  void check() {
    if (closes_) request_.keep_alive = false;
    if (hosts_ > 1 || (hosts_ == 0 && !request_.http_1_0)) refuse(400);
    if (head_.chunked && has_length_) refuse(400);
    if (head_.size > limits_.head_bytes) refuse(431);
  }

  std::string_view bytes_;
  const Limits& limits_;
  ParsedRequest& request_;
  RequestHead head_;
  std::size_t at_ = 0;
  int hosts_ = 0;
  bool has_length_ = false;
  bool closes_ = false;
};

}  // namespace

RequestHead parse_head(std::string_view bytes, const Limits& limits, ParsedRequest& request) {
  return HeadReader(bytes, limits, request).read();
}

}  // namespace tributary::http
