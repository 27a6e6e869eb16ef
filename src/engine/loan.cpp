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

std::uint64_t hash_of(std::uint64_t seed, const PaidTotals& totals) {
  return row_hash(10, seed, totals.principal.minor, totals.interest.minor,
                  totals.compensation.minor, totals.late_interest.minor);
}

std::uint64_t hash_of(std::uint64_t seed, const LoanPeriod& period) {
  return row_hash(6, seed, period.due.days, period.charged_to.days, period.overdue, period.reminded,
                  period.payer.value, period.principal.minor, period.interest.minor,
                  period.fee.minor, period.late_interest.minor, period.late_fee.minor,
                  period.principal_paid.minor, period.interest_paid.minor, period.fee_paid.minor,
                  period.late_interest_paid.minor, period.late_fee_paid.minor);
}

std::uint64_t hash_of(std::uint64_t seed, const Collection& collection) {
  const auto& parts = collection.parts;
  return row_hash(11, hash_of(hash_of(seed, collection.paid_before), collection.paid_after),
                  collection.payment.value, collection.period, collection.reversed,
                  collection.payee.value, parts.principal.minor, parts.interest.minor,
                  parts.late_interest.minor, collection.service_fee.minor,
                  collection.late_fee.minor, collection.interest_fee.minor);
}

/// What a loan has from its settlement on; zero before, while bids come in floods.
std::uint64_t hash_of_servicing(const Loan& loan) {
  if (loan.state < LoanState::repaying) return 0;
  std::uint64_t hash = hash_of(0, loan.paid);
  for (const LoanPeriod& period : loan.periods) hash = hash_of(hash, period);
  for (const Collection& collection : loan.collections) hash = hash_of(hash, collection);
  return hash;
}

}  // namespace

std::uint64_t hash_of_contract(const Loan& loan) {
  return row_hash(8, loan.id.value, loan.borrower.value, loan.guarantor.value,
                  static_cast<std::uint64_t>(loan.currency),
                  static_cast<std::uint64_t>(loan.allocation), hash_of_fields(loan.terms),
                  hash_of_fields(loan.rules), hash_of_fields(loan.fees), hash_of_fields(loan.late));
}

std::uint64_t LoanBook::hash_of(const Loan& loan, std::uint64_t contract) {
  return row_hash(4, loan.id.value, static_cast<std::uint64_t>(loan.state), loan.principal.minor,
                  loan.raised.minor, loan.schedule_start.days, loan.schedule_principal.minor,
                  loan.opens_at.ms, loan.closes_at.ms, loan.last_date.days, hash_of_servicing(loan),
                  loan.schedule_first_due ? loan.schedule_first_due->days : 0,
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
  if (loan.live()) live_.insert(live_.end(), loan.id);
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
    ++loan.bids;
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
    loan.collections = {};
    loan.bid_totals = {};
  });
  live_.erase(id);
}

}  // namespace tributary::engine
