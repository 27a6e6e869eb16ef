#include "api/stream_tickets.hpp"

#include "base/secret.hpp"

namespace tributary::api {

namespace {

constexpr std::size_t ticket_bytes = 24;
constexpr std::uint64_t ticket_scope = 0x7469636b6574;

base::Digest128 digest_of(std::string_view ticket) {
  return base::digest128(ticket_scope, std::as_bytes(std::span(ticket)));
}

}  // namespace

std::optional<std::string> StreamTickets::make(const Caller& caller, Time now) {
  const std::scoped_lock lock(mutex_);
  drop_old(now);
  if (by_age_.size() >= tickets_max) return std::nullopt;
  std::size_t& of_caller = of_callers_[caller.actor.value];
  if (of_caller >= of_a_caller_max) return std::nullopt;
  ++of_caller;
  std::string ticket = base::make_secret(ticket_bytes);
  const base::Digest128 digest = digest_of(ticket);
  tickets_[digest] = {caller, now + good_for};
  by_age_.emplace_back(now + good_for, digest);
  return ticket;
}

std::optional<Caller> StreamTickets::redeem(std::string_view ticket, Time now) {
  const base::Digest128 digest = digest_of(ticket);
  const std::scoped_lock lock(mutex_);
  drop_old(now);
  const auto found = tickets_.find(digest);
  if (found == tickets_.end()) return std::nullopt;
  return take(found);
}

std::size_t StreamTickets::size() const {
  const std::scoped_lock lock(mutex_);
  return tickets_.size();
}

/// Needs: the lock.
void StreamTickets::drop_old(Time now) {
  for (; !by_age_.empty() && by_age_.front().first <= now; by_age_.pop_front()) {
    const auto unused = tickets_.find(by_age_.front().second);
    if (unused != tickets_.end()) take(unused);
  }
}

/// Needs: the lock.
Caller StreamTickets::take(Tickets::iterator ticket) {
  const Caller caller = ticket->second.caller;
  tickets_.erase(ticket);
  const auto of_caller = of_callers_.find(caller.actor.value);
  if (--of_caller->second == 0) of_callers_.erase(of_caller);
  return caller;
}

}  // namespace tributary::api
