#pragma once

#include <cstdint>
#include <string>

#include "http/answer_text.hpp"
#include "http/lease.hpp"
#include "http/request_parser.hpp"
#include "http/socket.hpp"

namespace tributary::http {

/// Empties a buffer; a large one is given back, for 10,000 idle connections must not each hold
/// their largest message.
inline void give_up(std::string& buffer) {
  constexpr std::size_t kept = 4096;
  if (buffer.capacity() > kept) {
    buffer = {};
  } else {
    buffer.clear();
  }
}

/// One client's socket and what is on its way in either direction. Its shard alone touches it.
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
  bool unread = false;           ///< the kernel may hold bytes for us
  bool peer_done = false;        ///< the client has ended its direction
  bool partial = false;          ///< the first bytes of a request are here
  bool blocked = false;          ///< the client must take bytes before more can be sent
  bool busy = false;             ///< its requests are being taken further up this very stack
  bool waits_again = false;      ///< stands in the line of those to be taken up again
  bool close_after = false;      ///< close when the output is out
  bool lingers = false;          ///< … and linger, for the request was not read to its end
  std::uint64_t generation = 0;  ///< of the request in flight
  AnswerForm form;               ///< of the answer to it
  QuotaNote quota;               ///< what that answer says of it
  Lease lease;                   ///< what the request in flight, or the stream, takes of its caller
  FileDescriptor socket;
  RequestParser parser;
  std::string input;   ///< received and not yet part of a complete request
  std::string output;  ///< answers, of which `sent` bytes are out
  std::size_t sent = 0;
  std::size_t held = 0;  ///< what was last counted of both
  PeerAddress peer;

  bool owes_nothing() const { return state == State::receiving && !partial && output.empty(); }
};

}  // namespace tributary::http
