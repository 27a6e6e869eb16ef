#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "http/socket.hpp"

namespace tributary::http {

/// One end of a connection's byte stream, without blocking: a socket, or TLS on a socket.
class Wire {
 public:
  enum class State {
    moved,    ///< some bytes went
    blocked,  ///< none for now: wait for readiness
    ended,    ///< the other end has said its last
    broken,
  };
  struct Moved {
    State state = State::blocked;
    std::size_t count = 0;
  };

  virtual ~Wire() = default;
  virtual Moved read(std::span<char> into) = 0;
  virtual Moved write(std::string_view bytes) = 0;
  /// Says that nothing more will be written; the other end may still be read.
  virtual void end_writing() = 0;
  /// To be watched for readiness; negative: it has none.
  virtual int descriptor() const = 0;
  /// Whether a read that did not fill its room has taken all there was.
  virtual bool short_read_is_all() const = 0;
  /// Roughly the memory it takes besides its socket.
  virtual std::size_t held_bytes() const { return 0; }
  /// Whether strangers must still agree on keys before a request can come.
  virtual bool is_open() const { return true; }
};

/// A socket as it is.
std::unique_ptr<Wire> plain_wire(FileDescriptor socket);

}  // namespace tributary::http
