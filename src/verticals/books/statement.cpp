#include "verticals/books/statement.hpp"

#include <boost/unordered/unordered_flat_map.hpp>
#include <limits>
#include <queue>
#include <tuple>

#include "verticals/books/named_parts.hpp"

namespace tributary::books {

namespace {

constexpr std::uint64_t own_facts = std::numeric_limits<std::uint64_t>::max();

/// The next line of one of the lists that a statement is merged from: the account's own facts, or
/// the facts of the loan of one of its claims. One command may concern several loans: its own fact
/// comes first, then later loans, and of each the later bids.
struct Source {
  Sequence at = 0;
  std::uint64_t loan = own_facts;
  std::uint32_t rank = 0;
  const Claim* claim = nullptr;

  friend bool operator<(const Source& a, const Source& b) {
    return std::tuple(a.at, a.loan, a.rank) < std::tuple(b.at, b.loan, b.rank);
  }
};

class Walk {
 public:
  Walk(Snapshot& books, AccountId account)
      : books_(books),
        account_(account),
        kind_(books.account(account).value_or(AccountRow{}).kind),
        claims_(books.claims(account)) {}

  /// To the newest line. Likewise `begin_behind` a line given before: false if it is none of this
  /// account's.
  void begin() {
    begin_claims({~Sequence{0}});
    begin_own(books_.head(account_).last_fact);
  }

  bool begin_behind(const StatementCursor& cursor) {
    begin_claims({cursor.sequence, cursor.loan, cursor.rank});
    return cursor.next_own <= cursor.sequence && begin_own(cursor.next_own);
  }

  bool done() const { return sources_.empty(); }

  /// The line, and on to the one before it.
  StatementLine take() {
    const Source source = sources_.top();
    sources_.pop();
    StatementLine line = source.claim == nullptr ? own_line(source) : claim_line(source);
    line.balance = balance_;
    line.held = held_;
    balance_ -= line.posted;
    held_ -= line.held_change;
    last_ = source;
    return line;
  }

  /// Behind the line taken last.
  StatementCursor cursor() const { return {last_.at, last_.loan, last_.rank, next_own_}; }

 private:
  bool begin_own(Sequence at) {
    push({at});
    if (at == 0) return true;
    const auto fact = books_.find_account_fact(at);
    if (!fact) return false;
    const auto post = books_.post_of(*fact, account_);
    if (!post) return false;
    balance_ += post->balance;
    held_ += post->held;
    return true;
  }

  /// Of each claim's loan, to the newest fact before `end`, and what the claim had brought by then.
  void begin_claims(const Source& end) {
    for (const Claim& claim : claims_) {
      if (claim.voided) continue;
      const LoanRow& row = loan(claim);
      Source source{row.last_fact, claim.loan.value, claim.bid, &claim};
      while (source.at != 0 && !(source < end)) source.at = fact(source.at, claim.loan).previous;
      if (source.at == 0) continue;
      push(source);
      held_ -= claim.amount;
      if (!row.was_settled()) continue;
      const bool is_newest = source.at == row.last_fact;
      const PaidTotals& paid = is_newest ? row.paid : fact(source.at, claim.loan).paid_after;
      balance_ += received(claim, paid, row).sum() - claim.amount;
    }
  }

  void push(const Source& source) {
    if (source.claim == nullptr) next_own_ = source.at;
    if (source.at != 0) sources_.push(source);
  }

  StatementLine own_line(const Source& source) {
    const AccountFact fact = books_.account_fact(source.at);
    StatementLine line;
    line.sequence = fact.sequence;
    line.time = fact.time;
    line.kind = fact.kind;
    if (fact.loan) line.loan = fact.loan;
    const bool of_bid = fact.kind == FactKind::bid_placed || fact.kind == FactKind::bid_voided;
    if (of_bid) line.bid = fact.bid;
    if (fact.kind == FactKind::posting_reversed || fact.kind == FactKind::payment_reversed ||
        fact.kind == FactKind::deposit_bounced || fact.kind == FactKind::bounce_continued) {
      line.posting = protocol::PostingId{fact.reference};
    } else if (fact.reference != 0) {
      line.withdrawal = protocol::WithdrawalId{fact.reference};
    }
    if (!fact.memo.empty()) line.memo = fact.memo;
    const auto post = books_.post_of(fact, account_);
    if (!post) throw BooksDamaged("a chain leads to a fact of another account");
    line.posted = post->posted;
    if (fact.own.account == account_) line.held_change = fact.held_change;
    if (fact.loan && !of_bid) explain(line, fact);
    const Amount owed = fact.kind == FactKind::receivable_collected && fact.own.account == account_
                            ? line.posted
                            : post->lacking;
    if (owed != Amount{}) line.receivable = owed;
    push({post->previous});
    return line;
  }

  /// What a loan's posting to a named account is made of.
  void explain(StatementLine& line, const AccountFact& fact) {
    const LoanFact& loan_fact = this->fact(line.sequence, fact.loan);
    tell_periods(line, loan_fact);
    const Parts parts = named_parts(loan_fact, fact, account_, kind_);
    if (parts != Parts{}) line.parts = parts;
  }

  static void tell_periods(StatementLine& line, const LoanFact& fact) {
    if (fact.period != 0) line.period = fact.period;
    if (fact.last_period > fact.period) line.last_period = fact.last_period;
  }

  StatementLine claim_line(const Source& source) {
    const Claim& claim = *source.claim;
    const LoanFact& fact = this->fact(source.at, claim.loan);
    StatementLine line;
    line.sequence = fact.sequence;
    line.time = fact.time;
    line.kind = fact.kind;
    line.loan = claim.loan;
    line.bid = claim.bid;
    tell_periods(line, fact);
    switch (fact.kind) {
      case FactKind::loan_settled:
        line.held_change = -claim.amount;
        line.parts.emplace().principal = -claim.amount;
        break;
      case FactKind::listing_cancelled:
      case FactKind::listing_failed:
        line.held_change = -claim.amount;
        break;
      default:
        const LoanRow& row = loan(claim);
        line.parts = received(claim, fact.paid_after, row) - received(claim, fact.paid_before, row);
    }
    if (line.parts) line.posted = line.parts->sum();
    push({fact.previous, source.loan, source.rank, source.claim});
    return line;
  }

  const LoanRow& loan(const Claim& claim) {
    auto& row = loans_[claim.loan.value];
    if (!row) row = std::make_unique<LoanRow>(books_.loan_of(claim));
    return *row;
  }

  const LoanFact& fact(Sequence sequence, LoanId loan) {
    auto& fact = facts_[{sequence, loan.value}];
    if (!fact) fact = std::make_unique<LoanFact>(books_.loan_fact(sequence, loan));
    return *fact;
  }

  Snapshot& books_;
  AccountId account_;
  AccountKind kind_;
  std::vector<Claim> claims_;
  std::priority_queue<Source> sources_;
  boost::unordered_flat_map<std::uint64_t, std::unique_ptr<LoanRow>> loans_;
  boost::unordered_flat_map<std::pair<Sequence, std::uint64_t>, std::unique_ptr<LoanFact>> facts_;
  Sequence next_own_ = 0;
  Amount balance_;
  Amount held_;
  Source last_;
};

}  // namespace

std::expected<Page<StatementLine, StatementCursor>, protocol::Refusal> statement(
    Snapshot& books, AccountId account, const std::optional<StatementCursor>& after,
    std::size_t lines_max) {
  Walk walk(books, account);
  if (!after) {
    walk.begin();
  } else if (!walk.begin_behind(*after)) {
    return std::unexpected(protocol::Refusal::malformed_request);
  }
  Page<StatementLine, StatementCursor> page;
  while (!walk.done() && page.lines.size() < lines_max) page.lines.push_back(walk.take());
  if (!walk.done()) page.next = walk.cursor();
  return page;
}

}  // namespace tributary::books
