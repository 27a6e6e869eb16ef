#pragma once

#include <iosfwd>
#include <span>
#include <string_view>

namespace tributary::simulation {

/// `tributary simulate`: lives of a platform, each from a seed, with people and faults, held
/// against the model. Returns the exit status: 0; 1 if the platform did something else than the
/// model; 2 for words it does not understand.
int simulate_command(std::span<const std::string_view> args, std::ostream& out, std::ostream& err);

}  // namespace tributary::simulation
