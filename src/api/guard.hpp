#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "api/addresses.hpp"
#include "api/caller.hpp"
#include "api/denial.hpp"
#include "api/password_guesses.hpp"
#include "api/quota.hpp"
#include "api/traces.hpp"
#include "http/server.hpp"
#include "protocol/record.hpp"

namespace tributary::api {

/// What a request takes while it lasts.
enum class Takes { an_answer, a_stream };

/// Keeps callers within their quotas, strangers within those of their addresses, and writes down
/// who reached a bound, bore a token that nobody has, or had no permission. Nothing of it is in the
/// journal. Any thread; with a ticket: that of the ticket's shard.
class Guard {
 public:
  struct Options {
    QuotaTable quotas{};
    Traces::Write write = [](std::string_view, std::string_view) {};
    Bucket::Time (*clock)() = coarse_clock;  ///< of the buckets
  };

  explicit Guard(Options options);

  /// Before requests arrive; the server must end before this object does.
  void connect(http::Server& server) { server_ = &server; }

  /// A request of somebody known: charges it, and holds what it takes until it is answered.
  std::optional<Denial> admit(const http::Request&, const Caller&, Takes = Takes::an_answer);
  /// A request of nobody, or of a page that everybody may read.
  std::optional<Denial> admit_stranger(const http::Request&);
  /// A request that has to have a caller and has none. Gives what it is told.
  Denial turn_away(const http::Request&, const Stranger&);
  /// A caller without the permission.
  void forbidden(const http::Request&, const Caller&);

  /// Whether a caller may send a command: not while too many were refused.
  std::optional<Denial> admit_command(const http::Request&, const Caller&);
  /// Counts a password that will be tried.
  std::optional<Denial> admit_password(const http::Request&, const Caller&, protocol::LoanId);
  /// It was not tried after all.
  void forgive_password(const Caller&, protocol::LoanId);

  /// A command was recorded, and its answer is given.
  void recorded(const protocol::Record&);
  /// What a caller ordered was refused, under whatever name it stands in the journal.
  void charge_refusal(protocol::ActorId);
  /// A recorded command came again: nothing was written or tried.
  void repeated(const protocol::Record&);

  /// Writes down how many lines were left out. To be called every few seconds; any thread.
  void tell_what_was_left_out() { traces_.tell(options_.clock()); }

  UsageBook& usages() { return usages_; }
  const GuardFigures& figures() const { return figures_; }

  /// Steady, exact to a few milliseconds, and cheap.
  static Bucket::Time coarse_clock();

 private:
  std::optional<Denial> charge(const http::Request&, const Caller&, Takes, Bucket::Time now);
  Denial refuse(const http::Request&, const Caller*, Limit, std::chrono::nanoseconds wait);

  const Options options_;
  UsageBook usages_;
  std::optional<Addresses> addresses_;
  PasswordGuesses passwords_;
  Traces traces_;
  GuardFigures figures_;
  http::Server* server_ = nullptr;
};

/// A handler of a page that everybody may read, as often as their address may. Without a guard: as
/// it was.
http::Handler guarded(Guard*, http::Handler);

}  // namespace tributary::api
