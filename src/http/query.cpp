#include "http/query.hpp"

#include "http/utf8.hpp"

namespace tributary::http {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

bool decode_percent(std::string_view text, Plus plus, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (text.size() - i < 3) return false;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return false;
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      out.push_back(text[i] == '+' && plus == Plus::is_space ? ' ' : text[i]);
    }
  }
  return is_text(out);
}

bool QueryPairs::next() {
  while (!rest_.empty() && !malformed_) {
    const std::string_view pair = rest_.substr(0, rest_.find('&'));
    rest_.remove_prefix(pair.size() < rest_.size() ? pair.size() + 1 : pair.size());
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
    malformed_ = !decode_percent(pair.substr(0, equals), Plus::is_space, name_) ||
                 !decode_percent(value, Plus::is_space, value_);
    return !malformed_;
  }
  return false;
}

}  // namespace tributary::http
