#include "http/schema.hpp"

#include <gtest/gtest.h>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json/parse.hpp>

namespace tributary::http {

namespace {

enum class Colour : std::uint8_t { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Day {
  std::int32_t number = 0;
};

struct Leaf {
  std::uint8_t share = 0;
  Colour colour = Colour::red;
};
BOOST_DESCRIBE_STRUCT(Leaf, (), (share, colour))

struct Branch {
  std::string name;
  Day since;
  bool alive = true;
  std::optional<Leaf> first;
  std::vector<Leaf> leaves;
  std::vector<Branch> branches;
};
BOOST_DESCRIBE_STRUCT(Branch, (), (name, since, alive, first, leaves, branches))

/// In an answer it may be nobody.
struct Owner {
  std::string name;
};

struct Deed {
  Owner owner;
  Owner heir;
  std::optional<Leaf> leaf;
};
BOOST_DESCRIBE_STRUCT(Deed, (), (owner, heir, leaf))

struct Term {
  std::int32_t periods = 12;
  std::int32_t free = 0;
};
BOOST_DESCRIBE_STRUCT(Term, (), (periods, free))

struct Archive {
  std::vector<Deed> deeds;
};
BOOST_DESCRIBE_STRUCT(Archive, (), (deeds))

struct Shelf : Leaf {
  std::uint8_t number = 0;
};
BOOST_DESCRIBE_STRUCT(Shelf, (Leaf), (number))

}  // namespace

template <>
inline constexpr auto member_bounds<Term> = std::to_array<MemberBounds>({{"periods", {1, 600}}});

template <>
struct JsonText<Day> {
  static constexpr std::string_view schema = R"({"type":"string","format":"date"})";
  static void write(std::string& out, Day) { out += "2024-02-29"; }
  static std::optional<Day> read(std::string_view) { return Day{}; }
};

template <>
struct JsonText<Owner> {
  static constexpr std::string_view schema = R"({"type":"string"})";
  static constexpr std::string_view request_schema = R"({"type":"string","minLength":1})";
  static void write(std::string& out, const Owner& owner) { out += owner.name; }
  static std::optional<Owner> read(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(Owner{std::string(text)});
  }
};

template <>
inline constexpr auto optional_members<Deed> = std::array<std::string_view, 1>{"heir"};

template <>
inline constexpr auto optional_members<Branch> = std::array<std::string_view, 2>{"since", "alive"};

namespace {

TEST(Schema, ScalarsAreInline) {
  SchemaComponents schemas;
  EXPECT_EQ(schemas.schema<bool>(), R"({"type":"boolean"})");
  EXPECT_EQ(schemas.schema<std::string>(), R"({"type":"string"})");
  EXPECT_EQ(schemas.schema<std::int16_t>(),
            R"({"type":"integer","minimum":-32768,"maximum":32767})");
  EXPECT_EQ(schemas.schema<Day>(), R"({"type":"string","format":"date"})");
  EXPECT_EQ(schemas.schema<std::vector<bool>>(), R"({"type":"array","items":{"type":"boolean"}})");
  EXPECT_TRUE(schemas.components().empty());
}

TEST(Schema, StructsAndEnumsAreComponentsEvenWhenRecursive) {
  SchemaComponents schemas;
  EXPECT_EQ(schemas.schema<Branch>(), R"({"$ref":"#/components/schemas/Branch"})");
  ASSERT_EQ(schemas.components().size(), 3);
  EXPECT_EQ(schemas.components().at("Colour"), R"({"type":"string","enum":["red","green"]})");
  EXPECT_EQ(schemas.components().at("Leaf"),
            R"({"type":"object","properties":{"share":{"type":"integer","minimum":0,"maximum":255,)"
            R"("x-member":"Leaf.share"},)"
            R"("colour":{"$ref":"#/components/schemas/Colour","x-member":"Leaf.colour"}},)"
            R"("required":["share","colour"],"additionalProperties":false})");
  EXPECT_EQ(schemas.components().at("Branch"),
            R"({"type":"object","properties":{"name":{"type":"string","x-member":"Branch.name"},)"
            R"("since":{"type":"string","format":"date","default":"2024-02-29",)"
            R"("x-member":"Branch.since"},)"
            R"("alive":{"type":"boolean","default":true,"x-member":"Branch.alive"},)"
            R"("first":{"$ref":"#/components/schemas/Leaf","x-member":"Branch.first"},)"
            R"("leaves":{"type":"array","items":{"$ref":"#/components/schemas/Leaf"},)"
            R"("x-member":"Branch.leaves"},)"
            R"("branches":{"type":"array","items":{"$ref":"#/components/schemas/Branch"},)"
            R"("x-member":"Branch.branches"}},)"
            R"("required":["name","leaves","branches"],"additionalProperties":false})");
}

TEST(Schema, ABodyLacksWhatThePathGives) {
  SchemaComponents schemas;
  const std::vector<std::string_view> given{"share"};
  EXPECT_EQ(schemas.body_schema<Leaf>(given),
            R"({"type":"object","properties":{)"
            R"("colour":{"$ref":"#/components/schemas/Colour","x-member":"Leaf.colour"}},)"
            R"("required":["colour"],"additionalProperties":false})");
  EXPECT_EQ(schemas.body_schema<Leaf>({}), R"({"$ref":"#/components/schemas/Leaf"})");
}

TEST(Schema, AMemberIsNamedByTheStructThatDeclaresIt) {
  SchemaComponents schemas;
  schemas.schema<Shelf>();
  const auto shelf = boost::json::parse(schemas.components().at("Shelf"));
  EXPECT_EQ(shelf.at("properties").at("share").at("x-member"), "Leaf.share");
  EXPECT_EQ(shelf.at("properties").at("number").at("x-member"), "Shelf.number");
}

TEST(Schema, ARequestMayHaveNarrowerBounds) {
  SchemaComponents schemas;
  EXPECT_EQ(schemas.request_schema<Term>(), R"({"$ref":"#/components/schemas/TermRequest"})");
  EXPECT_EQ(schemas.schema<Term>(), R"({"$ref":"#/components/schemas/Term"})");
  const auto bounds = [&](const char* component, const char* member) {
    const auto schema = boost::json::parse(schemas.components().at(component));
    const auto& property = schema.at("properties").at(member);
    return std::pair(property.at("minimum").to_number<std::int64_t>(),
                     property.at("maximum").to_number<std::int64_t>());
  };
  EXPECT_EQ(bounds("TermRequest", "periods"), std::pair(1L, 600L));
  EXPECT_EQ(bounds("Term", "periods"), std::pair(-2147483648L, 2147483647L));
  EXPECT_EQ(bounds("TermRequest", "free"), bounds("Term", "free"));
}

TEST(Schema, ATextOfARequestHasNoCharacterZero) {
  SchemaComponents schemas;
  EXPECT_EQ(schemas.request_schema<std::string>(),
            R"({"type":"string","pattern":"^[^\\u0000]*$"})");
}

TEST(Schema, IntegersSayTheirBounds) {
  SchemaComponents schemas;
  EXPECT_EQ(schemas.schema<std::uint64_t>(),
            R"({"type":"integer","minimum":0,"maximum":9007199254740991})");
  EXPECT_EQ(schemas.schema<std::int64_t>(),
            R"({"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991})");
  EXPECT_EQ((schemas.schema<IntegerWithin<1, 1000>>()),
            R"({"type":"integer","minimum":1,"maximum":1000})");
  EXPECT_EQ((schemas.schema<std::optional<IntegerWithin<-5, 5>>>()),
            R"({"type":"integer","minimum":-5,"maximum":5})");
}

/// A request may not say nobody, not even as a default; an answer may. What is the same in both
/// stays one component.
TEST(Schema, ARequestHasASchemaOfItsOwnWhereItDiffers) {
  SchemaComponents schemas;
  EXPECT_EQ(schemas.schema<Archive>(), R"({"$ref":"#/components/schemas/Archive"})");
  EXPECT_EQ(schemas.request_schema<Archive>(), R"({"$ref":"#/components/schemas/ArchiveRequest"})");
  EXPECT_EQ(schemas.request_schema<Leaf>(), R"({"$ref":"#/components/schemas/Leaf"})");
  EXPECT_EQ(schemas.components().at("Deed"),
            R"({"type":"object","properties":{"owner":{"type":"string","x-member":"Deed.owner"},)"
            R"("heir":{"type":"string","default":"","x-member":"Deed.heir"},)"
            R"("leaf":{"$ref":"#/components/schemas/Leaf","x-member":"Deed.leaf"}},)"
            R"("required":["owner"],"additionalProperties":false})");
  EXPECT_EQ(schemas.components().at("DeedRequest"),
            R"({"type":"object","properties":{)"
            R"("owner":{"type":"string","minLength":1,"x-member":"Deed.owner"},)"
            R"("heir":{"type":"string","minLength":1,"x-member":"Deed.heir"},)"
            R"("leaf":{"$ref":"#/components/schemas/Leaf","x-member":"Deed.leaf"}},)"
            R"("required":["owner"],"additionalProperties":false})");
  EXPECT_FALSE(schemas.components().contains("LeafRequest"));
  EXPECT_EQ(schemas.components().at("ArchiveRequest"),
            R"({"type":"object","properties":{"deeds":{"type":"array","items":)"
            R"({"$ref":"#/components/schemas/DeedRequest"},"x-member":"Archive.deeds"}},)"
            R"("required":["deeds"],"additionalProperties":false})");
}

TEST(Schema, TheWholeIsJson) {
  SchemaComponents schemas;
  schemas.schema<Branch>();
  const boost::json::value parsed = boost::json::parse(schemas.to_json());
  EXPECT_EQ(parsed.as_object().size(), 3);
}

namespace elsewhere {
struct Leaf {
  bool other = false;
};
BOOST_DESCRIBE_STRUCT(Leaf, (), (other))
}  // namespace elsewhere

TEST(SchemaDeathTest, TwoTypesOfOneNameAreABug) {
  SchemaComponents schemas;
  schemas.schema<Leaf>();
  EXPECT_DEATH(schemas.schema<elsewhere::Leaf>(), "ASSERT failed");
}

}  // namespace

}  // namespace tributary::http
