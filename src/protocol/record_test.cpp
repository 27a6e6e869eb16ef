#include "protocol/record.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tributary::protocol {
namespace {

constexpr RequestKey key{0x0102030405060708, 0x1112131415161718};
constexpr CallerId caller = CallerId::of(CallerKind::member, 4711);

base::ByteBuffer framed(const auto& message) {
  base::ByteBuffer out;
  encode_framed(out, message);
  return out;
}

TEST(Record, CarriesAnAcceptedCommandWithItsEvent) {
  const auto command = framed(CloseAccount{{9}});
  base::ByteBuffer body;
  write_record_head(body, key, caller, command.view());
  write_event(body, AccountClosed{{9}});
  Reader in(body.view());
  const Record record = read_record(in);
  EXPECT_TRUE(in.done());
  EXPECT_EQ(record.key, key);
  EXPECT_EQ(record.caller, caller);
  EXPECT_EQ(record.refusal, Refusal::none);
  EXPECT_TRUE(std::ranges::equal(record.command_bytes, command.view()));
  EXPECT_EQ(record.command.number, CloseAccount::number);
  EXPECT_EQ(record.event.number, AccountClosed::number);
  EXPECT_EQ(decode_fields<AccountClosed>(record.event.fields).account, AccountId{9});
}

TEST(Record, CarriesARefusalInPlaceOfTheEvent) {
  const auto command = framed(CloseAccount{{9}});
  base::ByteBuffer body;
  write_record_head(body, key, caller, command.view());
  write_refusal(body, Refusal::capacity_reached);
  Reader in(body.view());
  const Record record = read_record(in);
  EXPECT_TRUE(in.done());
  EXPECT_EQ(record.refusal, Refusal::capacity_reached);
  EXPECT_TRUE(record.event.fields.empty());
}

TEST(Record, StandsBesideOthersInAGroup) {
  base::ByteBuffer body;
  for (std::uint64_t i = 1; i <= 5; ++i) {
    write_record_head(body, {i, i}, caller, framed(CloseAccount{{i}}).view());
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
  write_record_head(body, key, caller, framed(CloseAccount{{9}}).view());
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
    write_record_head(body, key, caller, framed(CloseAccount{{9}}).view());
    write_varint(body, number);
    Reader in(body.view());
    EXPECT_THROW(read_record(in), CodecError) << number;
  }
}

}  // namespace
}  // namespace tributary::protocol
