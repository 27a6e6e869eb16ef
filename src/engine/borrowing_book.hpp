#pragma once

#include <map>
#include <utility>
#include <vector>

#include "engine/party_book.hpp"
#include "engine/state_hash.hpp"
#include "protocol/types.hpp"

namespace tributary::engine {

/// What a party borrows in one currency, and how much it may.
struct Borrowing {
  protocol::Amount owed;  ///< of loans, plus what is listed and has not ended
  protocol::Amount max;   ///< 0: no cap

  friend bool operator==(const Borrowing&, const Borrowing&) = default;
};

/// Of each party and currency. Sums of two currencies mean nothing, so there are none. Most parties
/// never borrow and have no row.
class BorrowingBook {
 public:
  using Key = std::pair<PartyNumber, protocol::Currency>;

  explicit BorrowingBook(StateHash& hash) : hash_(&hash) {}

  const std::map<Key, Borrowing>& rows() const { return rows_; }
  Borrowing of(PartyNumber party, protocol::Currency currency) const {
    const auto at = rows_.find({party, currency});
    return at == rows_.end() ? Borrowing{} : at->second;
  }

  template <class Change>
  void change(PartyNumber party, protocol::Currency currency, Change&& change) {
    const Key key{party, currency};
    Borrowing& row = rows_[key];
    hash_->remove(hash_of(key, row));
    change(row);
    hash_->add(hash_of(key, row));
    if (row == Borrowing{}) rows_.erase(key);
  }

  std::uint64_t full_hash() const {
    std::uint64_t sum = 0;
    for (const auto& [key, row] : rows_) sum += hash_of(key, row);
    return sum;
  }

  template <class Archive>
  void exchange(Archive& archive) {
    std::vector<Saved> saved;
    for (const auto& [key, row] : rows_) {
      saved.push_back({key.first, static_cast<std::uint32_t>(key.second), row});
    }
    archive.list(saved);
    if constexpr (Archive::loading) {
      for (const Saved& row : saved) {
        rows_[{row.party, static_cast<protocol::Currency>(row.currency)}] = row.borrowing;
      }
    }
  }

 private:
  /// As a snapshot keeps it: without a gap in its bytes.
  struct Saved {
    PartyNumber party = 0;
    std::uint32_t currency = 0;
    Borrowing borrowing;
  };

  /// What says nothing counts nothing: a row that is zero is as good as none.
  static std::uint64_t hash_of(const Key& key, const Borrowing& row) {
    if (row == Borrowing{}) return 0;
    return row_hash(15, key.first, static_cast<std::uint64_t>(key.second), row.owed.minor,
                    row.max.minor);
  }

  StateHash* hash_;
  std::map<Key, Borrowing> rows_;
};

}  // namespace tributary::engine
