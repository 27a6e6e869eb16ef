#include "verticals/books/flows.hpp"

#include "verticals/books/bookkeeper.hpp"
#include "verticals/books/claim.hpp"

namespace tributary::books {

namespace {

/// Far above what one fact brings, and far below where an amount ends.
constexpr Amount day_flow_max{1'000'000'000'000'000'000};

}  // namespace

void add_payment(std::vector<PaidDay>& days, Date day, const PaidTotals& after,
                 Amount interest_fee) {
  const Amount fee_before = days.empty() ? Amount{} : days.back().interest_fee;
  if (days.empty() || days.back().day != day) days.push_back({day, {}, {}});
  days.back().paid = after;
  days.back().interest_fee = fee_before + interest_fee;
}

Date take_off_payment(std::vector<PaidDay>& days, const PaidTotals& before, Amount interest_fee) {
  if (days.empty()) throw BooksDamaged("the books lack a payment that was taken back");
  const Date day = days.back().day;
  days.back().paid = before;
  days.back().interest_fee -= interest_fee;
  const bool is_first = days.size() == 1;
  if (before == (is_first ? PaidTotals{} : days[days.size() - 2].paid)) days.pop_back();
  return day;
}

/// Where a post of `posted` leaves the day of the account's claims. Its sum goes to its row when
/// something counts for another day: one row an account and day, instead of one with each payment.
void Bookkeeper::add_to_day(ClaimPost& post, const LoanFact& fact, Amount posted) {
  // What is taken back goes off the days of its payments.
  if (posted == Amount{} || fact.kind == FactKind::payment_reversed) return;
  // A payment that comes and is taken back adds up here, however often.
  const bool is_full = post.day_flow > day_flow_max || post.day_flow < -day_flow_max;
  if (fact.day != post.day || is_full) {
    if (post.day_flow != Amount{}) claims_day(post.account, post.day).flow += post.day_flow;
    post.day = fact.day;
    post.day_flow = {};
  }
  post.day_flow += posted;
}

/// What a claim has cost and brought before it is followed.
void Bookkeeper::add_days(AccountId account, const Claim& claim, const LoanRow& loan) {
  claims_day(account, loan.settled_on).flow +=
      bid_interest(bid_interests_, claim, loan) - claim.amount;
  Amount before;
  for (const PaidDay& day : paid_days(loan.loan)) {
    const Amount after = received(claim, day.paid, loan).sum();
    claims_day(account, day.day).flow += after - before;
    before = after;
  }
}

template <class Visit>
void Bookkeeper::for_each_followed_claim(const LoanRow& loan, Visit&& visit) {
  if (!loan.has_followed_holders) return;
  for (const HeldClaim& held : participants_.claims(loan.loan)) {
    if (heads_[held.account].followed_since == 0) continue;
    visit(held.account,
          Claim{.loan = loan.loan, .bid = held.bid, .from = held.from, .amount = held.amount});
  }
}

/// Holders were paid.
void Bookkeeper::add_flow(const LoanRow& loan, const LoanFact& payment) {
  if (payment.paid_before == payment.paid_after) return;
  add_payment(change_paid_days(loan.loan), payment.day, payment.paid_after, payment.interest_fee);
  lent_day(loan.currency, payment.day) +=
      paid_between(payment.paid_before, payment.paid_after).sum() - payment.interest_fee;
}

/// Takes a payment to the holders off the day that it had.
void Bookkeeper::take_off_flow(const LoanRow& loan, const LoanFact& taken) {
  if (taken.paid_before == taken.paid_after) return;
  const Date day =
      take_off_payment(change_paid_days(loan.loan), taken.paid_after, -taken.interest_fee);
  lent_day(loan.currency, day) +=
      paid_between(taken.paid_before, taken.paid_after).sum() - taken.interest_fee;
  for_each_followed_claim(loan, [&](AccountId account, const Claim& claim) {
    claims_day(account, day).flow +=
        (received(claim, taken.paid_after, loan) - received(claim, taken.paid_before, loan)).sum();
  });
}

/// What bids earned until their loan was settled came on the day on which it was.
void Bookkeeper::add_bid_interest(const LoanRow& loan, const BidInterest& interest) {
  for_each_followed_claim(loan, [&](AccountId account, const Claim& claim) {
    claims_day(account, loan.settled_on).flow += interest.of(claim.bid, claim.amount);
  });
}

/// Nobody expects the principal that is left any more.
void Bookkeeper::write_off_claims(const LoanRow& loan, Date day) {
  for_each_followed_claim(loan, [&](AccountId account, const Claim& claim) {
    claims_day(account, day).written_off +=
        claim.amount - received(claim, loan.paid, loan).principal;
  });
}

std::vector<PaidDay>& Bookkeeper::paid_days(LoanId id) {
  LiveLoan& live = loan(id);
  if (!live.paid_days) {
    live.paid_days.emplace();
    const auto row = paid_days_.find(id.value);
    if (row) live.paid_days = decoded<std::vector<PaidDay>>(row->days);
  }
  return *live.paid_days;
}

std::vector<PaidDay>& Bookkeeper::change_paid_days(LoanId id) {
  std::vector<PaidDay>& days = paid_days(id);
  loan(id).paid_days_changed = true;
  return days;
}

ClaimsDay& Bookkeeper::claims_day(AccountId account, Date day) {
  const auto [at, is_new] = changed_claims_days_.try_emplace({account, day});
  if (is_new) at->second = {account, day, {}, {}};
  return at->second;
}

money::WideAmount& Bookkeeper::lent_day(Currency currency, Date day) {
  return changed_lent_days_[{currency, day}];
}

/// What changed is added to the rows.
void Bookkeeper::save_days() {
  for (auto& [key, change] : changed_claims_days_) {
    if (const auto row = claims_days_.find(change.account.value, change.day.days)) {
      change.flow += row->flow;
      change.written_off += row->written_off;
    }
    claims_days_.save(change);
  }
  changed_claims_days_.clear();
  for (const auto& [key, flow] : changed_lent_days_) {
    LentDay row{key.first, key.second, flow};
    const auto before = lent_days_.find(static_cast<std::uint64_t>(row.currency), row.day.days);
    if (before) row.flow += before->flow;
    lent_days_.save(row);
  }
  changed_lent_days_.clear();
}

}  // namespace tributary::books
