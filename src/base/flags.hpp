#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::base {

/// Words of a command line that cannot be understood; the text says what was expected.
struct FlagError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// `--name value` pairs and `--switch`es, each asked for by name; `finish` refuses whatever nobody
/// asked for. The last of several equal flags counts.
class Flags {
 public:
  explicit Flags(std::span<const std::string_view> words) : words_(words.begin(), words.end()) {}

  bool has(std::string_view name);
  std::string text(std::string_view name, std::string_view otherwise);
  /// The values of all flags of that name, in their order.
  std::vector<std::string_view> texts(std::string_view name);
  std::uint64_t number(std::string_view name, std::uint64_t otherwise);
  /// Nothing: the flag is not there.
  std::optional<std::uint64_t> number_given(std::string_view name);
  /// Errors: FlagError naming the first word left over.
  void finish() const;

 private:
  std::vector<std::string_view> words_;
};

/// The number that is all of `text`, in digits of ten; nothing for any other text and for one that
/// the type cannot hold.
template <class Integer>
std::optional<Integer> whole_number(std::string_view text) {
  Integer number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The words of "a,b,c"; a comma at the end adds none.
std::vector<std::string_view> words_between_commas(std::string_view text);

}  // namespace tributary::base
