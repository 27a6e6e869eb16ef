#pragma once

#include "protocol/codec.hpp"
#include "protocol/command.hpp"
#include "protocol/refusal.hpp"

namespace tributary::protocol {

/// Of the bodies of journal groups: raised when records are written in another way.
inline constexpr std::int32_t record_format = 2;

/// One command in the body of a journal group with what became of it: request key (16 bytes),
/// caller, framed command, number of the refusal (0: none), framed event if there was no refusal.
/// Its sequence is the group's first one plus its place in the group.
struct Record {
  RequestKey key;
  CallerId caller;
  Frame command;
  std::span<const std::byte>
      command_bytes;  ///< the whole frame: what the request's body hash covers
  Refusal refusal = Refusal::none;
  Frame event;
};

/// Writes the part of a record that is known before the decision.
inline void write_record_head(base::ByteBuffer& out, RequestKey key, CallerId caller,
                              std::span<const std::byte> command) {
  std::memcpy(out.reserve(sizeof key), &key, sizeof key);
  out.commit(sizeof key);
  write_varint(out, caller.value);
  out.append(command);
}

inline void write_refusal(base::ByteBuffer& out, Refusal refusal) {
  write_varint(out, number_of(refusal));
}

template <class Event>
void write_event(base::ByteBuffer& out, const Event& event) {
  write_varint(out, number_of(Refusal::none));
  encode_framed(out, event);
}

/// Errors: CodecError for bytes no writer produced.
inline Record read_record(Reader& in) {
  Record record;
  std::memcpy(&record.key, in.take(sizeof record.key).data(), sizeof record.key);
  record.caller.value = in.varint();
  const Reader start = in;
  record.command = read_frame(in);
  record.command_bytes = Reader(start).take(start.left() - in.left());
  const auto refusal = refusal_of(in.varint());
  if (!refusal) throw CodecError("refusal of an unknown number");
  record.refusal = *refusal;
  if (record.refusal == Refusal::none) {
    record.event = read_frame(in);
  }
  return record;
}

}  // namespace tributary::protocol
