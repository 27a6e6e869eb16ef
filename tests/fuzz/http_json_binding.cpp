// Any text read as a struct that has one member of each kind. What is accepted must be accepted by
// Boost.JSON too, and must come back the same when it is written and read again.

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json/parse.hpp>
#include <cstdint>

#include "base/assert.hpp"
#include "http/json.hpp"
#include "http/query_read.hpp"

namespace fuzz {

enum class Kind : std::uint8_t { one, other };
BOOST_DESCRIBE_ENUM(Kind, one, other)

struct Word {
  std::string text;
  friend bool operator==(const Word&, const Word&) = default;
};

struct Flat {
  std::int8_t small = 0;
  std::uint64_t large = 0;
  Kind kind = Kind::one;
  bool flag = false;
  Word word;
  std::string text;
  std::optional<std::int32_t> maybe;
  friend bool operator==(const Flat&, const Flat&) = default;
};
BOOST_DESCRIBE_STRUCT(Flat, (), (small, large, kind, flag, word, text, maybe))

struct Whole {
  Flat f;
  std::vector<std::int32_t> n;
  std::vector<Whole> w;
  friend bool operator==(const Whole&, const Whole&) = default;
};
BOOST_DESCRIBE_STRUCT(Whole, (), (f, n, w))

}  // namespace fuzz

namespace tributary::http {

template <>
struct JsonText<fuzz::Word> {
  static constexpr std::string_view schema = R"({"type":"string"})";
  static void write(std::string& out, const fuzz::Word& word) { out += word.text; }
  static std::optional<fuzz::Word> read(std::string_view text) {
    if (text.find_first_not_of("abc") != std::string_view::npos) return {};
    return fuzz::Word{std::string(text)};
  }
};

template <>
inline constexpr auto optional_members<fuzz::Flat> = every_member;
template <>
inline constexpr auto optional_members<fuzz::Whole> = every_member;

}  // namespace tributary::http

namespace {

using namespace tributary::http;

template <class T>
void check(std::string_view text) {
  const auto value = read_json<T>(text, {.depth = 16, .elements = 64});
  if (!value) {
    static_cast<void>(to_string(value.error()));
    return;
  }
  boost::system::error_code error;
  boost::json::parse(text, error);
  ASSERT(!error);
  std::string written;
  write_json(written, *value);
  ASSERT(read_json<T>(written) == *value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check<fuzz::Flat>(text);
  check<fuzz::Whole>(text);
  static_cast<void>(read_query<fuzz::Flat>(text));
  return 0;
}
