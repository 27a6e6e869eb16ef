#include "base/flags.hpp"

#include <algorithm>

namespace tributary::base {

bool Flags::has(std::string_view name) { return std::erase(words_, name) != 0; }

std::string Flags::text(std::string_view name, std::string_view otherwise) {
  const std::vector<std::string_view> values = texts(name);
  return std::string(values.empty() ? otherwise : values.back());
}

std::vector<std::string_view> Flags::texts(std::string_view name) {
  std::vector<std::string_view> values;
  for (std::size_t i = 0; i < words_.size();) {
    if (words_[i] != name) {
      ++i;
      continue;
    }
    if (i + 1 == words_.size()) throw FlagError(std::string(name) + " needs a value");
    // An empty one is a variable of a script that was not set, and nobody's wish.
    if (words_[i + 1].empty()) throw FlagError(std::string(name) + " needs a value, not ''");
    values.push_back(words_[i + 1]);
    words_.erase(words_.begin() + static_cast<std::ptrdiff_t>(i),
                 words_.begin() + static_cast<std::ptrdiff_t>(i + 2));
  }
  return values;
}

std::uint64_t Flags::number(std::string_view name, std::uint64_t otherwise) {
  return number_given(name).value_or(otherwise);
}

std::optional<std::uint64_t> Flags::number_given(std::string_view name) {
  const std::string value = text(name, "");
  if (value.empty()) return std::nullopt;
  const auto number = whole_number<std::uint64_t>(value);
  if (!number) throw FlagError(std::string(name) + " needs a whole number, not '" + value + "'");
  return number;
}

void Flags::finish() const {
  if (!words_.empty()) {
    throw FlagError("'" + std::string(words_.front()) + "' is not known here");
  }
}

std::vector<std::string_view> words_between_commas(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    words.push_back(text.substr(0, text.find(',')));
    text.remove_prefix(std::min(words.back().size() + 1, text.size()));
  }
  return words;
}

}  // namespace tributary::base
