#pragma once

#include <atomic>
#include <boost/describe/enum.hpp>
#include <cstdint>

#include "bench/market.hpp"

/// The same work done by Tributary and by what would be used instead.
namespace tributary::bench::peers {

enum class Work : std::uint8_t {
  bids,    ///< one hot loan after the other, as fast as answers come
  rush,    ///< everybody at once on one loan
  mix,     ///< random members on a thousand loans
  payout,  ///< one period to every holder of two loans
};
BOOST_DESCRIBE_ENUM(Work, bids, rush, mix, payout)

enum class Answer : std::uint8_t {
  accepted,
  repeated,  ///< this request was accepted before; nothing changed
  full,      ///< less is left of the loan than was bid
  poor,      ///< less is available to the member than was bid
};

/// A bid of `bid_amount`. Loans and members are counted from 0.
struct Bid {
  std::uint64_t request = 0;
  std::uint32_t loan = 0;
  std::uint32_t member = 0;
};

/// The market that a peer holds before the clock runs.
struct Setting {
  std::uint32_t members = 0;
  std::uint32_t loans = 0;
  std::uint32_t room = 0;   ///< bids that a loan has room for
  std::uint32_t parts = 1;  ///< rows that what is left of a loan is kept in
  bool settled = false;     ///< `room` claims of each loan are held, by one member after the other

  static constexpr std::int64_t deposit = 1'000'000'000;  ///< of each member and borrower; minor
  std::int64_t loan_amount() const { return bid_amount.minor * room; }
  std::int64_t part_amount(std::uint32_t part) const {
    return bid_amount.minor * (room / parts + (part < room % parts ? 1 : 0));
  }
  std::uint32_t holder(std::uint32_t loan, std::uint32_t claim) const {
    return (loan * room + claim) % members;
  }
};

/// Which bid comes next; from any thread.
class BidOrder {
 public:
  enum class Kind : std::uint8_t {
    hot,    ///< loan after loan, each until it has no room; members take turns
    mixed,  ///< any member on any loan
  };
  BidOrder(Kind kind, const Setting& setting) : kind_(kind), setting_(setting) {}

  /// The bid of a number, the same each time. Needs: a loan left for it; asserted.
  Bid bid(std::uint64_t number) const;
  Bid next() { return bid(issued_.fetch_add(1, std::memory_order_relaxed)); }
  /// How many were given by `next`.
  std::uint64_t issued() const { return issued_.load(); }

 private:
  const Kind kind_;
  const Setting setting_;
  std::atomic<std::uint64_t> issued_{0};
};

/// What one claim of `bid_amount` is paid in a period: a twelfth of its principal, interest on what
/// was left of it at 9.6 % a year, and a tenth of the interest kept as a fee. Units: minor.
struct Payout {
  std::int64_t principal = 0;
  std::int64_t interest = 0;
  std::int64_t fee = 0;
};
Payout payout_of_claim(std::uint32_t period);

}  // namespace tributary::bench::peers
