#include <array>

#include "verticals/books/bookkeeper.hpp"

/// What moves between accounts without a loan.
namespace tributary::books {

void Bookkeeper::enter(Place, const protocol::AccountOpened& event) {
  participants_.open({event.account, event.party, event.kind, event.currency});
}

void Bookkeeper::enter(Place, const protocol::AccountClosed& event) {
  participants_.close(event.account);
}

void Bookkeeper::enter(Place place, const protocol::DepositRecorded& event) {
  if (event.reopened) participants_.reopen(event.account);
  Posting posting(place, FactKind::deposit_recorded, event.account, event.amount);
  posting.add(event.custodian, -event.amount);
  posting.fact.memo = event.reference;
  append(std::move(posting));
  Totals& totals = totals_of(event.account);
  totals.deposited += event.amount;
  ++totals.deposits;
}

void Bookkeeper::enter(Place place, const protocol::WithdrawalRequested& event) {
  Posting posting(place, FactKind::withdrawal_requested, event.account, {});
  posting.fact.held_change = event.amount + event.fee;
  posting.fact.reference = event.withdrawal.value;
  append(std::move(posting));
}

void Bookkeeper::enter(Place place, const protocol::WithdrawalCompleted& event) {
  const Amount sum = event.amount + event.fee;
  Posting posting(place, FactKind::withdrawal_completed, event.account, -sum);
  Posts posts;
  posts.add(event.custodian, event.amount);
  if (event.fee != Amount{}) posts.add(event.fee_account, event.fee);
  if (event.lacking != Amount{}) {
    add_shortfalls(posts, std::array{protocol::Shortfall{event.account, event.lacking}});
  }
  add_cover(posts, event.cover);
  posts.add_to(posting);
  if (!event.released) posting.fact.held_change = -sum;
  posting.fact.reference = event.withdrawal.value;
  append(std::move(posting));
  Totals& totals = totals_of(event.account);
  totals.withdrawn += event.amount;
  ++totals.withdrawals;
  totals.withdrawal_fees += event.fee;
}

void Bookkeeper::enter(Place place, const protocol::WithdrawalReleased& event) {
  Posting posting(place, FactKind::withdrawal_released, event.account, {});
  posting.fact.held_change = -(event.amount + event.fee);
  posting.fact.reference = event.withdrawal.value;
  posting.fact.memo = event.reason;
  append(std::move(posting));
}

void Bookkeeper::enter(Place place, const protocol::FundsTransferred& event) {
  Posting posting(place, FactKind::funds_transferred, event.from, -event.amount);
  Posts posts;
  posts.add(event.to, event.amount);
  add_cover(posts, event.cover);
  posts.add_to(posting);
  posting.fact.memo = event.memo;
  append(std::move(posting));
}

void Bookkeeper::add_shortfalls(Posts& posts, std::span<const protocol::Shortfall> shortfalls) {
  for (const protocol::Shortfall& shortfall : shortfalls) {
    posts.add(shortfall.account, shortfall.amount);
    // The platform does not owe itself.
    if (participants_[shortfall.account].party == protocol::platform_party) continue;
    posts.lacks(shortfall.account, shortfall.amount);
    totals_of(shortfall.account).receivables += shortfall.amount;
  }
}

void Bookkeeper::add_cover(Posts& posts, const protocol::Cover& cover) const {
  if (cover.own != Amount{}) posts.add(cover.own_account, -cover.own);
  if (cover.gap != Amount{}) posts.add(cover.gap_account, -cover.gap);
}

void Bookkeeper::enter(Place place, const protocol::PostingReversed& event) {
  Posting posting(place, FactKind::posting_reversed, event.from, -event.amount);
  Posts posts;
  posts.add(event.to, event.amount);
  if (event.lacking != Amount{}) {
    add_shortfalls(posts, std::array{protocol::Shortfall{event.from, event.lacking}});
  }
  add_cover(posts, event.cover);
  posts.add_to(posting);
  posting.fact.reference = event.posting.value;
  posting.fact.memo = event.memo;
  append(std::move(posting));
}

void Bookkeeper::enter(Place place, const protocol::ReceivableCollected& event) {
  Posting posting(place, FactKind::receivable_collected, event.account, -event.amount);
  Posts posts;
  posts.add(event.own_account, event.amount);
  add_cover(posts, event.cover);
  posts.add_to(posting);
  append(std::move(posting));
  totals_of(event.account).receivables -= event.amount;
}

void Bookkeeper::enter(Place place, const protocol::OwnMoneyPaidIn& event) {
  Posting posting(place, FactKind::own_money_paid_in, event.own_account, event.amount);
  Posts posts;
  posts.add(event.custodian, -event.amount);
  add_cover(posts, event.cover);
  posts.add_to(posting);
  posting.fact.memo = event.reference;
  append(std::move(posting));
  totals_of(event.own_account);  // from now on there are some: a platform's first money is its own
}

void Bookkeeper::enter(Place place, const protocol::OwnMoneyTakenOut& event) {
  Posting posting(place, FactKind::own_money_taken_out, event.own_account, -event.amount);
  posting.add(event.custodian, event.amount);
  posting.fact.memo = event.reference;
  append(std::move(posting));
}

void Bookkeeper::enter(Place place, const protocol::WithdrawalReturned& event) {
  if (event.reopened) participants_.reopen(event.account);
  Posting posting(place, FactKind::withdrawal_returned, event.account, event.amount);
  posting.add(event.custodian, -event.amount);
  posting.fact.reference = event.withdrawal.value;
  posting.fact.memo = event.memo;
  append(std::move(posting));
  Totals& totals = totals_of(event.account);
  totals.withdrawn -= event.amount;
  --totals.withdrawals;
}

void Bookkeeper::enter(Place place, const protocol::DepositBounced& event) {
  Posting posting(place, FactKind::deposit_bounced, event.account, -event.amount);
  Posts posts;
  posts.add(event.custodian, event.amount);
  take_back(place, event.taken, event.memo, posts);
  add_shortfalls(posts, event.shortfalls);
  add_cover(posts, event.cover);
  posts.add_to(posting);
  posting.fact.reference = event.posting.value;
  posting.fact.memo = event.memo;
  append(std::move(posting));
  const FactKind bounced = account_facts_.get(event.posting.value).kind;
  Totals& totals = totals_of(event.account);
  if (bounced == FactKind::deposit_recorded) {
    totals.deposited -= event.amount;
    --totals.deposits;
  } else if (bounced == FactKind::withdrawal_returned) {
    totals.withdrawn += event.amount;
    ++totals.withdrawals;
  }
}

void Bookkeeper::enter(Place place, const protocol::DebitRecorded& event) {
  Posting posting(place, FactKind::debit_recorded, event.account, -event.amount);
  Posts posts;
  posts.add(event.custodian, event.amount);
  if (event.lacking != Amount{}) {
    add_shortfalls(posts, std::array{protocol::Shortfall{event.account, event.lacking}});
  }
  add_cover(posts, event.cover);
  posts.add_to(posting);
  posting.fact.memo = event.memo.empty() ? event.reference : event.memo;
  append(std::move(posting));
}

void Bookkeeper::enter(Place place, const protocol::BounceContinued& event) {
  Posting posting(place, FactKind::bounce_continued, event.account, -event.amount);
  Posts posts;
  posts.add(event.own_account, event.amount);
  posts.lacks(event.account, -event.amount);
  take_back(place, event.taken, {}, posts);
  add_shortfalls(posts, event.shortfalls);
  add_cover(posts, event.cover);
  posts.add_to(posting);
  posting.fact.reference = event.posting.value;
  append(std::move(posting));
  totals_of(event.account).receivables -= event.amount;
}

}  // namespace tributary::books
