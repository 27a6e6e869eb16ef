#pragma once

#include "protocol/endpoint.hpp"
#include "protocol/party_event.hpp"
#include "protocol/subject.hpp"
#include "protocol/text.hpp"
#include "protocol/types.hpp"

/// What the rules need to know of a party: one command a fact, because each has another owner, and
/// who sets one must not overwrite what another has set. Of a party that has had no account yet
/// nothing can be set: its number may have been mistyped.
namespace tributary::protocol {

/// What the suitability test of a party gave: bids need the level of the listing.
struct SetRiskLevel {
  static constexpr std::uint16_t number = 14;
  static constexpr Subject subject = Subject::party;
  static constexpr Endpoint endpoint{"/v1/parties/{party}/risk-level", Permission::manage_accounts,
                                     "Set the risk level of a party, by its suitability test"};
  using Accepted = RiskLevelSet;
  PartyId party;
  std::uint8_t risk_level = 0;
};
BOOST_DESCRIBE_STRUCT(SetRiskLevel, (), (party, risk_level))

/// What sales grants: some listings need a level.
struct SetVipLevel {
  static constexpr std::uint16_t number = 15;
  static constexpr Subject subject = Subject::party;
  static constexpr Endpoint endpoint{"/v1/parties/{party}/vip-level", Permission::manage_accounts,
                                     "Set the VIP level of a party"};
  using Accepted = VipLevelSet;
  PartyId party;
  std::uint8_t vip_level = 0;
};
BOOST_DESCRIBE_STRUCT(SetVipLevel, (), (party, vip_level))

/// Parties of the same group do not lend to each other; zero: of no group.
struct SetRelatedGroup {
  static constexpr std::uint16_t number = 16;
  static constexpr Subject subject = Subject::party;
  static constexpr Endpoint endpoint{"/v1/parties/{party}/related-group",
                                     Permission::manage_accounts,
                                     "Put a party into a group of related parties"};
  using Accepted = RelatedGroupSet;
  PartyId party;
  std::uint32_t related_group = 0;
};
BOOST_DESCRIBE_STRUCT(SetRelatedGroup, (), (party, related_group))

/// Zero: no cap.
struct SetBorrowingCap {
  static constexpr std::uint16_t number = 17;
  static constexpr Subject subject = Subject::party;
  static constexpr Endpoint endpoint{"/v1/parties/{party}/borrowing-cap",
                                     Permission::manage_accounts,
                                     "Cap what a party may owe and have listed in a currency"};
  using Accepted = BorrowingCapSet;
  PartyId party;
  Amount borrowing_max;
  Currency currency = Currency::CNY;
};
BOOST_DESCRIBE_STRUCT(SetBorrowingCap, (), (party, borrowing_max, currency))

/// Of all parties of a group together; zero: no cap.
struct SetGroupBorrowingCap {
  static constexpr std::uint16_t number = 63;
  static constexpr Subject subject = Subject::none;
  static constexpr Endpoint endpoint{
      "/v1/related-groups/borrowing-cap", Permission::manage_accounts,
      "Cap what related parties may owe and have listed in a currency together"};
  using Accepted = GroupBorrowingCapSet;
  std::uint32_t related_group = 0;
  Amount borrowing_max;
  Currency currency = Currency::CNY;
};
BOOST_DESCRIBE_STRUCT(SetGroupBorrowingCap, (), (related_group, borrowing_max, currency))

/// Until it is unblocked, whatever else is set of it. What that means for each command stands in
/// `engine/commands/blocks.hpp`.
struct BlockParty {
  static constexpr std::uint16_t number = 18;
  static constexpr Subject subject = Subject::party;
  static constexpr Endpoint endpoint{
      "/v1/parties/{party}/block", Permission::manage_accounts,
      "Block a party: it can make no new contract and withdraw nothing"};
  using Accepted = PartyBlocked;
  PartyId party;
  Note reason;
};
BOOST_DESCRIBE_STRUCT(BlockParty, (), (party, reason))

struct UnblockParty {
  static constexpr std::uint16_t number = 19;
  static constexpr Subject subject = Subject::party;
  static constexpr Endpoint endpoint{"/v1/parties/{party}/unblock", Permission::manage_accounts,
                                     "Unblock a party"};
  using Accepted = PartyUnblocked;
  PartyId party;
  Note reason;
};
BOOST_DESCRIBE_STRUCT(UnblockParty, (), (party, reason))

}  // namespace tributary::protocol
