#include "store/postgres_words.hpp"

#include <algorithm>

namespace tributary::store {

namespace {

bool is_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// How many characters from `rest` on belong together: a word, something quoted, a comment, or one
/// character of anything else.
std::size_t length_of_token(std::string_view rest) {
  const auto through = [&](std::string_view end, std::size_t from) {
    const std::size_t at = rest.find(end, from);
    return at == rest.npos ? rest.size() : at + end.size();
  };
  if (rest.front() == '\'' || rest.front() == '"') return through(rest.substr(0, 1), 1);
  if (rest.starts_with("--")) return through("\n", 2);
  if (rest.starts_with("/*")) return through("*/", 2);
  const auto end = std::ranges::find_if_not(rest, is_of_word);
  return std::max<std::size_t>(1, static_cast<std::size_t>(end - rest.begin()));
}

/// Whether a statement is one that has the types of columns in it: by its first two words.
class Beginning {
 public:
  bool defines_columns() const { return words_ >= 2 && changes_ && table_; }

  void add(std::string_view word) {
    ++words_;
    if (words_ == 1) changes_ = word == "CREATE" || word == "ALTER";
    if (words_ == 2) table_ = word == "TABLE";
  }

 private:
  int words_ = 0;
  bool changes_ = false;
  bool table_ = false;
};

}  // namespace

std::string postgres_words(std::string_view sql) {
  std::string spelled;
  spelled.reserve(sql.size() + 64);
  Beginning beginning;
  while (!sql.empty()) {
    const std::string_view token = sql.substr(0, length_of_token(sql));
    sql.remove_prefix(token.size());
    if (token == ";") beginning = {};
    if (is_of_word(token.front())) beginning.add(token);
    if (token == "INTEGER") {
      spelled += "BIGINT";
    } else if (token == "BLOB") {
      spelled += "BYTEA";
    } else if (token == "TEXT" && beginning.defines_columns()) {
      spelled += "TEXT COLLATE \"C\"";
    } else {
      spelled += token;
    }
  }
  return spelled;
}

}  // namespace tributary::store
