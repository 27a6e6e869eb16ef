#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "http/answer_text.hpp"
#include "http/lease.hpp"
#include "http/request_reader.hpp"
#include "http/wire.hpp"

namespace tributary::http {

/// Empties a buffer; a large one is given back, for 10,000 idle connections must not each hold
/// their largest message.
inline void give_up(std::string& buffer) {
  constexpr std::size_t kept = 1024;
  if (buffer.capacity() > kept) {
    std::string().swap(buffer);
  } else {
    buffer.clear();
  }
}

/// One client's wire and what is on its way in either direction. Its shard alone touches it.
struct Connection {
  enum class State : std::uint8_t {
    closed,
    receiving,  ///< waits for a request or for the rest of one
    answering,  ///< a handler owes the answer; further requests wait in order
    streaming,  ///< the answer has no end
    lingering,  ///< all is said; what the client still sends is thrown away, lest TCP resets
  };

  std::uint32_t slot = 0;
  State state = State::closed;
  bool unread = false;           ///< the wire may hold bytes for us
  bool peer_done = false;        ///< the client has ended its direction
  bool partial = false;          ///< the first bytes of a request are here
  bool blocked = false;          ///< the client must take bytes before more can be sent
  bool busy = false;             ///< its requests are being taken further up this very stack
  bool waits_again = false;      ///< stands in the line of those to be taken up again
  bool close_after = false;      ///< close when the output is out
  bool lingers = false;          ///< … and linger, for the request was not read to its end
  std::uint64_t generation = 0;  ///< of the request in flight
  AnswerForm form;               ///< of the answer to it
  QuotaNote quota;               ///< what that answer says of its caller
  Lease lease;                   ///< what the request in flight, or the stream, takes of its caller
  std::unique_ptr<Wire> wire;
  RequestReader reader;  ///< keeps a request that has come in part
  /// Bytes of requests that wait for the answer to the one before; of them `taken` are used up.
  /// Nothing is received while there are any.
  std::string pending;
  std::size_t taken = 0;
  std::string output;  ///< answers, of which `sent` bytes are out
  std::size_t sent = 0;
  /// Follows the output, of it `page_sent` bytes are out; no request is taken while there is one.
  std::shared_ptr<const std::string> page;
  std::size_t page_sent = 0;
  std::size_t held = 0;      ///< memory of all three, as it was last counted
  std::uint64_t holder = 0;  ///< whose memory that is: a sender's name, or a digest of the address
  bool is_known = false;     ///< its client has shown who it is
  PeerAddress peer;
  bool is_behind_proxy = false;  ///< its peer is trusted to say for whom it speaks

  bool has_output() const { return !output.empty() || page != nullptr; }
  /// Whether its memory can be had back without breaking off what is being done for it.
  bool can_be_shed() const { return held != 0 && state != State::answering; }
  bool owes_nothing() const { return state == State::receiving && !partial && !has_output(); }
};

}  // namespace tributary::http
