#include "http/json.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <limits>

namespace tributary::http {

namespace {

enum class Grade : std::uint8_t { low, middle, high };
BOOST_DESCRIBE_ENUM(Grade, low, middle, high)

/// Stands for every type that is text in JSON: two decimals.
struct Cents {
  std::int64_t minor = 0;
  friend bool operator==(const Cents&, const Cents&) = default;
};

struct Bid {
  std::string who;
  Cents amount;
  friend bool operator==(const Bid&, const Bid&) = default;
};
BOOST_DESCRIBE_STRUCT(Bid, (), (who, amount))

struct Listing {
  std::int64_t number = 0;
  std::uint8_t share = 0;
  Grade grade = Grade::low;
  bool open = false;
  std::string title;
  std::optional<std::int32_t> parent;
  std::vector<Bid> bids;
  friend bool operator==(const Listing&, const Listing&) = default;
};
BOOST_DESCRIBE_STRUCT(Listing, (), (number, share, grade, open, title, parent, bids))

struct Term {
  std::int32_t periods = 12;
  std::int32_t free = 0;
};
BOOST_DESCRIBE_STRUCT(Term, (), (periods, free))

struct Page {
  std::int32_t limit = 20;
  std::string after = "start";
};
BOOST_DESCRIBE_STRUCT(Page, (), (limit, after))

struct Tree {
  std::vector<Tree> children;
};
BOOST_DESCRIBE_STRUCT(Tree, (), (children))

struct Filter {
  std::int32_t limit = 20;
  std::optional<Grade> grade;
};
BOOST_DESCRIBE_STRUCT(Filter, (), (limit, grade))

}  // namespace

template <>
inline constexpr auto member_bounds<Term> = std::to_array<MemberBounds>({{"periods", {1, 600}}});

template <>
struct JsonText<Cents> {
  static constexpr std::string_view schema = R"({"type":"string","pattern":"^[0-9]+\\.[0-9]{2}$"})";
  static void write(std::string& out, Cents cents) {
    const std::string digits = std::to_string(cents.minor + 100'000'000'000'000'000);
    const std::string whole = std::to_string(cents.minor / 100);
    out += whole + "." + digits.substr(digits.size() - 2);
  }
  static std::optional<Cents> read(std::string_view text) {
    const std::size_t point = text.find('.');
    if (point == std::string_view::npos || text.size() != point + 3) return {};
    std::uint64_t whole = 0;
    if (!text_to_value(text.substr(0, point), whole)) return {};
    for (const char c : text.substr(point + 1)) {
      if (c < '0' || c > '9') return {};
      whole = whole * 10 + static_cast<unsigned>(c - '0');
    }
    return Cents{static_cast<std::int64_t>(whole)};
  }
};

template <>
inline constexpr auto optional_members<Page> = every_member;
template <>
inline constexpr auto optional_members<Filter> = std::array<std::string_view, 1>{"limit"};

namespace {

template <class T>
std::string written(const T& value) {
  std::string text;
  write_json(text, value);
  return text;
}

/// "reason path" of what read_json<T> refuses; "ok" otherwise.
template <class T>
std::string verdict(std::string_view text, const JsonLimits& limits = {}) {
  const auto read = read_json<T>(text, limits);
  if (read) return "ok";
  return std::string(english(read.error().reason)) + " @" + read.error().path;
}

rc::Gen<std::string> any_text() {
  const auto character = rc::gen::oneOf(
      rc::gen::inRange<unsigned>(1, 0x80), rc::gen::inRange<unsigned>(0x80, 0x800),
      rc::gen::inRange<unsigned>(0x800, 0xD800), rc::gen::inRange<unsigned>(0xE000, 0x110000));
  return rc::gen::map(rc::gen::container<std::vector<unsigned>>(character),
                      [](const std::vector<unsigned>& characters) {
                        std::string text;
                        for (const unsigned c : characters) {
                          const auto put = [&](unsigned byte) {
                            text.push_back(static_cast<char>(byte));
                          };
                          if (c < 0x80) {
                            put(c);
                          } else if (c < 0x800) {
                            put(0xC0 + c / 64), put(0x80 + c % 64);
                          } else if (c < 0x10000) {
                            put(0xE0 + c / 4096), put(0x80 + c / 64 % 64), put(0x80 + c % 64);
                          } else {
                            put(0xF0 + c / 262144), put(0x80 + c / 4096 % 64);
                            put(0x80 + c / 64 % 64), put(0x80 + c % 64);
                          }
                        }
                        return text;
                      });
}

rc::Gen<Listing> any_listing() {
  const auto bid = rc::gen::build<Bid>(
      rc::gen::set(&Bid::who, any_text()),
      rc::gen::set(&Bid::amount,
                   rc::gen::build<Cents>(rc::gen::set(
                       &Cents::minor, rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000'000)))));
  const auto parent =
      rc::gen::oneOf(rc::gen::just(std::optional<std::int32_t>{}),
                     rc::gen::map(rc::gen::arbitrary<std::int32_t>(),
                                  [](std::int32_t number) { return std::optional(number); }));
  return rc::gen::build<Listing>(
      rc::gen::set(&Listing::number, rc::gen::inRange(-exact_integer_max, exact_integer_max)),
      rc::gen::set(&Listing::share),
      rc::gen::set(&Listing::grade, rc::gen::element(Grade::low, Grade::middle, Grade::high)),
      rc::gen::set(&Listing::open), rc::gen::set(&Listing::title, any_text()),
      rc::gen::set(&Listing::parent, parent),
      rc::gen::set(&Listing::bids, rc::gen::container<std::vector<Bid>>(bid)));
}

constexpr std::string_view one_listing =
    R"({"number":7,"share":255,"grade":"high","open":true,"title":"房 \"A\"\n",)"
    R"("bids":[{"who":"李","amount":"100.00"},{"who":"b","amount":"0.05"}]})";

TEST(Json, WritesMembersInOrderAndLeavesOutEmptyOptionals) {
  const Listing listing{.number = 7,
                        .share = 255,
                        .grade = Grade::high,
                        .open = true,
                        .title = "房 \"A\"\n",
                        .parent = {},
                        .bids = {{"李", {10000}}, {"b", {5}}}};
  EXPECT_EQ(written(listing), one_listing);
  EXPECT_EQ(read_json<Listing>(one_listing), listing);
}

TEST(Json, WritesNothingAsEmptyBrackets) {
  EXPECT_EQ(written(std::vector<int>{}), "[]");
  EXPECT_EQ(written(Tree{}), R"({"children":[]})");
  EXPECT_EQ(written(Tree{{Tree{}, Tree{}}}), R"({"children":[{"children":[]},{"children":[]}]})");
}

TEST(Json, WritesMembersBehindOnesOwn) {
  std::string text = R"({"type":"Bid")";
  write_json_members(text, Bid{"a", {100}});
  EXPECT_EQ(text, R"({"type":"Bid","who":"a","amount":"1.00")");
}

TEST(Json, ReadsWithAnyWhiteSpaceOrderAndEscapes) {
  const auto bid = read_json<Bid>(
      " {\n\"amount\" :\t\"1.00\" ,\r\n \"who\": \"\\u674e\\ud83d\\ude00"
      "\\b\\f\\n\\r\\t\\/\\\\\\\"\" } ");
  ASSERT_TRUE(bid);
  EXPECT_EQ(bid->who, "李😀\b\f\n\r\t/\\\"");
  EXPECT_EQ(bid->amount, Cents{100});
}

TEST(Json, NullIsNoValue) {
  EXPECT_EQ(verdict<Filter>(R"({"grade":null})"), "must be a string @grade");
  EXPECT_EQ(verdict<Filter>(R"({"limit":null})"), "must be an integer @limit");
  EXPECT_EQ(verdict<Tree>(R"({"children":null})"), "must be an array @children");
  EXPECT_EQ(verdict<Tree>(R"({"children":[null]})"), "must be an object @children[0]");
  EXPECT_EQ(verdict<bool>("null"), "must be true or false @");
}

TEST(Json, MembersMayBeAbsentWhereTheStructSaysSo) {
  const auto page = read_json<Page>(R"({"limit":5})");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->limit, 5);
  EXPECT_EQ(page->after, "start");
  EXPECT_EQ(verdict<Filter>("{}"), "ok");
  EXPECT_EQ(verdict<Bid>("{}"), "is missing @who");
}

struct Refusal {
  std::string_view text;
  std::string_view verdict;
};

// The grammar is RFC 8259's; which member is at fault is our own promise.
TEST(Json, RefusesWithReasonAndPath) {
  const std::vector<Refusal> cases{
      {"", "not well-formed JSON @"},
      {"[]", "must be an object @"},
      {"{", "not well-formed JSON @"},
      {R"({"who":"a","amount":"1.00"}x)", "not well-formed JSON @"},
      {R"({"who":"a","amount":"1.00",})", "not well-formed JSON @"},
      {R"({"who":"a" "amount":"1.00"})", "not well-formed JSON @"},
      {R"({who:"a"})", "not well-formed JSON @"},
      {R"({"who" "a"})", "not well-formed JSON @who"},
      {R"({"who":"a)", "not well-formed JSON @who"},
      {"{\"who\":\"a\nb\"}", "not well-formed JSON @who"},
      {R"({"who":"\x"})", "not well-formed JSON @who"},
      {R"({"who":"\ud800"})", "not well-formed JSON @who"},
      {R"({"who":"\ud800A"})", "not well-formed JSON @who"},
      {R"({"who":"\udc00"})", "not well-formed JSON @who"},
      {R"({"who":"\u0000"})", "not well-formed JSON @who"},
      {R"({"who":"\u0000 and more than one part \n"})", "not well-formed JSON @who"},
      {R"({"who\u0000":1})", "not well-formed JSON @"},
      {R"({"who":"\u12)", "not well-formed JSON @who"},
      {"{\"who\":\"\xC0\x80\"}", "not well-formed JSON @who"},
      {"{\"who\":\"\xED\xA0\x80\"}", "not well-formed JSON @who"},
      {"{\"who\":\"\xE6\x9D\"}", "not well-formed JSON @who"},
      {R"({"who":1})", "must be a string @who"},
      {R"({"amount":1.5})", "must be a string @amount"},
      {R"({"amount":"1.5"})", "not in the expected format @amount"},
      {R"({"amount":"1.50"})", "is missing @who"},
      {R"({"who":"a","who":"b"})", "given twice @who"},
      {R"({"who":"a","whom":"b"})", "no such member @whom"},
      {R"({"Who":"a"})", "no such member @Who"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(verdict<Bid>(text), expected) << text;
}

TEST(Json, RefusesDeepInsideWithTheWholePath) {
  const auto with = [](std::string_view bids) {
    return R"({"number":1,"share":1,"grade":"low","open":true,"title":"","bids":)" +
           std::string(bids) + "}";
  };
  EXPECT_EQ(verdict<Listing>(with("{}")), "must be an array @bids");
  EXPECT_EQ(verdict<Listing>(with("[")), "not well-formed JSON @bids");
  EXPECT_EQ(verdict<Listing>(with("[7]")), "must be an object @bids[0]");
  EXPECT_EQ(verdict<Listing>(with(R"([{"who":"a","amount":"1.00"},{"who":2}])")),
            "must be a string @bids[1].who");
  EXPECT_EQ(verdict<Listing>(with(R"([{"who":"a"}])")), "is missing @bids[0].amount");
  EXPECT_EQ(verdict<std::vector<std::vector<int>>>("[[1],[2,true]]"), "must be an integer @[1][1]");
}

TEST(Json, IntegersAreExactOrRefused) {
  EXPECT_EQ(read_json<std::int64_t>("-9007199254740991"), -9007199254740991);
  EXPECT_EQ(read_json<std::uint64_t>("9007199254740991"), 9007199254740991);
  EXPECT_EQ(read_json<std::uint8_t>("-0"), 0);
  const std::vector<Refusal> wide{
      {"9007199254740992", "out of range @"},
      {"-9007199254740992", "out of range @"},
      {"9223372036854775808", "out of range @"},
      {"-9223372036854775809", "out of range @"},
      {"18446744073709551616", "out of range @"},
      {"123456789012345678901234567890", "out of range @"},
      {"1e400", "must be an integer @"},
      {"1e99999999999", "must be an integer @"},
      {"9007199254740991.0", "must be an integer @"},
  };
  for (const auto& [text, expected] : wide)
    EXPECT_EQ(verdict<std::int64_t>(text), expected) << text;
  EXPECT_EQ(verdict<std::uint64_t>("9007199254740992"), "out of range @");
  EXPECT_EQ(verdict<std::uint8_t>("256"), "out of range @");
  EXPECT_EQ(verdict<std::uint8_t>("-1"), "out of range @");
  EXPECT_EQ(verdict<std::int32_t>("01"), "not well-formed JSON @");
  EXPECT_EQ(verdict<std::int32_t>("-"), "not well-formed JSON @");
  EXPECT_EQ(verdict<std::int32_t>("1.0"), "must be an integer @");
  EXPECT_EQ(verdict<std::int32_t>("1e3"), "must be an integer @");
  EXPECT_EQ(verdict<std::int32_t>("\"1\""), "must be an integer @");
  EXPECT_EQ(verdict<std::string>("1e99999999999"), "must be a string @");
}

TEST(Json, AMemberMayHaveNarrowerBoundsThanItsType) {
  EXPECT_EQ(read_json<Term>(R"({"periods":600,"free":601})")->periods, 600);
  for (const char* wrong : {"0", "601", "-1", "99999999999"}) {
    const auto read = read_json<Term>(R"({"free":0,"periods":)" + std::string(wrong) + "}");
    ASSERT_FALSE(read) << wrong;
    EXPECT_EQ(to_string(read.error()), "periods: out of range (1..600)");
  }
  EXPECT_EQ(read_json<Term>(R"({"free":0,"periods":1.5})").error().reason,
            BindReason::not_an_integer);
}

TEST(Json, AnIntegerMayHaveBoundsOfItsOwn) {
  using Share = IntegerWithin<1, 100>;
  EXPECT_EQ(written(Share{7}), "7");
  EXPECT_EQ(read_json<Share>("1"), Share{1});
  EXPECT_EQ(read_json<Share>("100"), Share{100});
  for (const char* text : {"0", "-0", "101", "-1", "99999999999999999999"}) {
    EXPECT_EQ(verdict<Share>(text), "out of range @") << text;
  }
  EXPECT_EQ(to_string(read_json<Share>("0").error()), "out of range (1..100)");
  EXPECT_EQ(verdict<Share>("5.0"), "must be an integer @");
}

TEST(Json, TextIsBoundedAsItIsCollected) {
  const JsonLimits limits{.text_bytes = 600};
  const auto who = [](const std::string& text) {
    return R"({"amount":"1.00","who":")" + text + R"("})";
  };
  EXPECT_EQ(verdict<Bid>(who(std::string(600, 'x')), limits), "ok");
  EXPECT_EQ(verdict<Bid>(who(std::string(601, 'x')), limits), "out of range @who");
  EXPECT_EQ(verdict<Bid>(who("\\n" + std::string(599, 'x')), limits), "ok");
  EXPECT_EQ(verdict<Bid>(who("\\n" + std::string(600, 'x')), limits), "out of range @who");
  EXPECT_EQ(verdict<std::int32_t>(std::string(601, '1'), limits), "out of range @");
  EXPECT_EQ(verdict<std::vector<std::string>>("[\"a\",\"" + std::string(601, 'x') + "\"]", limits),
            "out of range @[1]");
  EXPECT_EQ(to_string(read_json<std::string>("\"abcd\"", {.text_bytes = 3}).error()),
            "out of range (at most 3 bytes)");
}

/// Escapes, long texts and cut texts reach the reader in parts.
TEST(Json, TextInPartsIsPutTogether) {
  const std::string text = "\\n" + std::string(5000, 'x') + "\\u674e" + std::string(5000, 'y');
  const auto bid = read_json<Bid>(R"({"amount":"1.00","wh\u006f":")" + text + R"("})");
  ASSERT_TRUE(bid);
  EXPECT_EQ(bid->who, "\n" + std::string(5000, 'x') + "李" + std::string(5000, 'y'));
  EXPECT_EQ(bid->amount, Cents{100});
}

TEST(Json, ALongNameInPartsIsUnknown) {
  const auto read = read_json<Bid>("{\"\\n" + std::string(100'000, 'x') + "\":1}");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().reason, BindReason::unknown_member);
  EXPECT_EQ(read.error().path, "\n" + std::string(63, 'x'));
}

TEST(Json, SaysWhatWouldHaveDone) {
  EXPECT_EQ(to_string(read_json<std::uint8_t>("256").error()), "out of range (0..255)");
  EXPECT_EQ(to_string(read_json<Filter>(R"({"grade":"best"})").error()),
            "grade: not one of the known values (low, middle, high)");
  EXPECT_EQ(chinese(read_json<Bid>("{}").error().reason), "缺少该字段");
}

TEST(Json, DepthAndLengthAreBounded) {
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 1; i < depth; ++i) text += R"({"children":[)";
    text += R"({"children":[]})";
    for (int i = 1; i < depth; ++i) text += "]}";
    return text;
  };
  const std::string seven = nested(7);  // an object and an array each, and one more for the last
  EXPECT_EQ(verdict<Tree>(seven, {.depth = 14}), "ok");
  EXPECT_TRUE(verdict<Tree>(seven, {.depth = 13}).starts_with("nested too deeply"));
  EXPECT_TRUE(verdict<Tree>(nested(100'000)).starts_with("nested too deeply"));
  EXPECT_EQ(verdict<std::vector<int>>("[1,2,3]", {.elements = 3}), "ok");
  EXPECT_EQ(verdict<std::vector<int>>("[1,2,3,4]", {.elements = 3}), "too many elements @");
  EXPECT_TRUE(verdict<Tree>(nested(100'000), {.depth = 1'000}).starts_with("nested too deeply"));
}

TEST(Json, MembersOfThePathComeFromThere) {
  const std::vector<PathParameter> given{{"who", "li"}, {"elsewhere", "x"}};
  const auto bid = read_json<Bid>(R"({"amount":"2.00"})", given);
  ASSERT_TRUE(bid);
  EXPECT_EQ(*bid, (Bid{"li", {200}}));
  const auto again = read_json<Bid>(R"({"amount":"2.00","who":"li"})", given);
  ASSERT_FALSE(again);
  EXPECT_EQ(to_string(again.error()), "who: is given by the path and must not appear in the body");
  const auto bad = read_json<Bid>("{}", std::vector<PathParameter>{{"amount", "two"}});
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().path, "amount");
  EXPECT_EQ(bad.error().reason, BindReason::wrong_format);
  const auto list = read_json<Tree>("{}", std::vector<PathParameter>{{"children", "[]"}});
  EXPECT_EQ(list.error().reason, BindReason::wrong_format);
}

TEST(Json, AnEmptyBodyWillDoWhenThePathGivesAll) {
  const std::vector<PathParameter> given{{"limit", "-3"}, {"grade", "high"}};
  const auto filter = read_json<Filter>("", given);
  ASSERT_TRUE(filter);
  EXPECT_EQ(filter->limit, -3);
  EXPECT_EQ(filter->grade, Grade::high);
  const auto word = read_json<Filter>("", std::vector<PathParameter>{{"limit", "x"}});
  EXPECT_EQ(word.error().reason, BindReason::not_an_integer);
  const auto huge = read_json<Filter>("", std::vector<PathParameter>{{"limit", "99999999999"}});
  EXPECT_EQ(huge.error().reason, BindReason::out_of_range);
}

TEST(Json, ALongNameIsCutBetweenCharacters) {
  std::string name(63, 'x');
  name += "李";
  const auto read = read_json<Bid>("{\"" + name + "\":1}");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().path, std::string(63, 'x'));
}

RC_GTEST_PROP(JsonProperty, ReadsWhatItWrites, ()) {
  const Listing listing = *any_listing();
  RC_ASSERT(read_json<Listing>(written(listing)).value() == listing);
}

/// Wherever a text is cut, what is read of it is the same.
RC_GTEST_PROP(JsonProperty, PiecesMakeNoDifference, ()) {
  std::string text = written(*any_listing());
  if (*rc::gen::arbitrary<bool>()) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    text[at] = *rc::gen::element('"', '\\', '}', ']', ',', '0', 'e', '.', '\x80');
  }
  const auto whole = read_json<Listing>(text);
  const auto first = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
  const auto second = *rc::gen::inRange<std::size_t>(first, text.size() + 1);
  const std::string_view all = text;
  const std::array pieces{all.substr(0, first), all.substr(first, second - first),
                          all.substr(second)};
  const auto read = read_json_pieces<Listing>(pieces);
  RC_ASSERT(read.has_value() == whole.has_value());
  if (whole) {
    RC_ASSERT(*read == *whole);
  } else {
    RC_ASSERT(to_string(read.error()) == to_string(whole.error()));
  }
}

/// Boost.JSON's tree understands the same.
RC_GTEST_PROP(JsonProperty, OthersReadWhatItWrites, ()) {
  const Listing listing = *any_listing();
  const boost::json::value other = boost::json::parse(written(listing));
  RC_ASSERT(other.at("number").to_number<std::int64_t>() == listing.number);
  RC_ASSERT(std::string_view(other.at("title").as_string()) == listing.title);
  RC_ASSERT(other.at("bids").as_array().size() == listing.bids.size());
  RC_ASSERT(other.as_object().contains("parent") == listing.parent.has_value());
}

RC_GTEST_PROP(JsonProperty, ReadsWhatOthersWrite, ()) {
  const Listing listing = *any_listing();
  const std::string other = boost::json::serialize(boost::json::parse(written(listing)));
  RC_ASSERT(read_json<Listing>(other).value() == listing);
}

/// Whatever happens to a good text on its way: it is refused, or it is well-formed JSON still.
RC_GTEST_PROP(JsonProperty, AcceptsNothingThatOthersRefuse, ()) {
  std::string text = written(*any_listing());
  const int changes = *rc::gen::inRange(1, 4);
  for (int i = 0; i < changes; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    text[at] =
        *rc::gen::element('"', '\\', '{', '}', '[', ']', ',', ':', '0', 'e', ' ', '\n', '\x80');
  }
  if (!read_json<Listing>(text)) return;
  boost::system::error_code error;
  boost::json::parse(text, error);
  RC_ASSERT(!error);
}

}  // namespace

}  // namespace tributary::http
