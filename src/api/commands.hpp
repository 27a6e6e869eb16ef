#pragma once

#include "api/caller.hpp"
#include "api/sink.hpp"
#include "http/router.hpp"
#include "protocol/record.hpp"

namespace tributary::api {

/// A POST route for each of `protocol::PublicCommands`, as its endpoint says: who may send it, its
/// members from the path and the body, once per Idempotency-Key. What needs no state is refused
/// here, the rest goes to the sink. The sink must outlive the router.
void add_command_routes(http::Router&, Sink&, const Authenticate&);

/// Days that have not come cannot be undone: who began one by confirming it stands in the log. Of a
/// record that has just become durable.
void note_confirmation(const protocol::Record&);

}  // namespace tributary::api
