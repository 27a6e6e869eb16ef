#pragma once

#include "verticals/clock/clock_view.hpp"
#include "verticals/clock/order.hpp"

/// What an operator orders by hand.
namespace tributary::clock {

/// A run with another number than those before tries again what was refused.
using Round = http::IntegerWithin<1, 99>;

/// Begin the days up to `to` and work each of them.
struct RunWish {
  Date to;
  std::optional<Round> round;        ///< 1 if not given
  std::optional<Date> confirmed_on;  ///< `to` again, where that is not today or before
};
BOOST_DESCRIBE_STRUCT(RunWish, (), (to, round, confirmed_on))

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
  std::string request_id;  ///< of the command: the same for the same caller and Idempotency-Key
  protocol::Sequence sequence = 0;
  std::optional<std::string> refusal;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(RetryView, (), (request_id, sequence, refusal, reason))

/// The clock of the machine is right, though it jumped: it shows this time.
struct ClockWish {
  protocol::Time time;
};
BOOST_DESCRIBE_STRUCT(ClockWish, (), (time))

/// Answers at once with the run as it was ordered; the status tells how far it is.
Ordered<RunView> run_days(Asked&, const Orderer&, const RunWish&);
/// The clock is believed from here on, also where the engine's time is ahead of it.
Ordered<ClockView> confirm_clock(Asked&, const Orderer&, const ClockWish&);
/// Who orders that a thing is done again needs what its command asks for, and so does who approves.
protocol::Permission permission_of(const RetryWish&);
/// Answers with the outcome; whoever orders the same again under the same key, with the first one.
Ordered<RetryView> retry_item(Asked&, const Orderer&, const RetryWish&);

}  // namespace tributary::clock
