#pragma once

#include <cstddef>
#include <span>

#include "http/message.hpp"
#include "protocol/query.hpp"

namespace tributary::api {

/// Where commands and questions go. All calls come on the thread of the ticket's shard, and answers
/// arrive there later.
class Sink {
 public:
  virtual ~Sink() = default;

  /// False: not accepted (overloaded or stopping), the id is unused. `command` is framed by
  /// `encode_framed` and belongs to the caller.
  virtual bool submit(http::Ticket, protocol::RequestKey, protocol::CallerId,
                      std::span<const std::byte> command) = 0;

  /// False: not accepted.
  virtual bool ask(http::Ticket, protocol::CallerId, const protocol::Query&) = 0;
};

}  // namespace tributary::api
