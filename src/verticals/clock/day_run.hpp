#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <map>
#include <set>

#include "verticals/clock/tally.hpp"
#include "verticals/clock/work_source.hpp"

namespace tributary::clock {

/// What has to happen next: a question to ask, or a command to send.
using Step = std::variant<protocol::WorkQuery, Task>;

/// One round of a business day's work, from the list of what is due to the last answer. It has no
/// thread and no clock, and does nothing itself: whoever drives it takes its steps, in any world.
///
/// Tasks go out in the order of their keys. Those of one kind and due date may be in flight
/// together; what comes behind waits for all their answers, because it may depend on them. Part
/// payments and compensations go one by one, each by a list made when the one before is decided. So
/// everybody who runs this round, from whatever point on, sends the same commands in the same
/// order, and what two send counts once. What was refused is not tried again in this round.
class DayRun {
 public:
  explicit DayRun(Shift shift) : DayRun(std::move(shift), engine_work()) {}
  DayRun(Shift shift, WorkSources sources);

  static WorkSources engine_work();

  /// The next step that can be taken without another answer; nothing: wait, unless it is done.
  std::optional<Step> next();
  /// The answer to the question that was the last step.
  void answered(const protocol::WorkView& view);
  /// The answer to a command.
  void came_out(const TaskKey& key, Came came);
  bool done() const { return state_ == State::done; }

  /// After `done`: lists anew and does what is new among these kinds.
  void look_again(Kinds kinds);

  const Shift& shift() const { return shift_; }
  /// What there was to do, by the first list, as soon as that is complete.
  const Plan* plan() const { return planned_ ? &plan_ : nullptr; }
  std::uint64_t listed() const { return listed_; }  ///< tasks of this round that were found so far
  std::uint64_t finished() const { return finished_; }
  /// Another business day has begun meanwhile: this one is over, whatever is left of it.
  bool overtaken() const { return overtaken_; }

 private:
  enum class State : std::uint8_t { listing, working, done };
  using Group = std::pair<WorkKind, Date>;

  static Group group_of(const TaskKey& key) { return {key.kind, key.due}; }
  std::optional<Step> ask();
  void enter_list();
  void list_everything();
  void list_changed_loans();
  Task send_first();
  bool changes_what_follows(const TaskKey& key, Came came) const;
  bool depends_on_balance(const TaskKey& key) const;
  bool is_to_be_listed_anew() const;
  bool has_room_for(const Task& task, bool alone) const;

  Shift shift_;
  WorkSources sources_;
  WorkSource* asked_ = nullptr;
  State state_ = State::listing;
  std::map<TaskKey, Task> waiting_;
  boost::unordered_flat_map<std::uint64_t, std::vector<TaskKey>> waiting_of_loan_;
  std::set<TaskKey> tried_;
  std::map<TaskKey, std::uint32_t> in_flight_;  ///< with the claims each pays
  std::uint64_t claims_in_flight_ = 0;
  std::optional<Group> group_;
  std::optional<TaskKey> fresh_;  ///< listed anew, to be sent next
  std::set<LoanId> changed_;      ///< loans to look at again behind this group
  bool sent_since_list_ = false;
  bool planned_ = false;
  bool overtaken_ = false;
  Plan plan_;
  std::uint64_t listed_ = 0;
  std::uint64_t finished_ = 0;
};

}  // namespace tributary::clock
