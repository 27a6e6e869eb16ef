#include "api/guard.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <ctime>
#include <string>

namespace tributary::api {

namespace {

/// How long to wait for what ends nobody knows when.
constexpr std::chrono::seconds unknown_wait{1};

/// Twice what one token may: see Quota.
Pace of_all_tokens(const Pace& pace) { return {pace.every / 2, pace.burst * 2}; }

http::QuotaNote note_of(const Quota& quota, const Caller& caller, Bucket::Time now) {
  const auto a_second = static_cast<std::uint32_t>(std::chrono::seconds(1) / quota.requests.every);
  const std::uint32_t limit = std::max<std::uint32_t>(a_second, 1);
  const std::uint32_t left =
      std::min(caller.token_usage->requests.left(now, quota.requests),
               caller.usage->requests.left(now, of_all_tokens(quota.requests)));
  const auto reset = std::chrono::ceil<std::chrono::seconds>(quota.requests.every *
                                                             (limit - std::min(left, limit)));
  return {limit, std::min(left, limit), static_cast<std::uint32_t>(reset.count())};
}

/// Takes a unit and lets the ticket's answer give it back.
bool hold(http::Server* server, const http::Ticket& ticket, std::atomic<std::uint32_t>& counter,
          std::uint32_t units_max) {
  if (server == nullptr) return counter.load(std::memory_order_relaxed) < units_max;
  http::Lease lease;
  const bool is_there = counter.fetch_add(1, std::memory_order_relaxed) < units_max;
  lease = http::Lease(counter);
  if (is_there) server->hold(ticket, std::move(lease));
  return is_there;
}

/// ": POST /v1/loans/7/bids"
std::string asking_for(const http::Request& request) {
  constexpr std::size_t path_bytes_max = 128;
  std::string text(": ");
  text.append(http::method_name(request.method)).append(" ");
  text.append(request.path.substr(0, path_bytes_max));
  return request.path.size() > path_bytes_max ? text + "…" : text;
}

/// " from 192.0.2.1"
std::string from(const http::Request& request) {
  return std::string(" from ").append(request.peer);
}

/// "member 1001, token 7", of a caller or of whoever was one.
template <class Known>
std::string name_with_token(const Known& known) {
  std::string text = name_of(known.actor);
  if (known.token != 0) text.append(", token ").append(std::to_string(known.token));
  return text;
}

}  // namespace

Guard::Guard(Options options)
    : options_(std::move(options)), usages_(options_.quotas), traces_(options_.write) {
  if (options_.quotas.address) addresses_.emplace(*options_.quotas.address);
}

Bucket::Time Guard::coarse_clock() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return Bucket::Time(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

std::optional<Denial> Guard::admit(const http::Request& request, const Caller& caller,
                                   Takes takes) {
  if (server_ != nullptr) server_->note_known(request.ticket);
  if (caller.quota == nullptr) return std::nullopt;
  const Bucket::Time now = options_.clock();
  auto denial = charge(request, caller, takes, now);
  if (server_ != nullptr) {
    server_->note_quota(request.ticket, note_of(*caller.quota, caller, now));
  }
  return denial;
}

std::optional<Denial> Guard::charge(const http::Request& request, const Caller& caller, Takes takes,
                                    Bucket::Time now) {
  const Quota& quota = *caller.quota;
  Usage& of_token = *caller.token_usage;
  Usage& of_caller = *caller.usage;
  if (!of_token.requests.take(now, quota.requests)) {
    return refuse(request, &caller, Limit::requests, of_token.requests.wait(now, quota.requests));
  }
  const Pace all_tokens = of_all_tokens(quota.requests);
  if (!of_caller.requests.take(now, all_tokens)) {
    return refuse(request, &caller, Limit::requests, of_caller.requests.wait(now, all_tokens));
  }
  if (takes == Takes::a_stream) {
    if (hold(server_, request.ticket, of_caller.streams, quota.streams)) return std::nullopt;
    return refuse(request, &caller, Limit::streams, unknown_wait);
  }
  if (hold(server_, request.ticket, of_caller.in_flight, quota.in_flight)) return std::nullopt;
  return refuse(request, &caller, Limit::in_flight, unknown_wait);
}

std::optional<Denial> Guard::admit_stranger(const http::Request& request) {
  if (!addresses_) return std::nullopt;
  const auto [allowed, wait] = addresses_->ask(request.peer, options_.clock());
  if (allowed) return std::nullopt;
  return refuse(request, nullptr, Limit::address, wait);
}

Denial Guard::turn_away(const http::Request& request, const Stranger& stranger) {
  const AuthFailure why = stranger.why;
  figures_.auth_failures[static_cast<std::size_t>(why)].fetch_add(1, std::memory_order_relaxed);
  const Bucket::Time now = options_.clock();
  if (why != AuthFailure::missing_token) {
    std::string who = boost::describe::enum_to_string(why, "");
    if (stranger.token != 0) who.append(" of ").append(name_with_token(stranger));
    who += from(request);
    traces_.note("auth_failed", who, who + asking_for(request), now);
  }
  if (addresses_) {
    const auto [allowed, wait] = why == AuthFailure::missing_token
                                     ? addresses_->ask(request.peer, now)
                                     : addresses_->guess(request.peer, now);
    if (!allowed) return refuse(request, nullptr, Limit::address, wait);
  }
  return protocol::Refusal::unauthenticated;
}

void Guard::forbidden(const http::Request& request, const Caller& caller) {
  figures_.permission_refusals.fetch_add(1, std::memory_order_relaxed);
  const std::string name = name_with_token(caller);
  traces_.note("permission_refused", name, name + from(request) + asking_for(request),
               options_.clock());
}

std::optional<Denial> Guard::admit_command(const http::Request& request, const Caller& caller) {
  if (caller.quota == nullptr) return std::nullopt;
  const auto wait = caller.usage->refusals.wait(options_.clock(), caller.quota->refusals);
  if (wait.count() == 0) return std::nullopt;
  return refuse(request, &caller, Limit::refusals, wait);
}

std::optional<Denial> Guard::admit_password(const http::Request& request, const Caller& caller,
                                            protocol::LoanId loan) {
  const auto wait = passwords_.begin(caller.actor, loan, options_.clock());
  if (!wait) return std::nullopt;
  return refuse(request, &caller, Limit::password, *wait);
}

void Guard::forgive_password(const Caller& caller, protocol::LoanId loan) {
  passwords_.forgive(caller.actor, loan, options_.clock());
}

void Guard::recorded(const protocol::Record& record) {
  if (record.refusal != protocol::Refusal::none) charge_refusal(record.sender.actor);
  if (!passwords_.is_empty()) passwords_.end(record, options_.clock());
}

void Guard::charge_refusal(protocol::ActorId caller) {
  const Quota* const quota = usages_.quotas().of(caller.kind());
  Usage* const usage = quota != nullptr ? usages_.find(caller) : nullptr;
  if (usage != nullptr) usage->refusals.charge(options_.clock(), quota->refusals);
}

void Guard::repeated(const protocol::Record& record) {
  if (passwords_.is_empty()) return;
  protocol::Record nothing_tried = record;
  nothing_tried.refusal = protocol::Refusal::none;
  passwords_.end(nothing_tried, options_.clock());
}

Denial Guard::refuse(const http::Request& request, const Caller* caller, Limit limit,
                     std::chrono::nanoseconds wait) {
  const std::size_t kind = caller != nullptr ? static_cast<std::size_t>(caller->actor.kind()) : 0;
  figures_.quota_refusals.at(kind)[static_cast<std::size_t>(limit)].fetch_add(
      1, std::memory_order_relaxed);
  std::string which = boost::describe::enum_to_string(limit, "");
  which.append(" of ").append(caller != nullptr ? name_with_token(*caller)
                                                : std::string(request.peer));
  const std::string source = caller != nullptr ? from(request) : std::string();
  traces_.note("limit_reached", which, which + source + asking_for(request), options_.clock());
  return {limit, wait};
}

http::Handler guarded(Guard* guard, http::Handler handler) {
  if (guard == nullptr) return handler;
  return [guard, handler = std::move(handler)](const http::Request& request, http::Server& server) {
    if (const auto denial = guard->admit_stranger(request)) {
      return server.respond(request.ticket, render(*denial));
    }
    handler(request, server);
  };
}

}  // namespace tributary::api
