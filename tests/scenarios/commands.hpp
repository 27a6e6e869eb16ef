#pragma once

#include <boost/mp11/list.hpp>
#include <variant>

#include "protocol/command.hpp"
#include "tests/scenarios/world.hpp"

namespace tributary::scenarios {

using AnyCommand = boost::mp11::mp_rename<protocol::Commands, std::variant>;

/// Reads a command in the words that README.md lists; `speaker` is who sends it.
/// Errors: Complaint.
AnyCommand read_command(World& world, Words& words, const std::string& speaker);

/// `100000.00 at 9.6 % for 12 months by annuity` and all options behind it, read behind `lists L
/// of`.
protocol::CreateListing read_listing(const World& world, Words& words, AccountId borrower);

}  // namespace tributary::scenarios
