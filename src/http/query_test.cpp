#include "http/query.hpp"

#include <gtest/gtest.h>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "http/message.hpp"
#include "http/query_read.hpp"

namespace tributary::http {

namespace {

enum class State : std::uint8_t { open, full };
BOOST_DESCRIBE_ENUM(State, open, full)

struct Filter {
  std::optional<State> state;
  std::int32_t limit = 20;
  std::string after;
  bool mine = false;
};
BOOST_DESCRIBE_STRUCT(Filter, (), (state, limit, after, mine))

struct Needy {
  std::int32_t loan = 0;
};
BOOST_DESCRIBE_STRUCT(Needy, (), (loan))

}  // namespace

template <>
inline constexpr auto optional_members<Filter> = every_member;

namespace {

TEST(Query, BindsToADescribedStruct) {
  const auto filter = read_query<Filter>("state=full&limit=5&after=%E6%9D%8E+a%2Bb&mine=true");
  ASSERT_TRUE(filter);
  EXPECT_EQ(filter->state, State::full);
  EXPECT_EQ(filter->limit, 5);
  EXPECT_EQ(filter->after, "李 a+b");
  EXPECT_TRUE(filter->mine);
}

TEST(Query, AbsentNamesKeepTheirDefault) {
  const auto filter = read_query<Filter>("");
  ASSERT_TRUE(filter);
  EXPECT_EQ(filter->limit, 20);
  EXPECT_FALSE(filter->state);
}

TEST(Query, RefusesWithReasonAndName) {
  const auto refusal = [](std::string_view query) {
    return to_string(read_query<Filter>(query).error());
  };
  EXPECT_EQ(refusal("limit=x"), "limit: must be an integer (-2147483648..2147483647)");
  EXPECT_EQ(refusal("limit=1&limit=2"), "limit: given twice");
  EXPECT_EQ(refusal("size=1"), "size: no such member");
  EXPECT_EQ(refusal("state=shut"), "state: not one of the known values (open, full)");
  EXPECT_EQ(refusal("mine=1"), "mine: must be true or false");
  EXPECT_EQ(refusal("limit=007"), "limit: must be an integer (-2147483648..2147483647)");
  EXPECT_EQ(refusal("limit=+7"), "limit: must be an integer (-2147483648..2147483647)");
  EXPECT_EQ(refusal("after=%4"), "not in the expected format (percent-encoded UTF-8)");
  EXPECT_EQ(refusal("after=%4g"), "not in the expected format (percent-encoded UTF-8)");
  EXPECT_EQ(refusal("after=%-1"), "not in the expected format (percent-encoded UTF-8)");
  EXPECT_EQ(refusal("after=%"), "not in the expected format (percent-encoded UTF-8)");
  EXPECT_EQ(refusal("after=%C0%80"), "not in the expected format (percent-encoded UTF-8)");
  EXPECT_EQ(refusal("after=%00"), "not in the expected format (percent-encoded UTF-8)");
  EXPECT_EQ(to_string(read_query<Needy>("").error()), "loan: is missing");
}

TEST(Query, APlusIsASpaceInAQueryAlone) {
  std::string out = "before";
  EXPECT_TRUE(decode_percent("a+b%2B%e6%9D%8E", Plus::is_plus, out));
  EXPECT_EQ(out, "a+b+李");
  EXPECT_TRUE(decode_percent("a+b%2b", Plus::is_space, out));
  EXPECT_EQ(out, "a b+");
  EXPECT_TRUE(decode_percent("", Plus::is_space, out));
  EXPECT_EQ(out, "");
}

/// A query is a part of the request, and what follows it is another.
TEST(Query, EndsWhereItEnds) {
  const std::string_view request = "a=1&b=2 HTTP/1.1";
  QueryPairs pairs(request.substr(0, 7));
  ASSERT_TRUE(pairs.next());
  ASSERT_TRUE(pairs.next());
  EXPECT_EQ(pairs.name(), "b");
  EXPECT_EQ(pairs.value(), "2");
  EXPECT_FALSE(pairs.next());
}

TEST(Query, ValuesOfARequestAreFoundByName) {
  Request request;
  request.query = "a=1&&b=&c&a=2&%64=x%20y";
  EXPECT_EQ(request.query_value("a"), "1");
  EXPECT_EQ(request.query_value("b"), "");
  EXPECT_EQ(request.query_value("c"), "");
  EXPECT_EQ(request.query_value("d"), "x y");
  EXPECT_EQ(request.query_value("e"), std::nullopt);
}

}  // namespace

}  // namespace tributary::http
