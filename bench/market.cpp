#include "bench/market.hpp"

#include <array>
#include <random>
#include <string>

namespace tributary::bench {
namespace {

using protocol::AccountKind;
using protocol::Currency;
using protocol::PartyId;

constexpr std::array platform_kinds{AccountKind::custodian,    AccountKind::service_fee,
                                    AccountKind::interest_fee, AccountKind::withdrawal_fee,
                                    AccountKind::marketing,    AccountKind::reserve_fund,
                                    AccountKind::own_money,    AccountKind::gap};
static_assert(platform_kinds.size() == Market::platform_accounts);

constexpr std::uint64_t first_party = 1'000;
constexpr std::uint8_t risk_level = 3;
/// From one bidder to the next: far in memory, and a prime, so that everybody has a turn.
constexpr std::uint32_t stride = 61'813;
constexpr protocol::Time year_3000{32'503'680'000'000};

// Requests are numbered apart, so that lists can be joined.
constexpr std::uint64_t founding_requests = 1;
constexpr std::uint64_t bid_requests = std::uint64_t{1} << 40;

protocol::CreateListing listing(const Market& market, std::uint32_t loan) {
  protocol::CreateListing listing;
  listing.borrower_account = market.borrower(loan);
  listing.title.text = "Measured loan " + std::to_string(loan);
  listing.principal = market.principal;
  listing.terms.annual_rate = {96'000};
  listing.terms.periods = market.periods;
  listing.rules.bid_amount_max = {5'000'000};
  listing.rules.investor_amount_max = {20'000'000};
  listing.rules.risk_level = risk_level;
  listing.fees.service = {10'000};
  listing.fees.interest = {100'000};
  return listing;
}

}  // namespace

CommandList founding(const Market& market) {
  CommandList list(founding_requests);
  for (const AccountKind kind : platform_kinds) {
    list.add(protocol::OpenAccount{protocol::platform_party, kind, Currency::CNY});
  }
  const std::uint32_t people = market.loans + market.members;  // borrowers first
  for (std::uint32_t i = 0; i < people; ++i) {
    const PartyId party{first_party + i};
    list.add(protocol::OpenAccount{party, AccountKind::member_cash, Currency::CNY});
    list.add(protocol::SetRiskLevel{party, risk_level});
    list.add(protocol::RecordDeposit{
        {Market::platform_accounts + 1 + i}, market.deposit, {"channel-" + std::to_string(i)}});
  }
  for (std::uint32_t i = 0; i < market.loans; ++i) {
    list.add(listing(market, i));
    list.add(protocol::ApproveListing{market.loan(i)});
    list.add(protocol::ScheduleListing{market.loan(i), {}, year_3000});
    list.add(protocol::OpenListing{market.loan(i)});
  }
  return list;
}

protocol::PlaceBid bid(const Market& market, std::uint32_t loan, std::uint32_t member) {
  protocol::PlaceBid bid;
  bid.loan = market.loan(loan);
  bid.account = market.member(member);
  bid.amount = bid_amount;
  return bid;
}

CommandList scattered_bids(const Market& market, std::size_t count, std::uint64_t seed) {
  CommandList list(bid_requests);
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < count; ++i) {
    const auto loan = static_cast<std::uint32_t>(random() % market.loans);
    list.add(bid(market, loan, static_cast<std::uint32_t>(random() % market.members)));
  }
  return list;
}

CommandList filling_bids(const Market& market, std::uint32_t claims, std::uint32_t loans) {
  CommandList list(bid_requests);
  std::uint32_t member = 0;
  for (std::uint32_t loan = 0; loan < loans; ++loan) {
    for (std::uint32_t i = 0; i < claims; ++i) {
      list.add(bid(market, loan, member));
      member = (member + stride) % market.members;
    }
  }
  return list;
}

}  // namespace tributary::bench
