#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tributary::tidy {

/// C++ text with every comment and literal blanked out, length and line breaks kept, so that a
/// word found in it is a word the compiler sees.
std::string code_of(std::string_view text);

struct Include {
  int line = 0;
  std::string path;
  bool quoted = false;  ///< "path" rather than <path>
};
std::vector<Include> includes_of(std::string_view text);

std::vector<std::string_view> lines_of(std::string_view text);
std::vector<std::string_view> words_of(std::string_view text);  ///< separated by spaces

/// The line, counted from 1, that holds this offset.
int line_at(std::string_view text, std::size_t offset);

/// Where `word` stands by itself, not as a part of a longer identifier, at or after `from`;
/// npos when nowhere.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from = 0);

bool is_header(std::string_view path);
bool is_source(std::string_view path);  ///< a .cpp or a header
bool is_test(std::string_view path);

}  // namespace tributary::tidy
