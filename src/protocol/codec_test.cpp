#include "protocol/codec.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "protocol/command.hpp"
#include "protocol/test_values.hpp"

namespace tributary::protocol {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Messages = boost::mp11::mp_append<Commands, Events>;

Bytes bytes_of(const base::ByteBuffer& buffer) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(buffer.data());
  return {first, first + buffer.size()};
}

std::span<const std::byte> view(const Bytes& bytes) { return std::as_bytes(std::span(bytes)); }

template <class T>
Bytes encoded(const T& value) {
  base::ByteBuffer out;
  encode(out, value);
  return bytes_of(out);
}

template <class Message>
Bytes fields_of(const Message& message) {
  base::ByteBuffer out;
  encode_fields(out, message);
  return bytes_of(out);
}

template <class T>
T decoded(const Bytes& bytes) {
  T value{};
  Reader in(view(bytes));
  decode(in, value);
  EXPECT_TRUE(in.done());
  return value;
}

template <class Message>
Message filled(std::uint64_t seed) {
  base::Dice dice(seed);
  Message message;
  fill(dice, message);
  return message;
}

TEST(Codec, RoundTripsEveryCommandAndEvent) {
  for_each_type<Messages>([]<class Message>(const Message&) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
      const auto message = filled<Message>(seed);
      base::ByteBuffer out;
      encode_framed(out, message);
      Reader in(out.view());
      const Frame frame = read_frame(in);
      EXPECT_TRUE(in.done());
      EXPECT_EQ(frame.number, Message::number);
      ASSERT_TRUE(same(decode_fields<Message>(frame.fields), message))
          << "message " << Message::number << ", seed " << seed;
    }
  });
}

// The journal's bytes, written out by hand: number, length, fields in their order. Signed numbers
// are zigzag, so 100.00 is 10000 is 20000 = 0x4e20 = a0 9c 01.
TEST(Codec, WritesTheseBytes) {
  base::ByteBuffer out;
  encode_framed(out, PlaceBid{{3}, {200}, {10000}, true, {0}});
  EXPECT_EQ(bytes_of(out), (Bytes{30, 8, 3, 0xc8, 0x01, 0xa0, 0x9c, 0x01, 1, 0}));
}

TEST(Codec, WritesNumbersAtTheirEdges) {
  EXPECT_EQ(encoded(std::uint64_t{127}), (Bytes{0x7f}));
  EXPECT_EQ(encoded(std::uint64_t{128}), (Bytes{0x80, 0x01}));
  EXPECT_EQ(encoded(std::int64_t{-1}), (Bytes{0x01}));
  EXPECT_EQ(encoded(std::int64_t{1}), (Bytes{0x02}));
  for (const std::int64_t value :
       {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
        std::int64_t{0}, std::int64_t{-64}, std::int64_t{64}}) {
    EXPECT_EQ(decoded<std::int64_t>(encoded(value)), value);
  }
  EXPECT_EQ(decoded<std::uint64_t>(encoded(~std::uint64_t{0})), ~std::uint64_t{0});
}

/// Seven bits a byte, the lowest first, by the book.
Bytes leb128(std::uint64_t value) {
  Bytes bytes;
  for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<std::uint8_t>(value | 0x80));
  bytes.push_back(static_cast<std::uint8_t>(value));
  return bytes;
}

TEST(Codec, WritesAndReadsNumbersOfEveryWidthWhateverStandsBehind) {
  for (unsigned width = 0; width < 64; ++width) {
    for (const std::int64_t off : {-1, 0, 1}) {
      const std::uint64_t value = (std::uint64_t{1} << width) + static_cast<std::uint64_t>(off);
      ASSERT_EQ(encoded(value), leb128(value)) << value;
      for (const std::size_t behind : {0U, 1U, 7U, 8U}) {
        for (const std::uint8_t filling : Bytes{0x00, 0x7f, 0xff}) {
          Bytes bytes = leb128(value);
          bytes.insert(bytes.end(), behind, filling);
          Reader in(std::as_bytes(std::span(bytes)));
          ASSERT_EQ(in.varint(), value);
          ASSERT_EQ(in.left(), behind);
        }
      }
    }
  }
}

TEST(Codec, FramesMessagesOfAnyLength) {
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{100}, std::size_t{120}, std::size_t{121}, std::size_t{122},
        std::size_t{127}, std::size_t{128}, std::size_t{200}, text_bytes_max}) {
    const RejectListing message{{5}, std::string(length, 'r')};
    base::ByteBuffer out;
    out.push(std::byte{0xee});  // what stands before is left alone
    encode_framed(out, message);
    Reader in(out.view().subspan(1));
    const Frame frame = read_frame(in);
    EXPECT_TRUE(in.done());
    EXPECT_EQ(out.data()[0], std::byte{0xee});
    EXPECT_EQ(decode_fields<RejectListing>(frame.fields).reason, message.reason) << length;
  }
  LoanSettled settled;
  settled.schedule.resize(list_items_max, {{20'000}, {1'000'000}, {-1}});
  base::ByteBuffer out;
  encode_framed(out, settled);
  Reader in(out.view());
  EXPECT_TRUE(same(decode_fields<LoanSettled>(read_frame(in).fields), settled));
}

TEST(Codec, KeepsDefaultsForWhatAnOlderWriterLacked) {
  for_each_type<Messages>([]<class Message>(const Message& defaults) {
    const auto message = filled<Message>(1);
    constexpr std::size_t members = boost::mp11::mp_size<detail::Members<Message>>::value;
    for (std::size_t known = 0; known <= members; ++known) {
      base::ByteBuffer fields;
      std::size_t place = 0;
      boost::mp11::mp_for_each<detail::Members<Message>>([&](auto member) {
        if (place++ < known) encode(fields, message.*member.pointer);
      });
      const auto read = decode_fields<Message>(fields.view());
      place = 0;
      boost::mp11::mp_for_each<detail::Members<Message>>([&](auto member) {
        const Message& source = place++ < known ? message : defaults;
        EXPECT_TRUE(same(read.*member.pointer, source.*member.pointer))
            << "message " << Message::number << ", member " << member.name;
      });
    }
  });
}

TEST(Codec, SkipsWhatANewerWriterAdded) {
  for_each_type<Messages>([]<class Message>(const Message&) {
    const auto message = filled<Message>(2);
    base::ByteBuffer fields;
    encode_fields(fields, message);
    const std::array<std::uint8_t, 3> more{1, 0xff, 0xff};
    fields.append(std::as_bytes(std::span(more)));
    EXPECT_TRUE(same(decode_fields<Message>(fields.view()), message));
  });
}

/// A struct inside others before and after it gained fields; what stands behind it must be found.
struct Rules1 {
  Amount minimum{10000};
  std::uint32_t step = 1;
  friend bool operator==(const Rules1&, const Rules1&) = default;
};
BOOST_DESCRIBE_STRUCT(Rules1, (), (minimum, step))
struct Rules2 {
  Amount minimum{10000};
  std::uint32_t step = 1;
  std::string colour = "red";
  std::vector<Date> days{{7}};
  friend bool operator==(const Rules2&, const Rules2&) = default;
};
BOOST_DESCRIBE_STRUCT(Rules2, (), (minimum, step, colour, days))

template <class Rules>
struct Holder {
  std::uint64_t before = 0;
  Rules rules{};
  std::optional<Rules> perhaps{};
  std::vector<Rules> several{};
  std::uint64_t behind = 0;
};
using Holder1 = Holder<Rules1>;
using Holder2 = Holder<Rules2>;
BOOST_DESCRIBE_STRUCT(Holder1, (), (before, rules, perhaps, several, behind))
BOOST_DESCRIBE_STRUCT(Holder2, (), (before, rules, perhaps, several, behind))

Rules2 grown(const Rules1& rules) { return {.minimum = rules.minimum, .step = rules.step}; }
Rules1 shrunk(const Rules2& rules) { return {rules.minimum, rules.step}; }

template <class To, class From>
To converted(const From& from, auto&& convert) {
  To to{.before = from.before, .rules = convert(from.rules), .behind = from.behind};
  if (from.perhaps) to.perhaps = convert(*from.perhaps);
  for (const auto& each : from.several) to.several.push_back(convert(each));
  return to;
}

TEST(Codec, ReadsStructsInsideOthersThatHaveGainedFields) {
  base::Dice dice(11);
  for (int i = 0; i < 500; ++i) {
    Holder1 old;
    fill(dice, old);
    EXPECT_TRUE(same(decode_fields<Holder2>(view(fields_of(old))), converted<Holder2>(old, grown)));
    Holder2 later;
    fill(dice, later);
    EXPECT_TRUE(
        same(decode_fields<Holder1>(view(fields_of(later))), converted<Holder1>(later, shrunk)));
  }
}

TEST(Codec, FindsTheEndOfALongStructInsideAnother) {
  for (const std::size_t length : {std::size_t{100}, std::size_t{121}, std::size_t{122},
                                   std::size_t{200}, std::size_t{4000}}) {
    Holder2 holder{.before = 1, .rules = {.colour = std::string(length, 'c')}, .behind = 2};
    EXPECT_TRUE(same(decode_fields<Holder2>(view(fields_of(holder))), holder)) << length;
    EXPECT_EQ(decode_fields<Holder1>(view(fields_of(holder))).behind, 2U) << length;
  }
}

TEST(Codec, FindsAMessageByItsNumber) {
  base::ByteBuffer out;
  encode_framed(out, CloseAccount{{9}});
  Reader in(out.view());
  std::uint64_t account = 0;
  visit_frame<Commands>(read_frame(in), [&]<class Command>(const Command& command) {
    if constexpr (std::is_same_v<Command, CloseAccount>) account = command.account.value;
  });
  EXPECT_EQ(account, 9U);
  EXPECT_THROW(visit_frame<Commands>(Frame{99, {}}, [](const auto&) {}), CodecError);
  EXPECT_THROW(visit_frame<Commands>(Frame{0, {}}, [](const auto&) {}), CodecError);
}

template <class T>
std::string error_of(const Bytes& bytes) {
  try {
    decoded<T>(bytes);
  } catch (const CodecError& error) {
    return error.what();
  }
  return "";
}

TEST(Codec, NamesWhatNoWriterProduces) {
  const Bytes ten_bytes_of_ones(10, 0xff);
  const Bytes over_64_bits{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02};
  EXPECT_EQ(error_of<std::uint64_t>({}), "message ends within a number");
  EXPECT_EQ(error_of<std::uint64_t>({0x80}), "message ends within a number");
  EXPECT_EQ(error_of<std::uint64_t>(ten_bytes_of_ones), "number exceeds 64 bits");
  EXPECT_EQ(error_of<std::uint64_t>(over_64_bits), "number exceeds 64 bits");
  EXPECT_EQ(error_of<std::uint8_t>({0x80, 0x02}), "number exceeds its field");
  EXPECT_EQ(error_of<std::int32_t>(encoded(std::int64_t{1} << 40)), "number exceeds its field");
  EXPECT_EQ(error_of<bool>({2}), "flag is neither 0 nor 1");
  EXPECT_EQ(error_of<std::optional<Date>>({2}), "flag is neither 0 nor 1");
  EXPECT_EQ(error_of<Currency>({0}), "value is not of its enumeration");
  EXPECT_EQ(error_of<Currency>({9}), "value is not of its enumeration");
  // 257 would be CNY if it were cut down to the enumeration's eight bits.
  EXPECT_EQ(error_of<Currency>({0x81, 0x02}), "value is not of its enumeration");
  EXPECT_EQ(error_of<std::string>({3, 'a', 'b'}), "message ends within a field");
  EXPECT_EQ(error_of<std::string>(encoded(std::string(text_bytes_max + 1, 'x'))),
            "text exceeds its limit");
  EXPECT_EQ(error_of<std::vector<Date>>(encoded(std::vector<Date>(list_items_max + 1))),
            "list exceeds its limit");
  const Bytes frame_longer_than_all{30, 5, 1};
  Reader in(view(frame_longer_than_all));
  EXPECT_THROW(read_frame(in), CodecError);
}

/// Bytes that decode at all mean the same after another trip.
template <class Message>
void expect_error_or_stable(std::span<const std::byte> fields) {
  Message message;
  try {
    message = decode_fields<Message>(fields);
  } catch (const CodecError&) {
    return;
  }
  base::ByteBuffer again;
  encode_fields(again, message);
  EXPECT_TRUE(same(decode_fields<Message>(again.view()), message));
}

TEST(Codec, TakesAnyBytesAsAMessageOrAsAnError) {
  base::Dice dice(3);
  for_each_type<Messages>([&]<class Message>(const Message&) {
    for (int i = 0; i < 300; ++i) {
      Bytes bytes;
      if (i % 2 == 0) {
        bytes = fields_of(filled<Message>(dice.roll()));
        for (std::uint64_t hits = dice.below(3); hits > 0 && !bytes.empty(); --hits) {
          bytes[dice.below(bytes.size())] = static_cast<std::uint8_t>(dice.roll());
        }
        bytes.resize(dice.one_in(3) ? dice.below(bytes.size() + 1) : bytes.size());
      } else {
        bytes.resize(dice.below(60));
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(dice.roll());
      }
      expect_error_or_stable<Message>(view(bytes));
    }
  });
}

}  // namespace
}  // namespace tributary::protocol
