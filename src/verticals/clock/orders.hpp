#pragma once

#include "verticals/clock/office.hpp"

/// What an operator orders by hand.
namespace tributary::clock {

/// Begin the days up to `to` and work each of them.
struct RunWish {
  Date to;
  std::optional<std::uint32_t> round;  ///< 1 if not given; another one tries again what was refused
};
BOOST_DESCRIBE_STRUCT(RunWish, (), (to, round))

/// Do one thing of the present business day again.
struct RetryWish {
  WorkKind kind{};
  std::optional<LoanId> loan;
  std::optional<AccountId> account;  ///< in the place of a loan, to collect what it owes
  std::optional<std::uint32_t> period;
  std::optional<Amount> amount;  ///< of an instalment, to collect a part
};
BOOST_DESCRIBE_STRUCT(RetryWish, (), (kind, loan, account, period, amount))

struct RetryView {
  std::string request_id;
  protocol::Sequence sequence = 0;
  bool repeated = false;  ///< somebody else sent the same retry
  std::optional<std::string> refusal;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(RetryView, (), (request_id, sequence, repeated, refusal, reason))

/// Answers at once with the run, whose progress the status tells.
http::Response run_days(Office::Desk& desk, const RunWish& wish);
/// Answers with the outcome.
http::Response retry_item(Office::Desk& desk, const RetryWish& wish);

}  // namespace tributary::clock
