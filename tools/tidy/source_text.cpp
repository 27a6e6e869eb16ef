#include "tidy/source_text.hpp"

#include <algorithm>
#include <cctype>

namespace tributary::tidy {

namespace {

bool is_identifier_part(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

/// Reads C++ once from left to right; what is not code becomes blanks.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : text_(text), code_(text) {}

  std::string run() {
    while (at_ < text_.size()) {
      if (starts("//")) {
        blank_to(text_.find('\n', at_));
      } else if (starts("/*")) {
        blank_past(text_.find("*/", at_ + 2), 2);
      } else if (starts("R\"") && !follows_identifier()) {
        raw_string();
      } else if (text_[at_] == '"' || (text_[at_] == '\'' && !follows_identifier())) {
        literal(text_[at_]);
      } else {
        ++at_;
      }
    }
    return code_;
  }

 private:
  bool starts(std::string_view with) const { return text_.substr(at_).starts_with(with); }

  /// A quote behind a digit separates digits: 1'000.
  bool follows_identifier() const { return at_ > 0 && is_identifier_part(text_[at_ - 1]); }

  void blank_to(std::size_t end) {
    for (end = std::min(end, text_.size()); at_ < end; ++at_) {
      if (code_[at_] != '\n') code_[at_] = ' ';
    }
  }

  void blank_past(std::size_t found, std::size_t length) {
    blank_to(found == text_.npos ? text_.npos : found + length);
  }

  void raw_string() {
    const std::size_t open = std::min(text_.find('(', at_), text_.size());
    const std::string close = ')' + std::string(text_.substr(at_ + 2, open - at_ - 2)) + '"';
    blank_past(text_.find(close, open), close.size());
  }

  void literal(char quote) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
      end += text_[end] == '\\' ? 2 : 1;
    }
    blank_to(end + 1);
  }

  std::string_view text_;
  std::string code_;
  std::size_t at_ = 0;
};

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find(separator, from), text.size());
    parts.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return parts;
}

}  // namespace

std::string code_of(std::string_view text) { return Blanker(text).run(); }

std::vector<Include> includes_of(std::string_view text) {
  const std::string code = code_of(text);
  std::vector<Include> includes;
  for (std::size_t at = code.find("#include"); at != code.npos;
       at = code.find("#include", at + 1)) {
    const std::size_t open = text.find_first_of("\"<\n", at);
    if (open == text.npos || text[open] == '\n') continue;
    const std::size_t close = text.find_first_of("\">\n", open + 1);
    if (close == text.npos || text[close] == '\n') continue;
    includes.push_back({line_at(text, at), std::string(text.substr(open + 1, close - open - 1)),
                        text[open] == '"'});
  }
  return includes;
}

std::vector<std::string_view> lines_of(std::string_view text) { return split(text, '\n'); }

std::vector<std::string_view> words_of(std::string_view text) {
  auto words = split(text, ' ');
  std::erase(words, "");
  return words;
}

int line_at(std::string_view text, std::size_t offset) {
  return 1 + static_cast<int>(std::ranges::count(text.substr(0, offset), '\n'));
}

std::size_t find_word(std::string_view text, std::string_view word, std::size_t from) {
  for (std::size_t at = text.find(word, from); at != text.npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || !is_identifier_part(text[at - 1]);
    const bool ends = end == text.size() || !is_identifier_part(text[end]);
    if (begins && ends) return at;
  }
  return text.npos;
}

bool is_header(std::string_view path) { return path.ends_with(".hpp"); }
bool is_source(std::string_view path) { return is_header(path) || path.ends_with(".cpp"); }
bool is_test(std::string_view path) { return path.ends_with("_test.cpp"); }

}  // namespace tributary::tidy
