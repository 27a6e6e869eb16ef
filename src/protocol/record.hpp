#pragma once

#include "base/hash.hpp"
#include "protocol/codec.hpp"
#include "protocol/command.hpp"
#include "protocol/refusal_detail.hpp"

namespace tributary::protocol {

/// Of the bodies of journal groups: raised when records are written in another way.
inline constexpr std::int32_t record_format = 3;

/// One command on its way to the engine.
struct Request {
  RequestKey key;
  Sender sender;
  std::uint64_t digest = 0;              ///< of what was sent: `request_digest`
  std::span<const std::byte> command;    ///< framed
  std::span<const std::byte> written{};  ///< all of it, once `write_request` has; or empty
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
  Request request() const { return {key, sender, digest, command_bytes, {}}; }
};

/// What a repeat has in common with its first: what was sent, and for whom. An actor who acts for
/// another party now is not told the answers of the one before.
inline std::uint64_t body_hash_of(const Request& request) {
  return request.digest + base::mix(request.sender.party.value);
}

/// `reference_key` of a request's command. Most are told by their number alone.
/// Errors: CodecError for a damaged one.
inline std::optional<RequestKey> reference_key_of(const Request& request) {
  Reader in(request.command);
  const std::uint64_t number = Reader(request.command).varint();
  std::optional<RequestKey> key;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, Commands>>([&](auto type) {
    using Command = typename decltype(type)::type;
    if constexpr (NamesReference<Command>) {
      if (number == Command::number) {
        key = reference_key(request.sender, decode_fields<Command>(read_frame(in).fields));
      }
    }
  });
  return key;
}

/// Most senders come from no proposal and need nobody's approval: what is missing at the end keeps
/// its default.
inline void write_sender(base::ByteBuffer& out, const Sender& sender) {
  detail::write_with_length(out, [&] {
    encode(out, sender.actor);
    encode(out, sender.party);
    if (sender.origin == 0 && sender.approver == ActorId{}) return;
    encode(out, sender.origin);
    encode(out, sender.approver);
  });
}

/// Writes the part of a record that is known before the decision.
inline void write_request(base::ByteBuffer& out, const Request& request) {
  if (!request.written.empty()) return out.append(request.written);
  constexpr std::size_t fixed = sizeof request.key + sizeof request.digest;
  std::byte* const at = out.reserve(fixed);
  std::memcpy(at, &request.key, sizeof request.key);
  std::memcpy(at + sizeof request.key, &request.digest, sizeof request.digest);
  out.commit(fixed);
  write_sender(out, request.sender);
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

/// The key of a request that stands at the beginning of `written`.
inline RequestKey key_of_written(std::span<const std::byte> written) {
  RequestKey key;
  std::memcpy(&key, written.data(), sizeof key);
  return key;
}

/// The framed command of a request that is all of `written`.
inline std::span<const std::byte> command_of_written(std::span<const std::byte> written) {
  Reader in(written.subspan(sizeof Request::key + sizeof Request::digest));
  in.take(in.varint());
  return in.take(in.left());
}

/// What stands before the command. Errors: CodecError for bytes no writer produced.
template <class Requested>
void read_request_head(Reader& in, Requested& request) {
  std::memcpy(&request.key, in.take(sizeof request.key).data(), sizeof request.key);
  std::memcpy(&request.digest, in.take(sizeof request.digest).data(), sizeof request.digest);
  decode(in, request.sender);
}

/// The request that is all of `written`.
inline Request read_request(std::span<const std::byte> written) {
  Request request;
  Reader in(written);
  read_request_head(in, request);
  request.command = in.take(in.left());
  request.written = written;
  return request;
}

/// Errors: CodecError for bytes no writer produced.
inline Record read_record(Reader& in) {
  Record record;
  read_request_head(in, record);
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
