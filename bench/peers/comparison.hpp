#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "bench/peers/trial.hpp"

namespace tributary::bench::peers {

/// One form at one work: all its rounds.
struct Row {
  Work work = Work::bids;
  Group group = Group::single;
  bool ours = false;
  std::string key{};
  std::string name{};
  std::string durability{};
  std::uint32_t connections = 0;  ///< the best number of them
  std::uint32_t batch = 1;        ///< on their way together on each
  std::vector<Tried> tried{};
  Figure figure{};
  std::vector<std::string> faults{};  ///< in the books of any round
  std::string failure{};              ///< why there is no figure

  bool measured() const { return failure.empty() && figure.rounds > 0; }
  bool right() const { return measured() && faults.empty(); }
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (work, group, ours, key, name, durability, connections, batch, tried, figure,
                       faults, failure))

struct Wanted {
  std::vector<Form> forms;
  std::vector<Work> works;
  Scale scale{};
  unsigned rounds = 3;
};

/// Told of each step of a work, with how many there were and will be.
using Step = std::function<void(Work work, std::size_t done, std::size_t total, std::string what)>;

/// First finds the best number of connections of each form; then all forms take turns, round after
/// round. Each trial runs in a process of its own. What fails is written in its row.
/// Errors: Interrupted.
std::vector<Row> compare(const Wanted& wanted, const Place& place, const Step& step);

/// How many times as good ours is at the same work: its figure and the row's in the right order.
/// 0 if either is missing.
double times(const Row& ours, const Row& row);

/// Our row that a row may be compared with; none for what is not to be compared.
const Row* ours_beside(std::span<const Row> rows, const Row& row);

/// What was to be reached against the best of some forms.
struct Target {
  std::string key{};
  std::string name{};
  double wanted = 0;
  double reached = 0;    ///< 0: not measured
  std::string beside{};  ///< the name of the best of them
};
BOOST_DESCRIBE_STRUCT(Target, (), (key, name, wanted, reached, beside))

std::vector<Target> targets_of(std::span<const Row> rows);

}  // namespace tributary::bench::peers
