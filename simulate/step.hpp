#pragma once

#include <boost/mp11/list.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocol/command.hpp"
#include "simulate/fault.hpp"

/// A life of a platform as a list of steps. Whatever chose them, the same steps give the same life,
/// and any part of them is a life too.
namespace tributary::simulation {

using AnyCommand = boost::mp11::mp_rename<protocol::Commands, std::variant>;

/// The group ends; the next ones come at this time.
struct At {
  protocol::Time time;
};

/// A request reaches the platform. The same sender and id again is the same request again.
struct Send {
  protocol::Sender sender;
  std::uint64_t id = 0;
  AnyCommand command;
};

/// The group becomes durable and is answered.
struct Commit {};

/// A fault of the process or the disk. `number` is all the chance there is in it.
struct Strike {
  Fault fault = Fault::crash;
  std::uint64_t number = 0;
};

using Step = std::variant<At, Send, Commit, Strike>;
using Steps = std::vector<Step>;

/// One line, without its end:
///   at 2024-01-31T01:00:00.000Z
///   staff/1 17 place_bid loan=3 account=12 amount=10000
///   commit
///   strike torn-write 5
/// Fields that have their default are left out; amounts in minor units, rates in ppm.
std::string text_of(const Step& step);

/// Reads what `text_of` wrote; empty lines and lines that begin with # are no steps.
/// Errors: std::invalid_argument naming the line.
Steps steps_of(std::string_view script);

}  // namespace tributary::simulation
