#include "engine/invariants/invariants.hpp"

namespace tributary::engine {

/// Nobody loses what is open, or was over no longer ago than all is kept; and nobody finds what is
/// in memory only because it was not given back yet.
Broken what_is_kept_is_found(const State& state) {
  const Date kept_from = state.days.kept_from();
  for (const Loan& loan : state.loans.all()) {
    const bool kept = loan.live() || loan.ended_on >= kept_from;
    if (kept != (state.loans.find(loan.id) != nullptr)) {
      return "loan " + std::to_string(loan.id.value);
    }
  }
  Broken broken;
  state.withdrawals.for_each([&](std::uint64_t number, const Withdrawal& withdrawal) {
    const bool kept = withdrawal.open() || withdrawal.on >= kept_from;
    if (kept != (state.withdrawals.find({number}) != nullptr)) {
      broken = "withdrawal " + std::to_string(number);
    }
  });
  const auto& postings = state.ledger.postings();
  for (std::uint64_t number = postings.first_number(); number < postings.next_number(); ++number) {
    const protocol::PostingId id = postings[number].id;
    if (state.ledger.has_left(id) != (state.ledger.find_posting(id) == 0)) {
      broken = "posting " + std::to_string(id.value);
    }
  }
  return broken;
}

}  // namespace tributary::engine
