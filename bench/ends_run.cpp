#include <malloc.h>

#include "bench/in_process.hpp"
#include "bench/market.hpp"
#include "bench/runs.hpp"
#include "money/date.hpp"

namespace tributary::bench {
namespace {

using protocol::Amount;

constexpr std::uint64_t day_requests = std::uint64_t{1} << 41;
constexpr std::uint64_t requests_a_day = std::uint64_t{1} << 20;
constexpr std::uint64_t begin_requests = std::uint64_t{1} << 62;

/// What happens every day, and is over on the next one.
struct Usual {
  std::uint32_t deposits;
  std::uint32_t withdrawals;
  std::uint32_t loans;
  std::uint32_t listings;  ///< that are cancelled
};

money::Date day_of(std::uint32_t number) {
  return money::date_of(std::chrono::year(2024) / std::chrono::January / 1) +
         static_cast<std::int32_t>(number);
}

protocol::Time noon(money::Date day) { return {(day.days * std::int64_t{24} + 12) * 3'600'000}; }

/// Lives through days of which each is like the one before.
class Platform {
 public:
  Platform(const Market& market, const Usual& usual)
      : market_(market), usual_(usual), engine_(engine_with(founding(market))) {}

  void live_through(std::uint32_t number, std::uint16_t kept_days) {
    const money::Date day = day_of(number);
    engine_->begin_group(noon(day));
    begin(number, {day, std::nullopt, kept_days});
    CommandList list(day_requests + number * requests_a_day);
    prepay_yesterdays_loans(list, day);
    for (std::uint32_t i = 0; i < usual_.deposits; ++i) {
      list.add(protocol::RecordDeposit{market_.member(i % market_.members), {100}, {}});
    }
    withdraw(list);
    list_and_lend(list, day);
    execute_all(*engine_, list);
    engine_->forget_requests(engine_->state().sequence);
  }

  /// Bytes that the state has taken. What it has of late requests is another figure.
  double bytes() const {
    const auto taken = ::mallinfo2();
    const std::size_t requests = engine_->state().requests.size() * sizeof(protocol::KnownRequest);
    return static_cast<double>(taken.uordblks + taken.hblkhd - requests);
  }

 private:
  void begin(std::uint32_t number, const protocol::BeginBusinessDay& command) {
    CommandList list(begin_requests + number);
    list.add(command);
    protocol::Request request = list.request(0);
    request.sender = protocol::timers_agent;
    base::ByteBuffer group;
    require_accepted(engine_->execute(request, group).refusal);
  }

  void withdraw(CommandList& list) const {
    const auto next = engine_->state().withdrawals.next_id();
    for (std::uint32_t i = 0; i < usual_.withdrawals; ++i) {
      list.add(protocol::RequestWithdrawal{market_.member(i % market_.members), {100}, Amount{}});
      list.add(protocol::ReleaseWithdrawal{{next.value + i}, {}});
    }
  }

  void prepay_yesterdays_loans(CommandList& list, money::Date day) {
    for (const protocol::LoanId loan : lent_) list.add(protocol::PrepayLoan{loan, day});
    lent_.clear();
  }

  void list_and_lend(CommandList& list, money::Date day) {
    protocol::LoanId loan = engine_->state().loans.next_id();
    for (std::uint32_t i = 0; i < usual_.loans + usual_.listings; ++i, ++loan.value) {
      protocol::CreateListing listing;
      listing.borrower_account = market_.borrower(i % market_.loans);
      listing.principal = bid_amount;
      listing.terms.annual_rate = {96'000};
      listing.terms.periods = 3;
      list.add(listing);
      list.add(protocol::ApproveListing{loan});
      list.add(protocol::ScheduleListing{loan, {}, {noon(day).ms + 1}});
      list.add(protocol::OpenListing{loan});
      if (i < usual_.listings) {
        list.add(protocol::CancelListing{loan, {}});
        continue;
      }
      protocol::PlaceBid bid;
      bid.loan = loan;
      bid.account = market_.member(i % market_.members);
      bid.amount = bid_amount;
      list.add(bid);
      list.add(protocol::SettleLoan{loan, day, {}});
      lent_.push_back(loan);
    }
  }

  Market market_;
  Usual usual_;
  std::unique_ptr<engine::Engine> engine_;
  std::vector<protocol::LoanId> lent_;
};

}  // namespace

void measure_ends(Bench& bench) {
  const auto kept_days = static_cast<std::uint16_t>(bench.size(400U, 10U));
  const std::uint32_t full = 2U * kept_days;
  const std::uint32_t days = 5U * kept_days;
  const Usual usual{.deposits = bench.size(2'000U, 200U),
                    .withdrawals = bench.size(500U, 50U),
                    .loans = bench.size(200U, 20U),
                    .listings = bench.size(100U, 10U)};
  Platform platform({.members = 1'000, .loans = 100, .principal = bid_amount, .periods = 3}, usual);
  double then = 0;
  for (std::uint32_t day = 1; day <= days; ++day) {
    if (day % 100 == 1) bench.progress.step("day " + std::to_string(day));
    platform.live_through(day, kept_days);
    if (day == full) then = platform.bytes();
  }
  const double now = platform.bytes();
  const std::string words =
      "what the allocator has given the engine's state, without late requests, while every day " +
      std::to_string(usual.deposits) + " deposits, " + std::to_string(usual.withdrawals) +
      " withdrawals, " + std::to_string(usual.loans) + " loans and " +
      std::to_string(usual.listings) + " listings are over and kept for " +
      std::to_string(kept_days) + " days; ";
  bench.figures.push_back(with_rounds({.key = "ends_memory_mb",
                                       .name = "memory after " + std::to_string(days) + " days",
                                       .unit = "MB",
                                       .counts = words + "at the end of the last day"},
                                      {{.value = now / 1e6}}));
  bench.figures.push_back(
      with_rounds({.key = "ends_memory_growth_percent",
                   .name = "the same beside day " + std::to_string(full),
                   .unit = "%",
                   .counts = words + "how much more it is than at the end of that day"},
                  {{.value = (now / then - 1) * 100}}));
}

}  // namespace tributary::bench
