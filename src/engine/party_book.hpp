#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>

#include "engine/dense_table.hpp"
#include "engine/state_hash.hpp"
#include "protocol/types.hpp"

namespace tributary::engine {

/// A party's place in the book, from 1: shorter than its id and found without a search.
using PartyNumber = std::uint32_t;
inline constexpr PartyNumber platform_number = 1;

/// What the rules need to know of a party.
struct Party {
  protocol::PartyId id;
  protocol::LoanId first_loan;      ///< the first loan it bid on: who has none is a newcomer
  std::uint32_t related_group = 0;  ///< parties of one non-zero group do not lend to each other
  std::uint8_t risk_level = 0;
  std::uint8_t vip_level = 0;
  bool blocked = false;
};

class PartyBook {
 public:
  /// The platform itself is party number 1 of every book.
  explicit PartyBook(StateHash& hash) : hash_(&hash) { enter(protocol::platform_party); }

  const DenseTable<Party>& parties() const { return parties_; }
  const Party& operator[](PartyNumber number) const { return parties_[number]; }
  /// The party's number, or 0.
  PartyNumber find(protocol::PartyId id) const {
    const auto at = index_.find(id.value);
    return at == index_.end() ? 0 : at->second;
  }
  /// How many are blocked: mostly nobody, and then nobody need be looked at.
  std::size_t blocked() const { return blocked_; }
  PartyNumber enter(protocol::PartyId id);

  template <class Change>
  void change(PartyNumber number, Change&& change) {
    Party& party = parties_[number];
    hash_->remove(hash_of(number, party));
    blocked_ -= party.blocked ? 1 : 0;
    change(party);
    blocked_ += party.blocked ? 1 : 0;
    hash_->add(hash_of(number, party));
  }

  std::uint64_t full_hash() const;

  template <class Archive>
  void exchange(Archive& archive) {
    archive.table(parties_);
    if constexpr (Archive::loading) index_all();
  }

 private:
  static std::uint64_t hash_of(PartyNumber number, const Party& party);
  void index_all();

  StateHash* hash_;
  DenseTable<Party> parties_;
  boost::unordered_flat_map<std::uint64_t, PartyNumber> index_;
  std::size_t blocked_ = 0;
};

}  // namespace tributary::engine
