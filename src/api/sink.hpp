#pragma once

#include "http/message.hpp"
#include "protocol/query.hpp"
#include "protocol/record.hpp"

namespace tributary::api {

/// Where commands and questions go. All calls come on the thread of the ticket's shard, and answers
/// arrive there later.
class Sink {
 public:
  virtual ~Sink() = default;

  /// False: not accepted (overloaded or stopping), the id is unused. The command's bytes belong to
  /// who submits it.
  virtual bool submit(http::Ticket, const protocol::Request&) = 0;

  /// False: not accepted.
  virtual bool ask(http::Ticket, const protocol::Sender&, const protocol::Query&) = 0;
};

}  // namespace tributary::api
