#pragma once

#include <deque>
#include <vector>

#include "follow/follower.hpp"
#include "protocol/event.hpp"
#include "protocol/record.hpp"

namespace tributary::books {

/// The journal of a platform that never was, for measurements: members deposit and bid on many
/// loans at once; each loan is filled by 100 bids, unless another number is wanted, settled, and
/// repaid in 12 instalments while others are raised. About 84 of 100 events are bids then. Always
/// the same.
class Workload {
 public:
  explicit Workload(std::uint64_t members, std::uint64_t loans_open = 1000,
                    std::uint32_t bids_per_loan = 100);

  /// The next group, of at least `records` records.
  journal::Group next_group(std::uint64_t records);

  /// The next record begins a business day, the one after the last.
  void begin_day();

  std::uint64_t members() const { return members_; }
  protocol::AccountId member(std::uint64_t number) const { return {first_member_ + number}; }

 private:
  struct Loan {
    protocol::LoanId id;
    std::uint32_t bids = 0;
  };
  struct Running {
    protocol::LoanId id;
    std::uint32_t paid = 0;
  };

  template <class Command, class Event>
  void write(const Command& command, const Event& event);
  void open_accounts();
  Loan list();
  void bid(Loan& loan);
  void settle(const Loan& loan);
  void collect();
  protocol::AccountId random_member();
  std::uint64_t random();

  std::uint64_t members_;
  std::uint32_t bids_per_loan_;
  protocol::Amount principal_;
  std::uint64_t first_member_ = 0;
  std::uint64_t accounts_ = 0;
  std::uint64_t loans_ = 0;
  protocol::Date day_{20'000};
  std::uint64_t state_ = 1;
  std::vector<Loan> open_;
  std::deque<Running> running_;
  base::ByteBuffer body_;
  base::ByteBuffer command_;
  std::uint64_t sequence_ = 0;
  std::uint64_t grouped_ = 0;  // the last record of the last group
};

}  // namespace tributary::books
