#pragma once

#include "base/hash.hpp"
#include "protocol/codec.hpp"
#include "protocol/refusal_detail.hpp"

namespace tributary::protocol {

/// Of the bodies of journal groups: raised when records are written in another way.
inline constexpr std::int32_t record_format = 3;

/// One command on its way to the engine.
struct Request {
  RequestKey key;
  Sender sender;
  std::uint64_t digest = 0;            ///< of what was sent: `request_digest`
  std::span<const std::byte> command;  ///< framed
};

/// One command in the body of a journal group with what became of it: request key (16 bytes),
/// digest of what was sent (8 bytes), sender, framed command, number of the refusal (0: none), then
/// the framed event or what the refusal was decided by. The sender and the detail carry their
/// length, and grow as events do. The sequence is the group's first one plus the place in the
/// group; the rules by which it was decided are the group's.
struct Record {
  RequestKey key;
  Sender sender;
  std::uint64_t digest = 0;
  Frame command;
  std::span<const std::byte> command_bytes;  ///< the whole frame
  Refusal refusal = Refusal::none;
  RefusalDetail detail;
  Frame event;

  /// What was asked, as the engine was given it.
  Request request() const { return {key, sender, digest, command_bytes}; }
};

/// Writes the part of a record that is known before the decision.
/// What a repeat has in common with its first: what was sent, and for whom. An actor who acts for
/// another party now is not told the answers of the one before.
inline std::uint64_t body_hash_of(const Request& request) {
  return request.digest + base::mix(request.sender.party.value);
}

inline void write_request(base::ByteBuffer& out, const Request& request) {
  constexpr std::size_t fixed = sizeof request.key + sizeof request.digest;
  std::byte* const at = out.reserve(fixed);
  std::memcpy(at, &request.key, sizeof request.key);
  std::memcpy(at + sizeof request.key, &request.digest, sizeof request.digest);
  out.commit(fixed);
  encode(out, request.sender);
  out.append(request.command);
}

inline void write_refusal(base::ByteBuffer& out, Refusal refusal,
                          const RefusalDetail& detail = {}) {
  write_varint(out, number_of(refusal));
  if (detail.measure == Measure::nothing) {
    write_varint(out, 0);  // a detail without fields: all defaults
  } else {
    encode(out, detail);
  }
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
  std::memcpy(&record.digest, in.take(sizeof record.digest).data(), sizeof record.digest);
  decode(in, record.sender);
  const Reader start = in;
  record.command = read_frame(in);
  record.command_bytes = Reader(start).take(start.left() - in.left());
  const auto refusal = refusal_of(in.varint());
  if (!refusal) throw CodecError("refusal of an unknown number");
  record.refusal = *refusal;
  if (record.refusal == Refusal::none) {
    record.event = read_frame(in);
  } else {
    decode(in, record.detail);
  }
  return record;
}

}  // namespace tributary::protocol
