#include "api/text_kinds.hpp"

#include <gtest/gtest.h>

#include "http/json.hpp"

namespace tributary::api {
namespace {

using protocol::Line;
using protocol::Note;
using protocol::Reference;

template <class Kind>
bool is(std::string_view text) {
  return http::JsonText<Kind>::read(text).has_value();
}

TEST(TextKinds, ALineIsVisibleInAnyScript) {
  for (const char* text : {"a", "Working capital for a tea shop", "茶行流动资金：一年期",
                           "12 % a year", "قرض تجاري", "कर्ज़ १", "می‌خواهم",
                           "👨‍👩‍👧 family", "❤️", "辻 \"x\" \\ /", "full　width"}) {
    EXPECT_TRUE(is<Line>(text)) << text;
  }
}

TEST(TextKinds, ALineHasNothingThatHidesOrMisleads) {
  for (const std::string_view text :
       {std::string_view(""),         std::string_view(" "),
        std::string_view(" a"),       std::string_view("a "),
        std::string_view("\u3000a"),  std::string_view("a\u00A0"),
        std::string_view("\u200D"),   std::string_view("\uFE0F"),
        std::string_view("a\nb"),     std::string_view("a\r\nb"),
        std::string_view("a\tb"),     std::string_view("\x1b[31mred"),
        std::string_view("a\x7f"),    std::string_view("a\u0085b"),
        std::string_view("a\0b", 3),  std::string_view("pay \u202Eevil\u202C now"),
        std::string_view("a\u2066b"), std::string_view("a\u200Eb"),
        std::string_view("a\u061Cb"), std::string_view("a\u200Bb"),
        std::string_view("a\u2060b"), std::string_view("\uFEFFa"),
        std::string_view("a\u00ADb"), std::string_view("a\u2028b"),
        std::string_view("a\u3164b"), std::string_view("a\U000E0041b"),
        std::string_view("a\xff")}) {
    EXPECT_FALSE(is<Line>(text)) << text;
  }
}

/// Each by itself shows nothing, or sits on what stands before the text.
TEST(TextKinds, ALineShowsSomething) {
  for (const char* text :
       {"\u2800", "\u2800\u2800", "a\u2800", "\u0301\u0301", "\u0301a", "\u05B0", "\u064E",
        "\u0903", "\u20DD", "\u3099", "\uFE20", "\U0001D167", "\U000E0100", "\u3164\u3164",
        "\u115F\u1160", "\uFFA0", "\uFFFC", "\U0001D159", "\U00013431"}) {
    EXPECT_FALSE(is<Line>(text)) << text;
    EXPECT_FALSE(is<Note>(text)) << text;
  }
  for (const char* text : {"e\u0301", "\u2801\u2800\u2801", "कि", "שְׁ", "か\u3099"}) {
    EXPECT_TRUE(is<Line>(text)) << text;
  }
}

TEST(TextKinds, ANoteMayHaveLines) {
  EXPECT_TRUE(is<Note>("first\n\nsecond\n  third"));
  for (const char* text : {"", "\n", "\na", "a\n", "a\r\nb", "a\tb", "a\u202Eb"}) {
    EXPECT_FALSE(is<Note>(text)) << text;
  }
}

TEST(TextKinds, AReferenceIsPlain) {
  EXPECT_TRUE(is<Reference>("ICBC-20240131_0001.a/b:c"));
  for (const char* text : {"", "a b", "a,b", "é", "a\n", "a\"b"}) {
    EXPECT_FALSE(is<Reference>(text)) << text;
  }
}

TEST(TextKinds, WhatIsReadIsWrittenWithItsEscapes) {
  const auto note = http::read_json<Note>(R"("say \"no\"\nand \\ go")");
  ASSERT_TRUE(note);
  EXPECT_EQ(note->text, "say \"no\"\nand \\ go");
  std::string json;
  http::write_json(json, *note);
  EXPECT_EQ(json, R"("say \"no\"\nand \\ go")");
}

}  // namespace
}  // namespace tributary::api
