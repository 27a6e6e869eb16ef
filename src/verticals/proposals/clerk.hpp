#pragma once

#include "agents/agent.hpp"
#include "verticals/proposals/orders.hpp"

namespace tributary::proposals {

/// Sends the commands of approved proposals, writes down what became of them, and closes proposals
/// that nobody decided in time.
struct Clerk {
  static constexpr std::string_view name = "proposals";
  static constexpr std::uint64_t number = 4;
  using Hears = boost::mp11::mp_list<ProposalMade, ProposalApproved>;

  static void on(agents::Task& task, const ProposalMade& fact, const agents::Heard&);
  static void on(agents::Task& task, const ProposalApproved& fact, const agents::Heard&);
  static void ended(agents::Task& task, const agents::Ended& ended);
  static void woken(agents::Task& task, std::string_view subject);
  /// What two people have agreed on, and nothing else.
  static bool may_send(store::Database& rows, const agents::WaitingCommand& waiting);
};

}  // namespace tributary::proposals
