#pragma once

#include <algorithm>
#include <initializer_list>

#include "protocol/refusal.hpp"

namespace tributary::simulation {

/// All that speaks against a command; the one with the smallest number is told, whatever the order
/// in which they were found.
class Reasons {
 public:
  Reasons() = default;
  Reasons(std::initializer_list<protocol::Refusal> reasons) {
    for (const protocol::Refusal reason : reasons) insert(reason);
  }

  void insert(protocol::Refusal reason) { first_ = empty() ? reason : std::min(first_, reason); }
  void insert_if(bool holds, protocol::Refusal reason) {
    if (holds) insert(reason);
  }
  bool empty() const { return first_ == protocol::Refusal::none; }
  protocol::Refusal first() const { return first_; }

 private:
  protocol::Refusal first_ = protocol::Refusal::none;
};

}  // namespace tributary::simulation
