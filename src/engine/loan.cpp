#include "engine/loan.hpp"

#include "base/assert.hpp"
#include "protocol/codec.hpp"

namespace tributary::engine {

namespace {

/// Of the fields in their order. Zeros at the end do not count, so that a field added later changes
/// no hash while it is zero.
template <class Described>
std::uint64_t hash_of_fields(const Described& value) {
  base::ByteBuffer bytes;
  protocol::encode(bytes, value);
  std::span<const std::byte> fields = bytes.view();
  while (!fields.empty() && fields.back() == std::byte{0}) fields = fields.first(fields.size() - 1);
  return base::hash_bytes(fields);
}

}  // namespace

std::uint64_t hash_of_contract(const Loan& loan) {
  return row_hash(8, loan.id.value, loan.borrower.value, loan.guarantor.value,
                  static_cast<std::uint64_t>(loan.currency),
                  static_cast<std::uint64_t>(loan.allocation), hash_of_fields(loan.terms),
                  hash_of_fields(loan.rules), hash_of_fields(loan.fees));
}

std::uint64_t LoanBook::hash_of(const Loan& loan, std::uint64_t contract) {
  std::uint64_t periods = 0;
  for (const LoanPeriod& period : loan.periods) {
    periods = row_hash(6, periods, period.due.days, period.principal.minor, period.interest.minor,
                       period.fee.minor, period.principal_paid.minor, period.interest_paid.minor,
                       period.fee_paid.minor);
  }
  return row_hash(4, loan.id.value, static_cast<std::uint64_t>(loan.state), loan.principal.minor,
                  loan.raised.minor, loan.schedule_start.days, loan.schedule_principal.minor,
                  loan.opens_at.ms, loan.closes_at.ms, loan.last_date.days,
                  loan.paid.principal.minor, loan.paid.interest.minor, loan.paid.compensation.minor,
                  periods, loan.schedule_first_due ? loan.schedule_first_due->days : 0,
                  loan.schedule_first_period, loan.fee_per_period.minor, contract);
}

std::uint64_t LoanBook::hash_of(LoanId id, std::size_t index, const Claim& claim) {
  return row_hash(5, id.value, index, claim.end.minor, claim.holder.value);
}

void LoanBook::add(Loan loan) {
  restore(std::move(loan));
  const Loan& added = *loans_.back();
  hash_->add(hash_of(added, added.contract_hash));
}

void LoanBook::restore(Loan loan) {
  ASSERT(loan.id == next_id());
  loan.contract_hash = hash_of_contract(loan);
  loans_.push_back(std::make_unique<Loan>(std::move(loan)));
}

std::uint64_t LoanBook::full_hash() const {
  std::uint64_t sum = 0;
  for (const auto& loan : loans_) {
    sum += hash_of(*loan, hash_of_contract(*loan));
    for (std::size_t i = 0; i < loan->claims.size(); ++i)
      sum += hash_of(loan->id, i, loan->claims[i]);
  }
  return sum;
}

void LoanBook::append_claim(LoanId id, Claim claim, Amount amount) {
  change(id, [&](Loan& loan) {
    ASSERT(loan.state == LoanState::open);
    ASSERT(claim.end > loan.raised && claim.end <= loan.principal);
    hash_->add(hash_of(id, loan.claims.size(), claim));
    loan.raised = claim.end;
    loan.claims.push_back(claim);
    if (loan.rules.investor_amount_max != Amount{}) loan.bid_totals.add(claim.holder, amount);
    if (loan.raised == loan.principal) {
      loan.state = LoanState::full;
      loan.bid_totals = {};
    }
  });
}

void LoanBook::forget_details(LoanId id) {
  change(id, [&](Loan& loan) {
    ASSERT(!loan.live());
    for (std::size_t i = 0; i < loan.claims.size(); ++i) {
      hash_->remove(hash_of(id, i, loan.claims[i]));
    }
    loan.claims = {};
    loan.periods = {};
    loan.bid_totals = {};
  });
}

}  // namespace tributary::engine
