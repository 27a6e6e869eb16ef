#include "verticals/books/statement.hpp"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <limits>
#include <queue>
#include <utility>

#include "verticals/books/named_parts.hpp"
#include "verticals/books/statement_text.hpp"

namespace tributary::books {

namespace {

/// Which of two lines of one fact is newer: an account's own before that of a claim, a later loan
/// before an earlier one, a later bid before an earlier one.
struct LinePlace {
  Sequence at = 0;
  std::uint64_t loan = 0;
  std::uint32_t bid = 0;

  static LinePlace own(Sequence at) { return {at, std::numeric_limits<std::uint64_t>::max()}; }
  friend auto operator<=>(const LinePlace&, const LinePlace&) = default;
};

/// The next line of one of the lists that a statement is merged from: the account's own facts; the
/// posts of its claims; the facts of the loan of one of the claims it had before there were posts.
struct Source {
  enum class List : std::uint8_t { own, posts, loan };
  LinePlace place;
  List list = List::own;
  const Claim* claim = nullptr;  ///< of a loan

  friend bool operator<(const Source& a, const Source& b) { return a.place < b.place; }
};

/// After all that a journal can hold.
constexpr Sequence no_end = std::numeric_limits<std::int64_t>::max();
constexpr LoanId any_loan{std::numeric_limits<std::int64_t>::max()};
constexpr std::uint32_t any_bid = std::numeric_limits<std::uint32_t>::max();

class Walk {
 public:
  Walk(Snapshot& books, AccountId account)
      : books_(books),
        account_(account),
        row_(books.account(account).value_or(AccountRow{})),
        head_(books.head(account)) {}

  /// To the newest line before `end`.
  void begin_before(Sequence end) {
    begin_own(newest_own(end));
    if (merges_before(end)) return begin_loans(LinePlace{end}, Balances::unknown);
    begin_at(newest_post_before(end));
  }

  /// To the line behind one that was given; false if that is none of this account's.
  bool begin_behind(const StatementCursor& cursor) {
    if (cursor.sequence > books_.sequence() || cursor.loan.value > any_loan.value) return false;
    const bool is_own = !cursor.loan;
    const LinePlace place = is_own ? LinePlace::own(cursor.sequence)
                                   : LinePlace{cursor.sequence, cursor.loan.value, cursor.bid};
    if (is_own) {
      const auto post = own_post(cursor.sequence);
      if (!post) return false;
      begin_own(post->previous);
    } else {
      begin_own(newest_own(cursor.sequence));
    }
    if (merges_before(cursor.sequence)) {
      begin_loans(place, Balances::unknown);
      return is_own || is_line_of_a_loan(place);
    }
    if (!is_own) return begin_posts_behind(place);
    begin_at(newest_post_before(cursor.sequence + 1));
    return true;
  }

  /// Whether there is no line from `first` on.
  bool done(Sequence first) const { return sources_.empty() || sources_.top().place.at < first; }

  /// After the next line.
  Standing standing() const { return {balance_, held_}; }

  /// The line, and on to the one before it.
  StatementLine take() {
    const Source source = sources_.top();
    sources_.pop();
    StatementLine line = line_of(source);
    line.balance = balance_;
    line.held = held_;
    balance_ -= line.posted;
    held_ -= line.held_change;
    line.business_date = day_of(line.sequence);
    tell(line);
    last_ = source;
    return line;
  }

  /// Behind the line taken last.
  StatementCursor cursor(Sequence known) const {
    if (last_.list == Source::List::own) {
      return {.sequence = last_.place.at, .loan = {}, .known = known};
    }
    return {last_.place.at, {last_.place.loan}, last_.place.bid, known};
  }

 private:
  /// Whether what claims have brought is in the balances already.
  enum class Balances : std::uint8_t { unknown, known };

  /// Whether lines before `end` are of claims that were not yet followed.
  bool merges_before(Sequence end) const {
    return head_.followed_since == 0 || end <= head_.followed_since;
  }

  void begin_own(Sequence at) {
    push_own(at);
    if (at == 0) return;
    const Post post = post_in_chain(at);
    balance_ += post.balance;
    held_ += post.held;
  }

  std::optional<Post> own_post(Sequence at) {
    const auto fact = books_.find_account_fact(at);
    return fact ? books_.post_of(*fact, account_) : std::nullopt;
  }

  Post post_in_chain(Sequence at) {
    const auto post = own_post(at);
    if (!post) throw BooksDamaged("a chain leads to a fact of another account");
    return *post;
  }

  /// From where a chain is walked to its newest fact before `end`: a mark behind that, or its head.
  Sequence walk_from(MarkedChain chain, std::uint64_t owner, Sequence head, Sequence end) {
    if (head < end) return head;
    const Sequence marked = books_.marked(chain, owner, end);
    return marked == 0 ? head : marked;
  }

  Sequence newest_own(Sequence end) {
    Sequence at = walk_from(MarkedChain::account, account_.value, head_.last_fact, end);
    while (at >= end) at = post_in_chain(at).previous;
    return at;
  }

  /// Of each claim's loan, to the newest fact before `end`, and what the claim had brought by then.
  void begin_loans(const LinePlace& end, Balances balances) {
    claims_ = books_.claims(head_.followed_since == 0 ? head_.last_bid : head_.followed_since);
    for (const Claim& claim : claims_) {
      if (claim.voided || claim.placed >= end.at) continue;
      const LoanRow& row = loan(claim);
      const Sequence from = walk_from(MarkedChain::loan, claim.loan.value, row.last_fact, end.at);
      Source source{{from, claim.loan.value, claim.bid}, Source::List::loan, &claim};
      Sequence& at = source.place.at;
      while (at != 0 && !(source.place < end)) at = fact(at, claim.loan).previous;
      if (at == 0) continue;
      sources_.push(source);
      if (balances == Balances::known) continue;
      held_ -= claim.amount;
      if (!row.was_settled()) continue;
      const bool is_newest = at == row.last_fact;
      const PaidTotals& paid = is_newest ? row.paid : fact(at, claim.loan).paid_after;
      balance_ += received(claim, paid, row).sum() - claim.amount;
    }
  }

  bool is_line_of_a_loan(const LinePlace& place) {
    const bool has_claim = std::ranges::any_of(claims_, [&](const Claim& claim) {
      return !claim.voided && claim.loan.value == place.loan && claim.bid == place.bid;
    });
    if (!has_claim) return false;
    const auto fact = books_.find_loan_fact(place.at, {place.loan});
    return fact && concerns_holders(*fact);
  }

  // A post of the account's claims is the newest before a place, and so on backwards: in one loan's
  // fact by bids, then in that of another loan by the same event, then in an older one.

  struct PlacedPost {
    Sequence at = 0;
    LoanId loan;
    ClaimPost post;
  };

  std::optional<PlacedPost> post_in_loan(Sequence at, LoanId loan, std::uint32_t bid_max) {
    // As they are asked for newest first, the row that was read last has the next one, or none.
    if (posts_at_ == std::pair(at, loan)) {
      if (auto post = read_post(bid_max)) return post;
    }
    posts_ = books_.claim_posts(at, loan, account_, bid_max);
    posts_at_ = {at, loan};
    return read_post(bid_max);
  }

  std::optional<PlacedPost> read_post(std::uint32_t bid_max) const {
    for (auto post = posts_.rbegin(); post != posts_.rend(); ++post) {
      if (post->account != account_ || post->bid > bid_max) continue;
      return PlacedPost{posts_at_.first, posts_at_.second, *post};
    }
    return std::nullopt;
  }

  std::optional<PlacedPost> newest_post(Sequence at, LoanId below = any_loan) {
    for (auto loan = books_.loan_with_posts(at, below); loan;
         loan = books_.loan_with_posts(at, *loan)) {
      if (auto post = post_in_loan(at, *loan, any_bid)) return post;
    }
    return std::nullopt;
  }

  PlacedPost post_before(const PlacedPost& later) {
    if (later.post.bid != 0) {
      if (auto post = post_in_loan(later.at, later.loan, later.post.bid - 1)) return *post;
    }
    const Sequence at = later.post.previous;
    auto post = newest_post(at, at == later.at ? later.loan : any_loan);
    if (!post) throw BooksDamaged("a chain leads to no post of the account's claims");
    return *post;
  }

  /// Needs: claims that are followed since before `end`.
  PlacedPost newest_post_before(Sequence end) {
    auto post = newest_post(walk_from(MarkedChain::claims, account_.value, head_.last_claims, end));
    while (post && post->at >= end) {
      const Sequence at = post->post.previous;
      post = newest_post(at, at == post->at ? post->loan : any_loan);
    }
    if (!post) throw BooksDamaged("a head leads to no post of the account's claims");
    return *post;
  }

  void begin_at(const PlacedPost& post) {
    balance_ += post.post.balance;
    held_ += post.post.held;
    push_post(post);
  }

  /// Behind a line of a claim.
  bool begin_posts_behind(const LinePlace& place) {
    const auto post = post_in_loan(place.at, {place.loan}, place.bid);
    if (!post || post->post.bid != place.bid) return false;
    begin_at(post_before(*post));
    return true;
  }

  /// Where following the account's claims began, those it had by then take over.
  void push_post(const PlacedPost& post) {
    if (post.at == head_.followed_since) {
      return begin_loans(LinePlace{post.at}, Balances::known);
    }
    post_ = post;
    sources_.push({{post.at, post.loan.value, post.post.bid}, Source::List::posts});
  }

  void push_own(Sequence at) {
    if (at != 0) sources_.push({LinePlace::own(at)});
  }

  StatementLine line_of(const Source& source) {
    switch (source.list) {
      case Source::List::own:
        return own_line(source.place.at);
      case Source::List::posts: {
        const PlacedPost post = post_;
        const Claim claim{.loan = post.loan,
                          .bid = post.post.bid,
                          .from = post.post.from,
                          .amount = post.post.amount};
        StatementLine line = claim_line(claim, fact(post.at, post.loan));
        push_post(post_before(post));
        return line;
      }
      case Source::List::loan: {
        const LoanFact& fact = this->fact(source.place.at, source.claim->loan);
        Source next = source;
        next.place.at = fact.previous;
        if (fact.previous != 0) sources_.push(next);
        return claim_line(*source.claim, fact);
      }
    }
    std::unreachable();
  }

  StatementLine own_line(Sequence at) {
    const AccountFact fact = books_.account_fact(at);
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
    if (!fact.memo.empty() && may_read_memo(fact)) line.memo = fact.memo;
    const auto post = books_.post_of(fact, account_);
    if (!post) throw BooksDamaged("a chain leads to a fact of another account");
    line.posted = post->posted;
    if (fact.own.account == account_) line.held_change = fact.held_change;
    if (fact.loan && !of_bid) explain(line, fact, *post);
    if (fact.kind == FactKind::deposit_bounced || fact.kind == FactKind::bounce_continued) {
      auto all = taken_back(books_, fact, *post, row_.kind);
      if (!all.empty()) line.taken_back = std::move(all);
    }
    const Amount owed = fact.kind == FactKind::receivable_collected && fact.own.account == account_
                            ? line.posted
                            : post->lacking;
    if (owed != Amount{}) line.receivable = owed;
    if (fact.kind == FactKind::deposit_bounced && fact.own.account == account_) {
      // What it took, whatever came back to pay it and is owed for it since.
      line.bounced = line.posted - line.receivable.value_or(Amount{});
      for (const TakenBack& taken : line.taken_back.value_or(std::vector<TakenBack>{})) {
        *line.bounced -= taken.parts.sum();
      }
    }
    push_own(post->previous);
    return line;
  }

  /// Why a payment came back is a matter between who had made it and the platform: others who give
  /// up what they got of it read of no bank but their own.
  bool may_read_memo(const AccountFact& fact) const {
    const bool came_back =
        fact.kind == FactKind::payment_reversed || fact.kind == FactKind::deposit_bounced;
    return !came_back || fact.own.account == account_ || row_.party == protocol::platform_party;
  }

  /// What a loan's posting to a named account is made of.
  void explain(StatementLine& line, const AccountFact& fact, const Post& post) {
    const LoanFact& loan_fact = this->fact(line.sequence, fact.loan);
    tell_periods(line, loan_fact);
    const Parts parts = named_parts(loan_fact, fact, post, row_.kind);
    if (parts != Parts{}) line.parts = parts;
  }

  static void tell_periods(StatementLine& line, const LoanFact& fact) {
    if (fact.day != Date{}) line.on = fact.day;
    if (fact.period != 0) line.period = fact.period;
    if (fact.last_period > fact.period) line.last_period = fact.last_period;
  }

  StatementLine claim_line(const Claim& claim, const LoanFact& fact) {
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
    return line;
  }

  /// Lines come newest first, so most of them are of the day of the line before.
  std::optional<Date> day_of(Sequence sequence) {
    if (sequence < day_.sequence) day_ = books_.day_of(sequence).value_or(BegunDay{});
    return day_.sequence == 0 ? std::nullopt : std::optional(day_.day);
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
  AccountRow row_;  ///< of the account
  AccountHead head_;
  std::priority_queue<Source> sources_;
  std::vector<Claim> claims_;     ///< whose loans are sources
  PlacedPost post_;               ///< of the source of posts
  std::vector<ClaimPost> posts_;  ///< of the row that was read last
  std::pair<Sequence, LoanId> posts_at_;
  boost::unordered_flat_map<std::uint64_t, std::unique_ptr<LoanRow>> loans_;
  boost::unordered_flat_map<std::pair<Sequence, std::uint64_t>, std::unique_ptr<LoanFact>> facts_;
  Amount balance_;
  Amount held_;
  Source last_;
  BegunDay day_{no_end, {}};  ///< of the line taken last
};

/// Where in the journal a period lies: [first, end).
struct Stretch {
  Sequence first = 0;
  Sequence end = no_end;
};

std::expected<Stretch, protocol::Refusal> stretch_of(Snapshot& books, const Period& period) {
  Stretch stretch;
  const Date newest = books.newest_day().value_or(BegunDay{}).day;
  for (const std::optional<Date>& day : {period.from, period.to}) {
    if (day && *day > newest) return std::unexpected(protocol::Refusal::date_not_reached);
  }
  if (period.from) stretch.first = books.began_after(*period.from + -1);
  if (period.to) {
    const Sequence end = books.began_after(*period.to);
    if (end != 0) stretch.end = end;
  }
  return stretch;
}

Standing standing_before(Snapshot& books, AccountId account, Sequence end) {
  if (end == 0) return {};
  Walk walk(books, account);
  walk.begin_before(end);
  return walk.standing();
}

/// The lines of a stretch, and what of its ends they tell by themselves.
struct StretchPage {
  Page<StatementLine, StatementCursor> page;
  std::optional<Standing> opening;  ///< of the last page
  std::optional<Standing> closing;  ///< of the first page
};

std::expected<StretchPage, protocol::Refusal> page_of(Snapshot& books, AccountId account,
                                                      const Stretch& stretch,
                                                      const std::optional<StatementCursor>& after,
                                                      std::size_t lines_max) {
  Walk walk(books, account);
  if (!after) {
    walk.begin_before(stretch.end);
  } else if (after->sequence < stretch.first || after->sequence >= stretch.end ||
             !walk.begin_behind(*after)) {
    return std::unexpected(protocol::Refusal::malformed_request);
  }
  const Sequence known = after ? after->known : books.sequence();
  StretchPage told;
  if (!after) told.closing = walk.standing();
  std::vector<StatementLine>& lines = told.page.lines;
  while (!walk.done(stretch.first) && lines.size() < lines_max) lines.push_back(walk.take());
  if (walk.done(stretch.first)) {
    told.opening = walk.standing();
  } else {
    told.page.next = walk.cursor(known);
  }
  return told;
}

}  // namespace

std::expected<Page<StatementLine, StatementCursor>, protocol::Refusal> statement(
    Snapshot& books, AccountId account, const std::optional<StatementCursor>& after,
    std::size_t lines_max) {
  auto told = page_of(books, account, {}, after, lines_max);
  if (!told) return std::unexpected(told.error());
  return std::move(told->page);
}

std::expected<PeriodPage, protocol::Refusal> statement(Snapshot& books, AccountId account,
                                                       const Period& period,
                                                       const std::optional<StatementCursor>& after,
                                                       std::size_t lines_max) {
  auto stretch = stretch_of(books, period);
  if (!stretch) return std::unexpected(stretch.error());
  const Sequence known = after ? after->known : books.sequence();
  if (known > books.sequence()) return std::unexpected(protocol::Refusal::malformed_request);
  stretch->end = std::min(stretch->end, known + 1);
  auto told = page_of(books, account, *stretch, after, lines_max);
  if (!told) return std::unexpected(told.error());
  if (!told->opening) told->opening = standing_before(books, account, stretch->first);
  if (!told->closing) told->closing = standing_before(books, account, stretch->end);
  return PeriodPage{std::move(told->page), *told->opening, *told->closing};
}

}  // namespace tributary::books
