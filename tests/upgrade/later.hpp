#pragma once

#include "api/optional_members.hpp"
#include "engine/language.hpp"
#include "protocol/command.hpp"

/// What the platform may speak one day: rules 2, a field more in a struct inside a command and its
/// event, a field more in another command and its event, and an event that means more than before.
namespace tributary::later {

inline constexpr engine::RulesVersion rules = 2;

struct BidRules {
  money::Amount bid_amount_min{10000};
  money::Amount bid_amount_step{10000};
  money::Amount bid_amount_max;
  money::Amount investor_amount_max;
  bool newcomers_only = false;
  std::uint8_t vip_level_min = 0;
  std::uint8_t risk_level = 0;
  protocol::AccessCode access_code;
  std::uint32_t bids_max = 0;  ///< new

  friend bool operator==(const BidRules&, const BidRules&) = default;
};
BOOST_DESCRIBE_STRUCT(BidRules, (),
                      (bid_amount_min, bid_amount_step, bid_amount_max, investor_amount_max,
                       newcomers_only, vip_level_min, risk_level, access_code, bids_max))

struct ListingCreated {
  static constexpr std::uint16_t number = protocol::ListingCreated::number;
  protocol::LoanId loan;
  protocol::AccountId borrower_account;
  protocol::AccountId guarantor_account;
  protocol::Currency currency = protocol::Currency::CNY;
  std::string title;
  money::Amount principal;
  money::Terms terms;
  BidRules rules;
  protocol::LoanFees fees;
  protocol::Allocation allocation = protocol::Allocation::fee_penalty_interest_principal;
  protocol::LateRules late;
};
BOOST_DESCRIBE_STRUCT(ListingCreated, (),
                      (loan, borrower_account, guarantor_account, currency, title, principal, terms,
                       rules, fees, allocation, late))

struct CreateListing {
  static constexpr std::uint16_t number = protocol::CreateListing::number;
  static constexpr protocol::Subject subject = protocol::Subject::none;
  static constexpr protocol::Endpoint endpoint = protocol::CreateListing::endpoint;
  using Accepted = ListingCreated;
  protocol::AccountId borrower_account;
  std::optional<protocol::AccountId> guarantor_account;
  protocol::Line title;
  money::Amount principal;
  money::Terms terms;
  BidRules rules;
  protocol::LoanFees fees;
  protocol::Allocation allocation = protocol::Allocation::fee_penalty_interest_principal;
  protocol::LateRules late;
};
BOOST_DESCRIBE_STRUCT(CreateListing, (),
                      (borrower_account, guarantor_account, title, principal, terms, rules, fees,
                       allocation, late))

struct BidPlaced {
  static constexpr std::uint16_t number = protocol::BidPlaced::number;
  protocol::LoanId loan;
  std::uint32_t bid = 0;
  protocol::AccountId account;
  money::Amount from;
  money::Amount amount;
  std::string memo;  ///< new
};
BOOST_DESCRIBE_STRUCT(BidPlaced, (), (loan, bid, account, from, amount, memo))

struct PlaceBid {
  static constexpr std::uint16_t number = protocol::PlaceBid::number;
  static constexpr protocol::Subject subject = protocol::Subject::loan;
  static constexpr protocol::Endpoint endpoint = protocol::PlaceBid::endpoint;
  using Accepted = BidPlaced;
  protocol::LoanId loan;
  protocol::AccountId account;
  money::Amount amount;
  bool fill_remaining = false;
  protocol::AccessCode access_code;
  protocol::Note memo;  ///< new
};
BOOST_DESCRIBE_STRUCT(PlaceBid, (), (loan, account, amount, fill_remaining, access_code, memo))

/// `List` with what is new in the place of what it replaces.
template <class List, class... Pairs>
struct Replaced;
template <class List>
struct Replaced<List> {
  using type = List;
};
template <class List, class Old, class New, class... More>
struct Replaced<List, Old, New, More...> {
  using type = typename Replaced<boost::mp11::mp_replace<List, Old, New>, More...>::type;
};

using Commands = Replaced<protocol::Commands, protocol::CreateListing, CreateListing,
                          protocol::PlaceBid, PlaceBid>::type;
using Events = Replaced<protocol::Events, protocol::ListingCreated, ListingCreated,
                        protocol::BidPlaced, BidPlaced>::type;
static_assert(protocol::subjects_are_true<Commands>);

}  // namespace tributary::later

namespace tributary::http {

template <>
inline constexpr auto optional_members<later::CreateListing> =
    std::to_array<std::string_view>({"terms", "rules", "fees", "allocation", "late"});

template <>
inline constexpr auto optional_members<later::BidRules> = every_member;

template <>
inline constexpr auto optional_members<later::PlaceBid> =
    std::to_array<std::string_view>({"fill_remaining", "access_code", "memo"});

}  // namespace tributary::http

namespace tributary::engine {

template <>
std::expected<later::ListingCreated, Refused> decide(const State&, const Context&,
                                                     const later::CreateListing&);
template <>
void apply(State&, const Context&, const later::ListingCreated&);
/// By rules 2 a bid says why it was placed.
template <>
std::expected<later::BidPlaced, Refused> decide(const State&, const Context&,
                                                const later::PlaceBid&);
/// From rules 2 on, a bid makes its investor a VIP of level 1. Bids of before did not.
template <>
void apply(State&, const Context&, const later::BidPlaced&);

}  // namespace tributary::engine
