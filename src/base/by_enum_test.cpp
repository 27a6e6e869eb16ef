#include "base/by_enum.hpp"

#include <gtest/gtest.h>

#include <boost/describe/enum.hpp>

namespace tributary::base {
namespace {

enum class Colour : unsigned char { red = 1, green = 2, blue = 5 };
BOOST_DESCRIBE_ENUM(Colour, red, blue, green)

TEST(ByEnum, HasAPlaceForTheLargest) {
  ByEnum<Colour, int> values;
  EXPECT_EQ(std::distance(values.begin(), values.end()), 6);
  values[Colour::blue] = 7;
  EXPECT_EQ(values[Colour::blue], 7);
  EXPECT_EQ(values[Colour::red], 0);
}

TEST(ByEnumDeathTest, HasNoOther) {
  ByEnum<Colour, int> values;
  EXPECT_DEATH(values[static_cast<Colour>(6)], "ASSERT failed");
}

}  // namespace
}  // namespace tributary::base
