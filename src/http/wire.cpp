#include "http/wire.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace tributary::http {

namespace {

Wire::Moved moved(ssize_t size) {
  using State = Wire::State;
  if (size > 0) return {State::moved, static_cast<std::size_t>(size)};
  if (size == 0) return {State::ended};
  return {errno == EAGAIN || errno == EWOULDBLOCK ? State::blocked : State::broken};
}

class PlainWire final : public Wire {
 public:
  explicit PlainWire(FileDescriptor socket) : socket_(std::move(socket)) {}

  Moved read(std::span<char> into) override {
    ssize_t size = 0;
    do {
      size = ::recv(socket_.get(), into.data(), into.size(), 0);
    } while (size < 0 && errno == EINTR);
    return moved(size);
  }
  Moved write(std::string_view bytes) override {
    ssize_t size = 0;
    do {
      size = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    } while (size < 0 && errno == EINTR);
    return moved(size);
  }
  void end_writing() override { ::shutdown(socket_.get(), SHUT_WR); }
  int descriptor() const override { return socket_.get(); }
  bool short_read_is_all() const override { return true; }

 private:
  FileDescriptor socket_;
};

}  // namespace

std::unique_ptr<Wire> plain_wire(FileDescriptor socket) {
  return std::make_unique<PlainWire>(std::move(socket));
}

}  // namespace tributary::http
