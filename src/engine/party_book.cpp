#include "engine/party_book.hpp"

namespace tributary::engine {

std::uint64_t PartyBook::hash_of(PartyNumber number, const Party& party) {
  return row_hash(3, number, party.id.value, party.first_loan.value,
                  std::uint64_t{party.related_group} << 24 | std::uint64_t{party.risk_level} << 16 |
                      std::uint64_t{party.vip_level} << 8 | std::uint64_t{party.blocked});
}

PartyNumber PartyBook::enter(protocol::PartyId id) {
  const auto number = static_cast<PartyNumber>(parties_.next_number());
  Party party;
  party.id = id;
  parties_.append(party);
  ASSERT(index_.emplace(id.value, number).second);
  hash_->add(hash_of(number, party));
  return number;
}

std::uint64_t PartyBook::full_hash() const {
  std::uint64_t sum = 0;
  for (std::uint64_t number = 1; number <= parties_.size(); ++number) {
    sum += hash_of(static_cast<PartyNumber>(number), parties_[number]);
  }
  return sum;
}

void PartyBook::index_all() {
  index_.clear();
  blocked_ = 0;
  index_.reserve(parties_.size());
  for (std::uint64_t number = 1; number <= parties_.size(); ++number) {
    index_.emplace(parties_[number].id.value, static_cast<PartyNumber>(number));
    blocked_ += parties_[number].blocked ? 1 : 0;
  }
}

}  // namespace tributary::engine
