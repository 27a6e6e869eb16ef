#pragma once

#include <string>

#include "protocol/types.hpp"

/// What the rules know of a party: one event a fact, as its commands are. As in `event.hpp`,
/// fields are only ever added.
namespace tributary::protocol {

struct RiskLevelSet {
  static constexpr std::uint16_t number = 14;
  PartyId party;
  std::uint8_t risk_level = 0;
};
BOOST_DESCRIBE_STRUCT(RiskLevelSet, (), (party, risk_level))

struct VipLevelSet {
  static constexpr std::uint16_t number = 15;
  PartyId party;
  std::uint8_t vip_level = 0;
};
BOOST_DESCRIBE_STRUCT(VipLevelSet, (), (party, vip_level))

struct RelatedGroupSet {
  static constexpr std::uint16_t number = 16;
  PartyId party;
  std::uint32_t related_group = 0;
};
BOOST_DESCRIBE_STRUCT(RelatedGroupSet, (), (party, related_group))

struct BorrowingCapSet {
  static constexpr std::uint16_t number = 17;
  PartyId party;
  Amount borrowing_max;
  Currency currency = Currency::CNY;
};
BOOST_DESCRIBE_STRUCT(BorrowingCapSet, (), (party, borrowing_max, currency))

struct GroupBorrowingCapSet {
  static constexpr std::uint16_t number = 63;
  std::uint32_t related_group = 0;
  Amount borrowing_max;
  Currency currency = Currency::CNY;
};
BOOST_DESCRIBE_STRUCT(GroupBorrowingCapSet, (), (related_group, borrowing_max, currency))

struct PartyBlocked {
  static constexpr std::uint16_t number = 18;
  PartyId party;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(PartyBlocked, (), (party, reason))

struct PartyUnblocked {
  static constexpr std::uint16_t number = 19;
  PartyId party;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(PartyUnblocked, (), (party, reason))

}  // namespace tributary::protocol
