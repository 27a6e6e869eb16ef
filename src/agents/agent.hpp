#pragma once

#include <string_view>
#include <type_traits>
#include <vector>

#include "agents/task.hpp"
#include "rows/fact.hpp"

namespace tributary::agents {

/// An agent of a line: it hears what happens and does something about it, each thing once, whatever
/// stops in between. A line declares it as a struct:
///
///   struct Clerk {
///     static constexpr std::string_view name = "proposals";  // a word that no other agent has
///     static constexpr std::uint64_t number = 4;             // of its actor, for ever
///     using Hears = boost::mp11::mp_list<ProposalApproved, protocol::LoanSettled>;
///     static void on(Task&, const ProposalApproved&, const Heard&);
///     static void on(Task&, const protocol::LoanSettled&, const Heard&);
///     static void ended(Task&, const Ended&);              // if it sends commands
///     static void woken(Task&, std::string_view subject);  // if it wants to be woken
///     // Whether a command that was found waiting at a start is what the rows of the line say.
///     static bool may_send(store::Database&, const WaitingCommand&);
///   };
///
/// What it hears are facts of any line and events of the journal. A new agent hears all facts, and
/// of the journal what comes after its first start. Handlers are called on the writer's thread, and
/// never wait; they are not called while the clock is in doubt.
struct Agent {
  using OnEvent = void (*)(Task&, const protocol::Frame&, const Heard&);
  using OnFact = void (*)(Task&, std::span<const std::byte>, const Heard&);
  struct Event {
    std::uint16_t number;
    OnEvent on;
  };
  struct Fact {
    std::string_view word;
    OnFact on;
  };

  std::string_view name;
  std::uint64_t number = 0;
  std::vector<Event> events{};
  std::vector<Fact> facts{};
  void (*ended)(Task&, const Ended&) = nullptr;
  void (*woken)(Task&, std::string_view subject) = nullptr;
  bool (*may_send)(store::Database&, const WaitingCommand&) = nullptr;
};

template <class T>
Agent make_agent() {
  Agent agent{.name = T::name, .number = T::number};
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, typename T::Hears>>(
      [&](auto type) {
        using Happening = typename decltype(type)::type;
        if constexpr (rows::Fact<Happening>) {
          agent.facts.push_back({Happening::word, [](Task& task, std::span<const std::byte> body,
                                                     const Heard& heard) {
                                   T::on(task, rows::decoded<Happening>(body), heard);
                                 }});
        } else {
          agent.events.push_back(
              {Happening::number, [](Task& task, const protocol::Frame& event, const Heard& heard) {
                 T::on(task, protocol::decode_fields<Happening>(event.fields), heard);
               }});
        }
      });
  if constexpr (requires { &T::ended; }) agent.ended = &T::ended;
  if constexpr (requires { &T::woken; }) agent.woken = &T::woken;
  if constexpr (requires { &T::may_send; }) agent.may_send = &T::may_send;
  return agent;
}

}  // namespace tributary::agents
