#include "verticals/books/named_parts.hpp"

namespace tributary::books {

namespace {

/// The borrower's part, or of a compensation the payer's.
Parts own_parts(const LoanFact& fact, Amount posted) {
  Parts parts;
  switch (fact.kind) {
    case FactKind::loan_settled:
      parts.interest = -fact.bid_interest;
      parts.fee = -fact.service_fee - fact.guarantee_fee;
      parts.reserve = -fact.reserve_contribution;
      parts.principal = posted - parts.sum();
      return parts;
    case FactKind::instalment_collected:
    case FactKind::payment_reversed:
      // What was for whoever had compensated the period, and what was for the holders.
      parts = -paid_between(fact.paid_before, fact.paid_after);
      if (fact.payer) parts += -parts_of(fact.parts);
      parts.late_fee = -fact.late_fee;
      break;
    default:
      parts = -paid_between(fact.paid_before, fact.paid_after);
  }
  parts.fee = -fact.service_fee - fact.guarantee_fee;
  return parts;
}

}  // namespace

Parts named_parts(const LoanFact& fact, const AccountFact& posted, const Post& post,
                  AccountKind kind) {
  if (post.account == posted.own.account) return own_parts(fact, post.posted);
  // A guarantor who compensated may be paid back and paid its fee by one instalment.
  Parts parts = post.account == fact.payer ? parts_of(fact.parts) : Parts{};
  switch (kind) {
    case AccountKind::interest_fee:
      parts.fee = fact.interest_fee;
      break;
    case AccountKind::service_fee:
      parts.fee = fact.service_fee;
      parts.late_fee = fact.late_fee;
      break;
    case AccountKind::guarantor_cash:
      parts.fee = fact.guarantee_fee;
      break;
    case AccountKind::reserve_fund:
      parts.reserve = fact.reserve_contribution;
      break;
    case AccountKind::member_cash:
      // A settlement names those who bid for what their bids earned until then.
      if (fact.kind == FactKind::loan_settled) parts.interest = post.posted;
      break;
    default:
      break;
  }
  return parts;
}

std::vector<TakenBack> taken_back(Snapshot& books, const AccountFact& bounce, const Post& post,
                                  AccountKind kind) {
  std::vector<TakenBack> all;
  for (const LoanFact& fact : books.loan_facts(bounce.sequence)) {
    const bool is_guarantor =
        kind == AccountKind::guarantor_cash && post.account != bounce.own.account;
    if (is_guarantor && books.loan(fact.loan)->guarantor_account != post.account) continue;
    TakenBack taken;
    taken.loan = fact.loan;
    taken.prepayment = fact.prepayment_back;
    taken.parts = named_parts(fact, bounce, post, kind);
    if (taken.parts == Parts{}) continue;
    if (fact.period != 0) taken.period = fact.period;
    if (fact.last_period > fact.period) taken.last_period = fact.last_period;
    all.push_back(taken);
  }
  return all;
}

}  // namespace tributary::books
