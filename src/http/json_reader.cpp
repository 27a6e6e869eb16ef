#include "http/json_reader.hpp"

#include <array>
#include <cstdint>

#include "http/utf8.hpp"

namespace tributary::http {

namespace {

/// A name made up by a client is cut to this many bytes in an error.
constexpr std::size_t path_name_bytes = 64;

/// Bytes that stand for themselves in a string: ASCII without controls, quote and backslash.
constexpr std::array<bool, 256> plain_chars = [] {
  std::array<bool, 256> table{};
  for (unsigned c = 0x20; c < 0x80; ++c) table[c] = c != '"' && c != '\\';
  return table;
}();

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

void append_utf8(std::string& out, unsigned code) {
  const auto byte = [&](unsigned bits) { out.push_back(static_cast<char>(bits)); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | (code >> 6));
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | (code >> 12));
    byte(0x80 | ((code >> 6) & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | (code >> 18));
    byte(0x80 | ((code >> 12) & 0x3F));
    byte(0x80 | ((code >> 6) & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

}  // namespace

/// The next byte that is not white space, '\0' at the end.
char JsonReader::peek() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return c;
    ++at_;
  }
  return '\0';
}

bool JsonReader::enter(char open, BindReason otherwise) {
  if (peek() != open) return fail(otherwise);
  if (++depth_ > limits_.depth) return fail(BindReason::too_deep);
  ++at_;
  fresh_ = true;
  return true;
}

bool JsonReader::more(char close) {
  if (!ok_) return false;
  const char next = peek();
  const bool first = fresh_;
  fresh_ = false;
  if (next == close) {
    ++at_;
    --depth_;
    return false;
  }
  if (first) return true;
  if (next != ',') return fail(BindReason::not_json);
  ++at_;
  return true;
}

bool JsonReader::key(std::string_view& name) {
  if (peek() != '"' || !string(name)) return fail(BindReason::not_json);
  if (peek() != ':') return fail(BindReason::not_json);
  ++at_;
  return true;
}

bool JsonReader::string(std::string_view& value) {
  if (peek() != '"') return fail(BindReason::not_a_string);
  const std::size_t begin = ++at_;
  while (at_ < text_.size() && plain_chars[static_cast<unsigned char>(text_[at_])]) ++at_;
  value = text_.substr(begin, at_ - begin);
  if (at_ < text_.size() && text_[at_] == '"') {
    ++at_;
    return true;
  }
  return decode_string(value);
}

/// Goes on behind the plain beginning `value`, in a buffer.
bool JsonReader::decode_string(std::string_view& value) {
  decoded_.assign(value);
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '"') {
      ++at_;
      value = decoded_;
      return true;
    }
    if (c == '\\') {
      ++at_;
      if (!decode_escape()) return fail(BindReason::not_json);
      continue;
    }
    const std::size_t size = utf8_sequence(text_.substr(at_));
    if (size == 0 || static_cast<unsigned char>(c) < 0x20) return fail(BindReason::not_json);
    decoded_.append(text_, at_, size);
    at_ += size;
  }
  return fail(BindReason::not_json);
}

bool JsonReader::decode_escape() {
  if (at_ == text_.size()) return false;
  switch (const char c = text_[at_++]) {
    case '"':
    case '\\':
    case '/':
      decoded_.push_back(c);
      return true;
    case 'b':
      decoded_.push_back('\b');
      return true;
    case 'f':
      decoded_.push_back('\f');
      return true;
    case 'n':
      decoded_.push_back('\n');
      return true;
    case 'r':
      decoded_.push_back('\r');
      return true;
    case 't':
      decoded_.push_back('\t');
      return true;
    case 'u':
      break;
    default:
      return false;
  }
  unsigned code = 0;
  if (!take_hex(code) || code == 0) return false;
  if (code >= 0xDC00 && code < 0xE000) return false;
  if (code >= 0xD800 && code < 0xDC00) {
    unsigned low = 0;
    if (text_.substr(at_, 2) != "\\u") return false;
    at_ += 2;
    if (!take_hex(low) || low < 0xDC00 || low >= 0xE000) return false;
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  }
  append_utf8(decoded_, code);
  return true;
}

bool JsonReader::take_hex(unsigned& code) {
  if (text_.size() - at_ < 4) return false;
  code = 0;
  for (std::size_t end = at_ + 4; at_ < end; ++at_) {
    const char c = text_[at_];
    const char folded = static_cast<char>(c | 0x20);
    if (is_digit(c)) {
      code = code * 16 + static_cast<unsigned>(c - '0');
    } else if (folded >= 'a' && folded <= 'f') {
      code = code * 16 + static_cast<unsigned>(folded - 'a' + 10);
    } else {
      return false;
    }
  }
  return true;
}

bool JsonReader::integer(std::string_view& digits) {
  const char first = peek();
  const std::size_t begin = at_;
  if (first != '-' && !is_digit(first)) return fail(BindReason::not_an_integer);
  if (first == '-') ++at_;
  const std::size_t begin_digits = at_;
  while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
  const std::size_t count = at_ - begin_digits;
  if (count == 0 || (count > 1 && text_[begin_digits] == '0')) return fail(BindReason::not_json);
  if (at_ < text_.size() && (text_[at_] == '.' || (text_[at_] | 0x20) == 'e')) {
    return fail(BindReason::not_an_integer);
  }
  digits = text_.substr(begin, at_ - begin);
  return true;
}

bool JsonReader::boolean(bool& value) {
  peek();
  if (take_word("true")) {
    value = true;
    return true;
  }
  value = false;
  return take_word("false") || fail(BindReason::not_a_boolean);
}

bool JsonReader::take_null() {
  peek();
  return take_word("null");
}

bool JsonReader::take_word(std::string_view word) {
  if (text_.substr(at_, word.size()) != word) return false;
  at_ += word.size();
  return true;
}

bool JsonReader::end() {
  peek();
  return at_ == text_.size() || fail(BindReason::not_json);
}

/// The innermost reason is the first and stays.
bool JsonReader::fail(BindReason reason, std::string expected) {
  if (ok_) {
    ok_ = false;
    error_.reason = reason;
    error_.expected = std::move(expected);
  }
  return false;
}

void JsonReader::within(std::string_view member) {
  member = member.substr(0, path_name_bytes);
  while (!is_text(member)) member.remove_suffix(1);
  within_part(std::string(member));
}

void JsonReader::within(std::size_t index) { within_part("[" + std::to_string(index) + "]"); }

void JsonReader::within_part(std::string part) {
  if (!error_.path.empty() && error_.path.front() != '[') part += '.';
  error_.path.insert(0, part);
}

}  // namespace tributary::http
