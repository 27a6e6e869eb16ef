#pragma once

#include <string>
#include <string_view>

namespace tributary::http {

enum class Plus : bool { is_plus, is_space };

/// Replaces `out` by `text` with its %XX decoded. False when an escape is malformed or the result
/// is not UTF-8 text.
bool decode_percent(std::string_view text, Plus plus, std::string& out);

/// Walks the pairs of a query: `while (pairs.next()) use(pairs.name(), pairs.value());`
class QueryPairs {
 public:
  explicit QueryPairs(std::string_view query) : rest_(query) {}

  /// Moves to the next pair; false at the end and at a malformed pair (then `malformed()`).
  bool next();
  bool malformed() const { return malformed_; }
  const std::string& name() const { return name_; }
  const std::string& value() const { return value_; }

 private:
  std::string_view rest_;
  std::string name_;
  std::string value_;
  bool malformed_ = false;
};

}  // namespace tributary::http
