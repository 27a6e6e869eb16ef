#include "verticals/books/named_parts.hpp"

namespace tributary::books {

namespace {

/// The borrower's part, or of a compensation the payer's.
Parts own_parts(const LoanFact& fact, Amount posted) {
  Parts parts;
  switch (fact.kind) {
    case FactKind::loan_settled:
      parts.fee = -fact.service_fee - fact.guarantee_fee;
      parts.reserve = -fact.reserve_contribution;
      parts.principal = posted - parts.sum();
      return parts;
    case FactKind::instalment_collected:
    case FactKind::payment_reversed:
      // A prepayment or a compensation has no parts of an instalment.
      parts = fact.payer ? -parts_of(fact.parts) : -paid_between(fact.paid_before, fact.paid_after);
      parts.late_fee = -fact.late_fee;
      break;
    default:
      parts = -paid_between(fact.paid_before, fact.paid_after);
  }
  parts.fee = -fact.service_fee;
  return parts;
}

}  // namespace

Parts named_parts(const LoanFact& fact, const AccountFact& posted, AccountId account,
                  AccountKind kind) {
  if (account == posted.own.account) return own_parts(fact, posted.own.posted);
  if (account == fact.payer) return parts_of(fact.parts);
  switch (kind) {
    case AccountKind::interest_fee:
      return {.fee = fact.interest_fee};
    case AccountKind::service_fee:
      return {.fee = fact.service_fee, .late_fee = fact.late_fee};
    case AccountKind::guarantor_cash:
      return {.fee = fact.guarantee_fee};
    case AccountKind::reserve_fund:
      return {.reserve = fact.reserve_contribution};
    default:
      return {};
  }
}

}  // namespace tributary::books
