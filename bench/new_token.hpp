#pragma once

#include <filesystem>
#include <string>

#include "verticals/tokens/orders.hpp"

namespace tributary::bench {

/// Makes a token in a folder where no platform runs. Gives its secret.
std::string make_token(const std::filesystem::path& folder, const tokens::CreateToken& order);

}  // namespace tributary::bench
