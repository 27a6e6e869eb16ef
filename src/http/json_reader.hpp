#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "http/bind_error.hpp"

namespace tributary::http {

struct JsonLimits {
  std::size_t depth = 16;
  std::size_t elements = 10'000;  ///< of each array
};

/// Takes JSON apart from left to right without building a tree. RFC 8259 in full, UTF-8 checked,
/// U+0000 refused. After a `false` only `error()` may be asked.
class JsonReader {
 public:
  JsonReader(std::string_view text, const JsonLimits& limits) : text_(text), limits_(limits) {}

  /// `if (in.enter('{', …)) while (in.more('}')) { in.key(…) … }`, then `in.ok()`; likewise '['.
  bool enter(char open, BindReason otherwise);
  bool more(char close);
  bool key(std::string_view& name);

  /// The decoded string; valid until the next string or key is read.
  bool string(std::string_view& value);
  /// The digits of an integer, with its sign.
  bool integer(std::string_view& digits);
  bool boolean(bool& value);
  /// Takes `null` if it comes next.
  bool take_null();
  /// Whether nothing but white space is left.
  bool end();

  bool ok() const { return ok_; }
  const JsonLimits& limits() const { return limits_; }
  BindError& error() { return error_; }

  bool fail(BindReason reason, std::string expected = {});
  /// Says where the failure was, from the inside out.
  void within(std::string_view member);
  void within(std::size_t index);

 private:
  void within_part(std::string part);
  char peek();
  bool take_word(std::string_view word);
  bool decode_string(std::string_view& value);
  bool decode_escape();
  bool take_hex(unsigned& code);

  std::string_view text_;
  JsonLimits limits_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool fresh_ = false;  ///< just behind an opening bracket
  bool ok_ = true;
  std::string decoded_;
  BindError error_;
};

}  // namespace tributary::http
