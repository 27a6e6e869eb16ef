#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "verticals/clock/task.hpp"

namespace tributary::clock {

/// What a run of a day is about.
struct Shift {
  Date day{};
  std::string round{};
  Kinds kinds = Kinds::all();  ///< what is sent
  PartPayments part_payments = PartPayments::when_overdue;
  std::uint16_t remind_days = 3;
  std::uint32_t loans_a_page = 256;
  /// Commands that may wait for an answer at a time: few, so that people's get between them.
  std::size_t in_flight_max = 8;
  /// Claims that they may pay together, but for a single command that pays more: what pays many
  /// holders is a long step, and a person's command waits for all of them that came before it.
  std::uint32_t claims_in_flight_max = 4'096;
};

/// Somebody who owns things that fall due, and lists them as tasks. Whoever keeps them in tables of
/// its own has no question and gives all at once; the engine's is asked page by page.
class WorkSource {
 public:
  virtual ~WorkSource() = default;

  /// Begins to list all that is due; of kinds that are not the shift's, what is cheap to find.
  virtual void list(const Shift&) = 0;
  /// Begins to list what is due of these loans, where something has changed.
  virtual void list(const Shift&, std::span<const LoanId>) = 0;

  /// What has to be asked before it can go on; nothing: the list is complete.
  virtual std::optional<protocol::WorkQuery> question() const = 0;
  virtual void answer(const protocol::WorkView&) = 0;

  /// What was listed since it was last taken, in any order.
  virtual std::vector<Task> take() = 0;
};

using WorkSources = std::vector<std::unique_ptr<WorkSource>>;

}  // namespace tributary::clock
