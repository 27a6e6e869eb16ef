#pragma once

#include <functional>
#include <optional>
#include <string>

#include "protocol/types.hpp"

namespace tributary::vertical {

struct Funds {
  protocol::Amount balance;
  protocol::Amount held;
  friend bool operator==(const Funds&, const Funds&) = default;
};

/// Every account as the engine has it, for who compares.
struct Accounts {
  protocol::Sequence sequence = 0;  ///< behind which command
  std::uint64_t count = 0;
  std::function<std::optional<Funds>(protocol::AccountId)> find;  ///< nothing: there is none
};

/// What came of comparing read models with the engine.
struct Comparison {
  std::string summary;
  std::optional<std::string> difference{};  ///< the first one
  bool compared = true;                     ///< false: they stand at another sequence
};

}  // namespace tributary::vertical
