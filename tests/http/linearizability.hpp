#pragma once

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <unordered_map>
#include <vector>

/// Whether what several clients saw at once could have been seen one after the other: there has to
/// be an order of all operations, each at an instant between its invocation and its response, in
/// which a plain sequential model gives the same answers.
///
/// Source: Wing & Gong, "Testing and Verifying Concurrent Objects" (1993), with the memory of
/// Lowe, "Testing for linearizability" (2017): the same operations done and the same state reached
/// need not be looked at twice.
namespace tributary::http_test {

/// What a client did, when it began and when it had its answer. Units: any that only grow.
template <class Action>
struct Operation {
  Action action;
  std::int64_t invoked = 0;
  std::int64_t responded = 0;
};

inline constexpr std::size_t operations_max = 256;

struct Linearizability {
  bool holds = false;
  std::size_t explained = 0;  ///< operations in the longest order that was found
};

/// `step(state, action)` is the state behind the action, or nothing when the action's answer is not
/// what the model answers in that state. States compare with ==.
/// Needs: complete operations, at most `operations_max`.
template <class State, class Action, class Step>
class LinearizabilityCheck {
 public:
  LinearizabilityCheck(const std::vector<Operation<Action>>& history, Step step)
      : history_(history), step_(std::move(step)) {
    if (history.size() > operations_max) throw std::invalid_argument("too long a history");
  }

  Linearizability run(const State& initial) {
    const bool holds = explain(initial, 0);
    return {holds, longest_};
  }

 private:
  using Done = std::bitset<operations_max>;

  bool explain(const State& state, std::size_t count) {
    longest_ = std::max(longest_, count);
    if (count == history_.size()) return true;
    if (seen_before(state)) return false;
    // What begins behind the end of another operation cannot come before it.
    const std::int64_t latest_start = first_response();
    for (std::size_t i = 0; i < history_.size(); ++i) {
      if (done_[i] || history_[i].invoked > latest_start) continue;
      const auto behind = step_(state, history_[i].action);
      if (!behind) continue;
      done_.set(i);
      if (explain(*behind, count + 1)) return true;
      done_.reset(i);
    }
    return false;
  }

  std::int64_t first_response() const {
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = 0; i < history_.size(); ++i) {
      if (!done_[i]) first = std::min(first, history_[i].responded);
    }
    return first;
  }

  bool seen_before(const State& state) {
    std::vector<State>& states = seen_[done_];
    if (std::ranges::find(states, state) != states.end()) return true;
    states.push_back(state);
    return false;
  }

  const std::vector<Operation<Action>>& history_;
  Step step_;
  Done done_;
  std::unordered_map<Done, std::vector<State>> seen_;
  std::size_t longest_ = 0;
};

template <class State, class Action, class Step>
Linearizability check_linearizability(const State& initial,
                                      const std::vector<Operation<Action>>& history, Step step) {
  return LinearizabilityCheck<State, Action, Step>(history, std::move(step)).run(initial);
}

}  // namespace tributary::http_test
