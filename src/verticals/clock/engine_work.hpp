#pragma once

#include <deque>
#include <utility>

#include "verticals/clock/work_source.hpp"

namespace tributary::clock {

/// Listings, instalments, late loans and receivables, as the engine knows them: page by page, so
/// that no bid waits for a long list.
class EngineWork final : public WorkSource {
 public:
  void list(const Shift& shift) override;
  void list(const Shift& shift, std::span<const LoanId> loans) override;
  std::optional<protocol::WorkQuery> question() const override;
  void answer(const protocol::WorkView& view) override;
  std::vector<Task> take() override { return std::exchange(tasks_, {}); }

 private:
  Shift shift_;
  std::optional<protocol::WorkPlace> next_page_;  ///< after this place
  std::deque<LoanId> next_loans_;
  std::vector<Task> tasks_;
};

}  // namespace tributary::clock
