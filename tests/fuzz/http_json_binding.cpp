// Any text read as a struct that has one member of each kind. What is accepted must make a tree of
// the same members in Boost.JSON, must come back the same when it is written and read again, and
// must be read alike in pieces; its length says of how many bytes.

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json/parse.hpp>
#include <cstdint>
#include <vector>

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

/// Reads in pieces of `step` bytes.
template <class T>
auto read_cut(std::string_view text, std::size_t step, const JsonLimits& limits) {
  std::vector<std::string_view> pieces;
  for (std::size_t at = 0; at < text.size(); at += step) pieces.push_back(text.substr(at, step));
  pieces.emplace_back();
  return read_json_pieces<T>(pieces, limits);
}

template <class T>
void check(std::string_view text, std::size_t step) {
  const JsonLimits limits{.depth = 16, .elements = 64, .text_bytes = 4096};
  const auto value = read_json<T>(text, limits);
  const auto cut = read_cut<T>(text, step, limits);
  ASSERT(cut.has_value() == value.has_value());
  if (!value) {
    ASSERT(to_string(cut.error()) == to_string(value.error()));
    return;
  }
  ASSERT(*cut == *value);
  boost::system::error_code error;
  const boost::json::value tree = boost::json::parse(text, error);
  ASSERT(!error);
  std::string written;
  write_json(written, *value);
  ASSERT(read_json<T>(written) == *value);
  // What was left out is written with its default: nothing that came may be gone.
  const boost::json::value written_tree = boost::json::parse(written);
  for (const auto& member : tree.as_object()) {
    ASSERT(written_tree.as_object().contains(member.key()));
    if (member.value().is_primitive()) ASSERT(written_tree.at(member.key()) == member.value());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t step = size == 0 ? 1 : 1 + size % 7;
  check<fuzz::Flat>(text, step);
  check<fuzz::Whole>(text, step);
  static_cast<void>(read_query<fuzz::Flat>(text));
  return 0;
}
