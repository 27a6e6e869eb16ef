#include "api/schema_fit.hpp"

#include <gtest/gtest.h>

#include <boost/describe/enum.hpp>
#include <boost/json/parse.hpp>

#include "api/binding.hpp"

namespace tributary::api {
namespace {

enum class Colour : std::uint8_t { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Pot {
  Colour colour{};
};
BOOST_DESCRIBE_STRUCT(Pot, (), (colour))

template <class T>
bool fits_a(std::string_view text) {
  http::SchemaComponents components;
  const std::string schema = components.schema<T>();
  return fits(boost::json::parse(schema).as_object(), components, text);
}

TEST(SchemaFit, ATextFitsItsPatternFormatOrChoices) {
  EXPECT_TRUE(fits_a<money::Amount>("1000.00"));
  EXPECT_FALSE(fits_a<money::Amount>("1000.000"));
  EXPECT_TRUE(fits_a<money::Date>("2024-02-29"));
  EXPECT_FALSE(fits_a<money::Date>("2023-02-29"));
  EXPECT_TRUE(fits_a<protocol::Time>("2024-01-31T08:30:00.000Z"));
  EXPECT_FALSE(fits_a<protocol::Time>("2024-01-31"));
  EXPECT_TRUE(fits_a<money::Method>("annuity"));
  EXPECT_FALSE(fits_a<money::Method>("open"));
  EXPECT_TRUE(fits_a<std::string>("anything"));
}

TEST(SchemaFit, ANumberIsWithinItsBounds) {
  EXPECT_TRUE(fits_a<std::uint8_t>("255"));
  EXPECT_FALSE(fits_a<std::uint8_t>("256"));
  EXPECT_FALSE(fits_a<std::uint8_t>("1.5"));
  EXPECT_FALSE(fits_a<std::uint8_t>("many"));
  EXPECT_TRUE(fits_a<bool>("true"));
  EXPECT_FALSE(fits_a<bool>("1"));
}

TEST(SchemaFit, AReferenceIsFollowedAndNoTextIsAStruct) {
  EXPECT_TRUE(fits_a<Colour>("green"));
  EXPECT_FALSE(fits_a<Colour>("blue"));
  EXPECT_FALSE(fits_a<Pot>("7"));
  EXPECT_TRUE(fits_a<std::vector<Pot>>("[]"));
}

}  // namespace
}  // namespace tributary::api
