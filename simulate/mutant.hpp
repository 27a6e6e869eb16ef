#pragma once

#include <functional>

#include "engine/engine.hpp"
#include "protocol/request_key.hpp"
#include "simulate/world.hpp"

namespace tributary::simulation {

/// For tests: an engine whose events of one kind are altered before they are applied and written,
/// as if the rule that made them were wrong.
template <class Event, class Alter>
Execute altering(Alter alter) {
  return [alter](engine::Engine& engine, const protocol::Request& request,
                 base::ByteBuffer& group) {
    using engine::Verdict;
    protocol::Reader in(request.command);
    const bool makes_it = [&] {
      bool same = false;
      protocol::visit_frame<Commands>(protocol::read_frame(in), [&]<class Command>(const Command&) {
        same = std::is_same_v<typename Command::Accepted, Event>;
      });
      return same;
    }();
    if (!makes_it || engine.state().requests.find(request.key) != nullptr) {
      return engine.execute(request, group);
    }
    base::ByteBuffer asked;
    protocol::write_request(asked, request);
    protocol::write_refusal(asked, Refusal::malformed_request);
    protocol::Reader asked_in(asked.view());
    const protocol::Sequence sequence = engine.state().sequence + 1;
    base::ByteBuffer decided;
    const engine::Refused refused =
        engine::decide_again(engine.state(), sequence, protocol::read_record(asked_in), decided);
    if (refused != Refusal::none) return engine.execute(request, group);
    protocol::Reader decided_in(decided.view());
    auto event = protocol::decode_fields<Event>(protocol::read_frame(decided_in).fields);
    alter(event);
    const std::size_t start = group.size();
    protocol::write_request(group, request);
    protocol::write_event(group, event);
    protocol::Reader record(group.view().subspan(start));
    engine.replay(protocol::read_record(record));
    return Verdict{Verdict::Kind::recorded, sequence, Refusal::none, {}};
  };
}

}  // namespace tributary::simulation
