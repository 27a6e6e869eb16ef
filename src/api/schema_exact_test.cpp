#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <chrono>
#include <regex>

#include "api/binding.hpp"
#include "http/utf8.hpp"
#include "protocol/codec.hpp"

/// What the schema of a text says is what is accepted as that text, both ways. Patterns are read by
/// the regular expressions of the standard library, as ECMAScript, by characters.
namespace tributary::api {
namespace {

namespace json = boost::json;

std::wstring characters_of(std::string_view text) {
  std::wstring characters;
  EXPECT_TRUE(http::for_each_character(text, [&](char32_t character) {
    characters.push_back(static_cast<wchar_t>(character));
    return true;
  }));
  return characters;
}

std::string utf8_of(const std::vector<unsigned>& characters) {
  std::string text;
  for (const unsigned character : characters) {
    boost::locale::utf::utf_traits<char>::encode(character, std::back_inserter(text));
  }
  return text;
}

/// A schema of text, as a client checks it.
class TextSchema {
 public:
  explicit TextSchema(std::string_view text) : schema_(json::parse(text).as_object()) {
    if (const auto* const pattern = schema_.if_contains("pattern")) {
      pattern_ = std::wregex(characters_of(pattern->as_string()), std::regex::ECMAScript);
    }
  }

  bool allows(const std::string& text) const {
    const std::wstring characters = characters_of(text);
    if (const auto* const choices = schema_.if_contains("enum")) {
      return std::ranges::find(choices->as_array(), json::value(text)) != choices->as_array().end();
    }
    return length_fits(characters.size()) && std::regex_match(characters, pattern_) &&
           format_fits(text);
  }

 private:
  bool length_fits(std::size_t length) const {
    const auto bound = [&](std::string_view name, std::size_t otherwise) {
      const auto* const value = schema_.if_contains(name);
      return value != nullptr ? value->to_number<std::size_t>() : otherwise;
    };
    return length >= bound("minLength", 0) && length <= bound("maxLength", length);
  }

  /// "date" and "date-time" of RFC 3339: beyond what the pattern says, the day has to exist.
  bool format_fits(const std::string& text) const {
    if (!schema_.contains("format")) return true;
    const auto number = [&](std::size_t at, std::size_t digits) {
      return static_cast<unsigned>(std::stoul(text.substr(at, digits)));
    };
    return std::chrono::year_month_day(std::chrono::year(static_cast<int>(number(0, 4))),
                                       std::chrono::month(number(5, 2)),
                                       std::chrono::day(number(8, 2)))
        .ok();
  }

  json::object schema_;
  std::wregex pattern_;
};

template <class T>
void expect_agreement(const std::string& text) {
  static const TextSchema schema(http::request_schema_of<T>());
  EXPECT_EQ(http::JsonText<T>::read(text).has_value(), schema.allows(text)) << text;
}

template <class T>
void check_agreement(const std::string& text) {
  static const TextSchema schema(http::request_schema_of<T>());
  RC_ASSERT(http::JsonText<T>::read(text).has_value() == schema.allows(text));
}

/// A good text with a few of its characters changed, added or taken away.
std::string damaged(std::string text, std::string_view alphabet) {
  const int changes = *rc::gen::inRange(0, 4);
  for (int i = 0; i < changes; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
    const char c = *rc::gen::elementOf(std::string(alphabet));
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        text.insert(at, 1, c);
        break;
      case 1:
        if (at < text.size()) text[at] = c;
        break;
      default:
        text.erase(std::min(at, text.size()), 1);
    }
  }
  return text;
}

template <class T>
std::string written(const T& value) {
  std::string text;
  http::JsonText<T>::write(text, value);
  return text;
}

/// Any number of up to `digits` digits: each length is as likely as any other.
std::int64_t any_number(int digits) {
  std::int64_t bound = 1;
  for (int i = *rc::gen::inRange(0, digits + 1); i > 0; --i) bound *= 10;
  return *rc::gen::inRange<std::int64_t>(-bound, bound + 1);
}

RC_GTEST_PROP(SchemaExact, Amount, ()) {
  check_agreement<money::Amount>(damaged(written(money::Amount{any_number(16)}), "0159.-+ e,"));
}

RC_GTEST_PROP(SchemaExact, Rate, ()) {
  check_agreement<money::Rate>(damaged(written(money::Rate{any_number(14)}), "0159.-+ %"));
}

RC_GTEST_PROP(SchemaExact, Date, ()) {
  const money::Date date{*rc::gen::inRange(-700'000, 2'900'000)};
  check_agreement<money::Date>(damaged(written(date), "0123459- "));
}

RC_GTEST_PROP(SchemaExact, Period, ()) {
  const std::string text = std::to_string(any_number(5)) + *rc::gen::element('m', 'w', 'd', 'y');
  check_agreement<money::Period>(damaged(text, "019mwd.- "));
}

RC_GTEST_PROP(SchemaExact, Instant, ()) {
  const protocol::Time time{
      *rc::gen::inRange<std::int64_t>(-40'000'000'000'000, 250'000'000'000'000)};
  std::string text = written(time);
  if (*rc::gen::arbitrary<bool>()) {
    text.pop_back();
    text += *rc::gen::element<std::string>("+08:00", "-23:59", "+24:00", "+8", "z");
  }
  check_agreement<protocol::Time>(damaged(text, "0123569-:.TZ+ "));
}

RC_GTEST_PROP(SchemaExact, Id, ()) {
  const std::string text =
      std::to_string(*rc::gen::arbitrary<std::uint64_t>()) + std::to_string(any_number(3));
  const auto left_out = *rc::gen::inRange<std::size_t>(0, std::min<std::size_t>(20, text.size()));
  check_agreement<protocol::AccountId>(damaged(text.substr(left_out), "0189-+. "));
}

RC_GTEST_PROP(SchemaExact, Reference, ()) {
  const std::string text(*rc::gen::inRange<std::size_t>(0, 67), 'r');
  check_agreement<protocol::Reference>(damaged(text, "azAZ09-_./: ,\\\"\n~"));
}

TEST(SchemaExact, AtTheBounds) {
  for (const char* text : {"0",
                           "-0",
                           "00",
                           "0.0",
                           "0.00",
                           "0.000",
                           "",
                           "-",
                           ".",
                           ".5",
                           "5.",
                           "--1",
                           "+1",
                           "9999999999999.99",
                           "10000000000000",
                           "10000000000000.0",
                           "10000000000000.00",
                           "10000000000000.01",
                           "10000000000000.000",
                           "-10000000000000.00",
                           "10000000000001",
                           "99999999999999",
                           "00010"}) {
    expect_agreement<money::Amount>(text);
  }
  for (const char* text : {"0", "100000000", "100000000.0000", "100000000.0001", "-100000000",
                           "99999999.9999", "100000001", "1.00000", "0.0001", ""}) {
    expect_agreement<money::Rate>(text);
  }
  for (const char* text : {"0m", "1m", "9999d", "10000d", "01w", "m", "", "1M", "1"}) {
    expect_agreement<money::Period>(text);
  }
  for (const char* text : {"2024-02-29", "2023-02-29", "0000-01-01", "9999-12-31", "2024-04-31",
                           "2024-1-01", "2024-13-01", "2024-00-10", "2024-01-00", ""}) {
    expect_agreement<money::Date>(text);
  }
  for (const char* text :
       {"0999-12-31T23:59:59Z", "1000-01-01T00:00:00+23:59", "2999-12-31T23:59:59.999-23:59",
        "3000-01-01T00:00:00Z", "2016-12-31T23:59:60Z", "2024-02-30T00:00:00Z",
        "2024-02-29T24:00:00Z", "2024-02-29T00:00:00.Z", "2024-02-29T00:00:00.0000Z", ""}) {
    expect_agreement<protocol::Time>(text);
  }
  for (const char* text : {"0", "1", "9999999999999999999", "10000000000000000000",
                           "18446744073709551615", "18446744073709551616", "01", ""}) {
    expect_agreement<protocol::LoanId>(text);
  }
}

template <class T>
void check_choices() {
  for (const char* text : {"annuity", "Annuity", "equal-principal", "equal_principal", "30/360",
                           "act/365", "half-up", "anchor", "as-is", "next", "", "flat "}) {
    expect_agreement<T>(text);
  }
}

TEST(SchemaExact, Choices) {
  check_choices<money::Method>();
  check_choices<money::Basis>();
  check_choices<money::Rounding>();
  check_choices<money::MonthEnd>();
  check_choices<money::BusinessDayRule>();
}

/// Each character alone, first, in the middle and last.
TEST(SchemaExact, EachCharacterOfALineANoteAndAPassword) {
  // Beyond these the lists say nothing: whole planes of letters and of private use.
  const auto interesting = [](unsigned c) {
    return c < 0x3400 || (c >= 0xA600 && c < 0xAC00) || (c >= 0xF800 && c < 0x10100) ||
           (c >= 0x1BC00 && c < 0x1BD00) || (c >= 0x1D100 && c < 0x1D200) ||
           (c >= 0xDFF00 && c < 0xE1100) || c % 997 == 0;
  };
  for (unsigned c = 0; c < 0x110000; ++c) {
    if ((c >= 0xD800 && c < 0xE000) || !interesting(c)) continue;
    for (const auto& characters : {std::vector{c}, std::vector{c, 0x61U},
                                   std::vector{0x61U, c, 0x61U}, std::vector{0x61U, c}}) {
      const std::string text = utf8_of(characters);
      expect_agreement<protocol::Line>(text);
      expect_agreement<protocol::Note>(text);
      expect_agreement<protocol::AccessCode>(text);
    }
  }
}

TEST(SchemaExact, LengthsAreOfCharacters) {
  for (const std::size_t length : {0, 1, 2, 63, 64, 65, 199, 200, 201, 999, 1000, 1001}) {
    for (const unsigned character : {0x61U, 0x674EU, 0x1F600U}) {
      const std::string text = utf8_of(std::vector(length, character));
      expect_agreement<protocol::Line>(text);
      expect_agreement<protocol::Note>(text);
      expect_agreement<protocol::AccessCode>(text);
    }
  }
}

/// The journal's codec takes the longest of each kind.
TEST(SchemaExact, TheLongestTextFitsIntoTheJournal) {
  const std::string text = utf8_of(std::vector(1000, 0x1F600U));
  ASSERT_TRUE(http::JsonText<protocol::Note>::read(text));
  EXPECT_LE(text.size(), protocol::text_bytes_max);
}

}  // namespace
}  // namespace tributary::api
