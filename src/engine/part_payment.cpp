#include "engine/part_payment.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "engine/lateness.hpp"
#include "engine/limits.hpp"
#include "engine/payout.hpp"

namespace tributary::engine {

Allocated allocate(const LoanPeriod& period, Amount amount, protocol::Allocation order) {
  Allocated payment;
  const auto take = [&](Amount& part, Amount owed) {
    part = std::min(amount, owed);
    amount -= part;
  };
  const auto take_fees = [&] {
    take(payment.fee, period.fee - period.fee_paid);
    take(payment.late_fee, period.late_fee_left());
  };
  if (order == protocol::Allocation::fee_penalty_interest_principal) {
    take_fees();
    take(payment.parts.late_interest, period.late_interest_left());
    take(payment.parts.interest, period.interest_left());
    take(payment.parts.principal, period.principal_left());
  } else {
    take(payment.parts.principal, period.principal_left());
    take(payment.parts.interest, period.interest_left());
    take(payment.parts.late_interest, period.late_interest_left());
    take_fees();
  }
  ASSERT(amount == Amount{});
  return payment;
}

PaidTotals paid_with(const Loan& loan, const protocol::InstalmentParts& parts) {
  PaidTotals paid = loan.paid;
  paid.principal += parts.principal;
  paid.interest += parts.interest;
  paid.late_interest += parts.late_interest;
  return paid;
}

namespace {

/// Whether the part can be taken. Late interest that comes to the rest may cost a claim one cent in
/// rounding, so the rest has to bring each of them one without it.
bool can_be_taken(const Loan& loan, const LoanPeriod& period, Amount amount) {
  const protocol::InstalmentParts parts = allocate(period, amount, loan.allocation).parts;
  const PaidTotals paid = paid_with(loan, parts);
  if (!reaches_all(loan, loan.paid, paid)) return false;
  PaidTotals rest = paid;
  rest.principal += period.principal_left() - parts.principal;
  rest.interest += period.interest_left() - parts.interest;
  const bool grows = rest != paid && charges_late_interest(loan.late);
  if (rest == paid) rest.late_interest += period.late_interest_left() - parts.late_interest;
  return reaches_all(loan, paid, rest, Amount{grows ? 1 : 0});
}

/// A search by what of a payment goes to the holders: its fees go to the platform, and any part of
/// them can be taken.
class PartSearch {
 public:
  PartSearch(const Loan& loan, const LoanPeriod& period)
      : loan_(loan),
        period_(period),
        fees_first_(loan.allocation == protocol::Allocation::fee_penalty_interest_principal),
        scheduled_(period.principal_left() + period.interest_left()),
        late_(period.late_interest_left()),
        sure_(surely_enough()),
        step_(step()) {}

  /// What the holders get of a payment.
  Amount to_holders(Amount payment) const {
    const Amount before = fees_first_ ? fees() : Amount{};
    return std::clamp(payment - before, Amount{}, all());
  }

  /// The largest sum that goes to the holders and is no more than `most`.
  std::optional<Amount> largest(Amount most) const {
    for (Amount sum = most;;) {
      if (is_sure(sum) || (is_tried(sum) && can_be_taken(loan_, period_, payment_of(sum)))) {
        return sum;
      }
      if (sum == Amount{}) return std::nullopt;
      const std::int64_t next = (sum.minor - 1) / step_ * step_;
      sum = std::max(Amount{next}, largest_sure_below(sum));
    }
  }

  /// The payment that just brings the holders that much.
  Amount payment_of(Amount sum) const { return fees_first_ ? fees() + sum : sum; }

 private:
  Amount fees() const { return period_.fees_left(); }
  Amount all() const { return scheduled_ + late_; }

  /// What surely reaches all claims, whatever it is made of and however cents fall: of three kinds
  /// of money rounding may cost a claim two cents each, the fee one more, and late interest that
  /// comes later another one. No more than all and a cent, for: nothing is sure.
  Amount surely_enough() const {
    constexpr std::int64_t whole = 1'000'000;
    constexpr int cents = 2 * 3 + 1 + 1 - 1;
    const __int128 after_fee =
        static_cast<__int128>(smallest_claim(loan_).minor) * (whole - loan_.fees.interest.ppm);
    const __int128 needed = static_cast<__int128>(loan_.principal.minor) * whole * cents;
    const __int128 nothing = static_cast<__int128>(all().minor) + 1;
    if (after_fee == 0) return all() + Amount{1};
    return {static_cast<std::int64_t>(std::min(nothing, (needed + after_fee - 1) / after_fee))};
  }

  /// One cent, or the power of ten of them by which all sums that are not sure can be tried: there
  /// are less than `sure_` of them at each of three ends.
  std::int64_t step() const {
    const auto looks =
        static_cast<__int128>(sure_.minor) * 3 * static_cast<std::int64_t>(loan_.claims.size());
    std::int64_t step = 1;
    while (looks / step > limits::looks_per_part_max) step *= 10;
    return step;
  }

  bool is_tried(Amount sum) const { return sum.minor % step_ == 0 || sum == all(); }

  /// What is left has to be enough as well. Late interest that is left besides is not counted,
  /// since more of it may come; alone it is.
  bool is_sure(Amount sum) const {
    if (sum < sure_) return false;
    const Amount late_taken =
        fees_first_ ? std::min(sum, late_) : std::max(sum, scheduled_) - scheduled_;
    const Amount scheduled_left = scheduled_ - (sum - late_taken);
    return (scheduled_left == Amount{} ? late_ - late_taken : scheduled_left) >= sure_;
  }

  /// Nothing where there is none.
  Amount largest_sure_below(Amount sum) const {
    for (const Amount end : {all() - sure_, scheduled_ - sure_}) {
      if (end < sum && end > Amount{} && is_sure(end)) return end;
    }
    return {};
  }

  const Loan& loan_;
  const LoanPeriod& period_;
  const bool fees_first_;
  const Amount scheduled_;
  const Amount late_;
  const Amount sure_;
  const std::int64_t step_;
};

}  // namespace

std::optional<Amount> largest_part(const Loan& loan, const LoanPeriod& period, Amount amount) {
  const PartSearch search(loan, period);
  const Amount named = search.to_holders(amount);
  const auto sum = search.largest(named);
  if (!sum) return std::nullopt;
  const Amount part = *sum == named ? amount : search.payment_of(*sum);
  return part == Amount{} ? std::nullopt : std::optional(part);
}

}  // namespace tributary::engine
