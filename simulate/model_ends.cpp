#include <algorithm>

#include "simulate/model.hpp"

/// What is over, and kept no longer.
namespace tributary::simulation {

using enum Refusal;

Date Model::day() const {
  Date first{static_cast<std::int32_t>(time().ms / 86'400'000) - 2};
  while (has_ended_everywhere(first, time())) first = first + 1;
  return std::max(business_day.value_or(Date{}), first);
}

const ModelLoan* Model::loan_of(LoanId id) const {
  const ModelLoan* loan = loans.find(id.value);
  return loan == nullptr || loan->left ? nullptr : loan;
}

const ModelWithdrawal* Model::withdrawal_of(WithdrawalId id) const {
  const ModelWithdrawal* found = withdrawals.find(id.value);
  return found == nullptr || (!found->open() && is_over(found->on)) ? nullptr : found;
}

const ModelPosting* Model::posting_of(PostingId id) const {
  const auto found = postings.find(id.value);
  return found == postings.end() || is_over(found->second.on) ? nullptr : &found->second;
}

Refusal Model::missing(LoanId id) const {
  return loans.contains(id.value) ? loan_no_longer_kept : loan_not_found;
}

Refusal Model::missing(WithdrawalId id) const {
  return withdrawals.contains(id.value) ? withdrawal_no_longer_kept : withdrawal_not_found;
}

/// A number that none is kept of, and that lies before one that is kept no longer.
Refusal Model::missing(PostingId id) const {
  if (id == PostingId{}) return posting_not_found;
  const auto next = std::ranges::lower_bound(posting_order, id.value);
  const bool before = next != posting_order.end() && is_over(postings.at(*next).on);
  return before ? posting_no_longer_kept : posting_not_found;
}

}  // namespace tributary::simulation
