#include "protocol/record.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "protocol/command.hpp"

namespace tributary::protocol {
namespace {

constexpr RequestKey key{0x0102030405060708, 0x1112131415161718};
constexpr Sender sender{ActorId::of(ActorKind::member, 4711), {17}, 3, {}};
constexpr std::uint64_t digest = 0x2122232425262728;

/// Somebody's words, word for word.
Request request(const base::ByteBuffer& command, RequestKey as = key) {
  return {as, sender, digest, command.view()};
}

base::ByteBuffer framed(const auto& message) {
  base::ByteBuffer out;
  encode_framed(out, message);
  return out;
}

TEST(Record, CarriesAnAcceptedCommandWithItsEvent) {
  const auto command = framed(CloseAccount{{9}});
  base::ByteBuffer body;
  write_request(body, request(command));
  write_event(body, AccountClosed{{9}});
  Reader in(body.view());
  const Record record = read_record(in);
  EXPECT_TRUE(in.done());
  EXPECT_EQ(record.key, key);
  EXPECT_EQ(record.sender, sender);
  EXPECT_EQ(record.digest, digest);
  EXPECT_EQ(record.refusal, Refusal::none);
  EXPECT_TRUE(std::ranges::equal(record.command_bytes, command.view()));
  EXPECT_TRUE(std::ranges::equal(record.request().command, command.view()));
  EXPECT_EQ(record.command.number, CloseAccount::number);
  EXPECT_EQ(record.event.number, AccountClosed::number);
  EXPECT_EQ(decode_fields<AccountClosed>(record.event.fields).account, AccountId{9});
}

TEST(Record, CarriesARefusalInPlaceOfTheEvent) {
  const auto command = framed(CloseAccount{{9}});
  base::ByteBuffer body;
  write_request(body, request(command));
  write_refusal(body, Refusal::capacity_reached);
  Reader in(body.view());
  const Record record = read_record(in);
  EXPECT_TRUE(in.done());
  EXPECT_EQ(record.refusal, Refusal::capacity_reached);
  EXPECT_EQ(record.detail, RefusalDetail{});
  EXPECT_TRUE(record.event.fields.empty());
}

TEST(Record, CarriesWhatARefusalWasDecidedBy) {
  const auto command = framed(PlaceBid{});
  const auto detail = RefusalDetail::of(Amount{10000}, Amount{-1});
  base::ByteBuffer body;
  write_request(body, request(command));
  write_refusal(body, Refusal::bid_below_minimum, detail);
  Reader in(body.view());
  const Record record = read_record(in);
  EXPECT_TRUE(in.done());
  EXPECT_EQ(record.refusal, Refusal::bid_below_minimum);
  EXPECT_EQ(record.detail, detail);
}

TEST(Record, KeepsADetailsPlaceForWhatALaterOneSays) {
  base::ByteBuffer body;
  write_request(body, request(framed(CloseAccount{{9}})));
  write_varint(body, number_of(Refusal::account_closed));
  const std::array<std::uint8_t, 6> longer{5, 1, 2, 4, 0xff, 0xff};
  body.append(std::as_bytes(std::span(longer)));
  Reader in(body.view());
  EXPECT_EQ(read_record(in).detail, RefusalDetail::of(Amount{1}, Amount{2}));
  EXPECT_TRUE(in.done());
}

TEST(Record, StandsBesideOthersInAGroup) {
  base::ByteBuffer body;
  for (std::uint64_t i = 1; i <= 5; ++i) {
    write_request(body, request(framed(CloseAccount{{i}}), {i, i}));
    if (i % 2 == 0) {
      write_refusal(body, Refusal::account_closed);
    } else {
      write_event(body, AccountClosed{{i}});
    }
  }
  Reader in(body.view());
  for (std::uint64_t i = 1; i <= 5; ++i) {
    const Record record = read_record(in);
    EXPECT_EQ(record.key, (RequestKey{i, i}));
    EXPECT_EQ(decode_fields<CloseAccount>(record.command.fields).account, AccountId{i});
    EXPECT_EQ(record.refusal, i % 2 == 0 ? Refusal::account_closed : Refusal::none);
  }
  EXPECT_TRUE(in.done());
}

TEST(Record, IsNeverReadFromAPartOfOne) {
  base::ByteBuffer body;
  write_request(body, request(framed(CloseAccount{{9}})));
  write_event(body, AccountClosed{{9}});
  for (std::size_t length = 0; length < body.size(); ++length) {
    Reader in(body.view(0, length));
    EXPECT_THROW(read_record(in), CodecError) << length;
  }
}

TEST(Record, IsNotReadWithARefusalThatDoesNotExist) {
  for (const std::uint64_t number :
       {std::uint64_t{99}, std::uint64_t{0xffff}, std::uint64_t{0x10001}, ~std::uint64_t{0}}) {
    base::ByteBuffer body;
    write_request(body, request(framed(CloseAccount{{9}})));
    write_varint(body, number);
    Reader in(body.view());
    EXPECT_THROW(read_record(in), CodecError) << number;
  }
}

}  // namespace
}  // namespace tributary::protocol
