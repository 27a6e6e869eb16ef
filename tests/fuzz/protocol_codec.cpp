// Any bytes read as the records of a group, and as one of every command and event: a CodecError, or
// values that are the same when they are written and read again.

#include <cstdint>

#include "base/assert.hpp"
#include "protocol/command.hpp"
#include "protocol/event.hpp"
#include "protocol/record.hpp"
#include "protocol/test_values.hpp"

namespace fuzz {

using namespace tributary::protocol;

template <class Message>
void check(const Message& message) {
  tributary::base::ByteBuffer out;
  encode_framed(out, message);
  Reader in(out.view());
  const Frame frame = read_frame(in);
  ASSERT(in.done() && frame.number == Message::number);
  ASSERT(same(decode_fields<Message>(frame.fields), message));
}

template <class Messages>
void check_frame(const Frame& frame) {
  try {
    visit_frame<Messages>(frame, [](const auto& message) { check(message); });
  } catch (const CodecError&) {
    // Most bytes are no message.
  }
}

void check_records(std::span<const std::byte> bytes) {
  Reader in(bytes);
  while (!in.done()) {
    Record record;
    try {
      record = read_record(in);
    } catch (const CodecError&) {
      return;
    }
    check_frame<Commands>(record.command);
    if (record.refusal == Refusal::none) check_frame<Events>(record.event);
    tributary::base::ByteBuffer again;
    write_request(again, record.request());
    if (record.refusal != Refusal::none) {
      write_refusal(again, record.refusal, record.detail);
    } else {
      write_varint(again, 0);
      write_varint(again, record.event.number);
      write_varint(again, record.event.fields.size());
      again.append(record.event.fields);
    }
    Reader twice(again.view());
    const Record same_record = read_record(twice);
    // Figures without a measure say nothing, and are not written again.
    if (record.detail.measure == Measure::nothing) record.detail = {};
    ASSERT(twice.done() && same_record.key == record.key && same_record.sender == record.sender &&
           same_record.digest == record.digest && same_record.detail == record.detail &&
           same_record.refusal == record.refusal);
  }
}

}  // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::span input = std::as_bytes(std::span(bytes, size));
  fuzz::check_records(input);
  if (size == 0) return 0;
  // The first byte says which message the others are the fields of.
  const fuzz::Frame frame{bytes[0], input.subspan(1)};
  fuzz::check_frame<fuzz::Commands>(frame);
  fuzz::check_frame<fuzz::Events>(frame);
  return 0;
}
