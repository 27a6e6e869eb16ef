#include "verticals/books/loans.hpp"

#include <limits>

#include "base/assert.hpp"

namespace tributary::books {

namespace {

constexpr std::size_t loans_scanned_max = 20'000;

template <class T>
std::optional<T> unless_default(const T& value) {
  return value == T{} ? std::nullopt : std::optional(value);
}

std::optional<Rate> unless_unknown(Rate rate) {
  return rate == rate_unknown ? std::nullopt : std::optional(rate);
}

bool passes(const LoanFilter& filter, Currency currency, money::Method method, Rate rate,
            std::int32_t periods) {
  return (!filter.method || method == *filter.method) &&
         (!filter.rate_min || rate >= *filter.rate_min) &&
         (!filter.rate_max || rate <= *filter.rate_max) &&
         (!filter.periods_max || periods <= *filter.periods_max) &&
         (!filter.currency || currency == *filter.currency);
}

std::vector<Claim> claims_in(Snapshot& books, LoanId loan, AccountId holder) {
  std::vector<Claim> claims = books.claims(books.head(holder).last_bid);
  std::erase_if(claims, [&](const Claim& claim) { return claim.loan != loan || claim.voided; });
  return claims;
}

PayoutLine payout_line(const LoanFact& fact) {
  PayoutLine line;
  line.sequence = fact.sequence;
  line.time = fact.time;
  line.kind = fact.kind;
  if (fact.period != 0) line.period = fact.period;
  line.on = fact.day;
  if (fact.last_period > fact.period) line.last_period = fact.last_period;
  const Parts paid = paid_between(fact.paid_before, fact.paid_after);
  line.principal = paid.principal;
  line.interest = paid.interest;
  line.compensation = paid.compensation;
  line.late_interest = paid.late_interest;
  line.interest_fee = fact.interest_fee;
  if (fact.payer) line.payer = fact.payer;
  return line;
}

bool is_payment(const LoanFact& fact) {
  return fact.kind != FactKind::loan_settled && fact.kind != FactKind::listing_cancelled &&
         fact.kind != FactKind::listing_failed;
}

}  // namespace

LoanLine line_of(const LoanRow& loan) {
  LoanLine line;
  line.loan = loan.loan;
  line.state = loan.state;
  line.currency = loan.currency;
  line.title = loan.title;
  line.method = loan.method;
  line.annual_rate = loan.annual_rate;
  line.periods = loan.periods;
  line.principal = loan.principal;
  line.raised = loan.raised;
  line.remaining = loan.principal - loan.raised;
  line.bids = loan.bids;
  line.created_at = loan.created_at;
  line.opens_at = unless_default(loan.opens_at);
  line.closes_at = unless_default(loan.closes_at);
  line.full_at = unless_default(loan.full_at);
  line.settled_on = unless_default(loan.settled_on);
  line.ended_at = unless_default(loan.ended_at);
  line.reason = unless_default(loan.reason);
  line.paid = loan.paid;
  line.bid_interest_paid = loan.bid_interest_paid;
  line.principal_outstanding = loan.was_settled() ? loan.principal - loan.paid.principal : Amount{};
  line.overdue = unless_default(loan.overdue);
  line.compensated = loan.compensated;
  line.recovered = loan.recovered;
  line.written_off_recovered = loan.written_off_recovered;
  line.true_annual_cost = unless_unknown(loan.true_annual_cost);
  line.effective_annual_cost = unless_unknown(loan.effective_annual_cost);
  return line;
}

Page<LoanLine, LoanCursor> loans(Snapshot& books, const LoanFilter& filter,
                                 const std::optional<LoanCursor>& after, std::size_t lines_max) {
  store::Statement& found = books.database().statement(
      std::string("SELECT loan, currency, method, annual_rate, periods FROM books_loan "
                  "WHERE loan < $1") +
      (filter.state ? " AND state = $2" : "") + " ORDER BY loan DESC");
  const std::int64_t before = after ? static_cast<std::int64_t>(after->before.value)
                                    : std::numeric_limits<std::int64_t>::max();
  if (filter.state) {
    found.bind(before, static_cast<int>(*filter.state));
  } else {
    found.bind(before);
  }
  Page<LoanLine, LoanCursor> page;
  for (std::size_t scanned = 0; found.step(); ++scanned) {
    const LoanId id{static_cast<std::uint64_t>(found.integer(0))};
    if (page.lines.size() == lines_max || scanned == loans_scanned_max) {
      page.next = {LoanId{id.value + 1}};
      break;
    }
    if (passes(filter, static_cast<Currency>(found.integer(1)),
               static_cast<money::Method>(found.integer(2)), {found.integer(3)},
               static_cast<std::int32_t>(found.integer(4)))) {
      const auto loan = books.loan(id);
      ASSERT(loan);
      page.lines.push_back(line_of(*loan));
    }
  }
  return page;
}

std::expected<Page<LoanBid, ChainCursor>, protocol::Refusal> bids_on(
    Snapshot& books, const LoanRow& loan, const std::optional<ChainCursor>& after,
    std::size_t lines_max) {
  Page<LoanBid, ChainCursor> page;
  Sequence at = loan.last_bid;
  if (after) {
    const auto fact = books.find_account_fact(after->next);
    if (!fact || fact->kind != FactKind::bid_placed || fact->loan != loan.loan) {
      return std::unexpected(protocol::Refusal::malformed_request);
    }
    at = after->next;
  }
  while (at != 0 && page.lines.size() < lines_max) {
    const AccountFact fact = books.account_fact(at);
    if (!books.claim(at).voided) {
      page.lines.push_back(
          {fact.sequence, fact.time, fact.bid, fact.own.account, fact.held_change});
    }
    at = fact.loan_bid_previous;
  }
  if (at != 0) page.next = {at};
  return page;
}

std::expected<Page<PayoutLine, ChainCursor>, protocol::Refusal> payouts_of(
    Snapshot& books, const LoanRow& loan, std::optional<AccountId> holder,
    const std::optional<ChainCursor>& after, std::size_t lines_max) {
  Page<PayoutLine, ChainCursor> page;
  Sequence at = loan.last_fact;
  if (after) {
    if (!books.find_loan_fact(after->next, loan.loan)) {
      return std::unexpected(protocol::Refusal::malformed_request);
    }
    at = after->next;
  }
  const auto claims = holder ? claims_in(books, loan.loan, *holder) : std::vector<Claim>{};
  while (at != 0) {
    const LoanFact fact = books.loan_fact(at, loan.loan);
    if (!is_payment(fact)) break;
    if (page.lines.size() == lines_max) {
      page.next = {at};
      break;
    }
    PayoutLine& line = page.lines.emplace_back(payout_line(fact));
    if (holder) {
      line.share.emplace();
      for (const Claim& claim : claims) {
        *line.share +=
            received(claim, fact.paid_after, loan) - received(claim, fact.paid_before, loan);
      }
    }
    at = fact.previous;
  }
  return page;
}

}  // namespace tributary::books
