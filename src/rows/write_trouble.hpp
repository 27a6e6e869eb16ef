#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "protocol/types.hpp"

namespace tributary::rows {

/// Since when rows cannot be written, and why. The log has one line when that begins and one when
/// it ends, however many orders come meanwhile.
class WriteTrouble {
 public:
  /// A group of so many orders could not be written at `now`.
  void begin_or_go_on(const std::string& why, protocol::Time now, std::size_t orders);
  /// A group was written at `now`.
  void end(protocol::Time now);

  /// For an operator; nothing while the last group was written. Any thread.
  std::optional<std::string> words() const;

 private:
  struct Trouble {
    protocol::Time since;
    std::string why;  ///< of the last attempt
    std::uint64_t orders = 0;
  };
  mutable std::mutex mutex_;
  std::optional<Trouble> trouble_;
};

}  // namespace tributary::rows
