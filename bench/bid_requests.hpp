#pragma once

#include <cstdint>
#include <string>

#include "bench/load_client.hpp"
#include "bench/market.hpp"

namespace tributary::bench {

/// Bids as a client sends them: the bytes are made once a loan; from bid to bid only the digits of
/// the idempotency key and of the account change.
class BidRequests final : public Requests {
 public:
  /// Bids of one member after the other on the loans `first_loan` and following of `market`, each
  /// taking `bids_per_loan`. Two objects for the same server need two `series`.
  /// Needs: a market with loans enough; asserted.
  BidRequests(const Market& market, std::uint32_t first_loan, std::uint32_t bids_per_loan,
              std::uint32_t series, std::string token);

  std::string_view next() override;

  /// The loan that bids go to now, counted from 0.
  std::uint32_t loan() const { return loan_; }

 private:
  void make_request();

  const Market market_;
  const std::uint32_t bids_per_loan_;
  const std::uint32_t series_;
  const std::string token_;
  std::uint32_t loan_;
  std::uint32_t bids_on_loan_ = 0;
  std::uint64_t number_ = 0;
  std::string request_;
  std::size_t number_at_ = 0;   ///< where the digits of `number_` begin
  std::size_t account_at_ = 0;  ///< … and those of the account, quotes included
};

}  // namespace tributary::bench
