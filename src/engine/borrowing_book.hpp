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

/// Of each party and currency, or of each group of related parties. Sums of two currencies mean
/// nothing, so there are none. Most parties never borrow and have no row. The kind of row says
/// whose: in the hash, a party's never counts as a group's.
template <std::uint64_t row_kind>
class Borrowings {
 public:
  using Key = std::pair<std::uint32_t, protocol::Currency>;

  explicit Borrowings(StateHash& hash) : hash_(&hash) {}

  const std::map<Key, Borrowing>& rows() const { return rows_; }
  Borrowing of(std::uint32_t owner, protocol::Currency currency) const {
    const auto at = rows_.find({owner, currency});
    return at == rows_.end() ? Borrowing{} : at->second;
  }

  template <class Change>
  void change(std::uint32_t owner, protocol::Currency currency, Change&& change) {
    const Key key{owner, currency};
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
        rows_[{row.owner, static_cast<protocol::Currency>(row.currency)}] = row.borrowing;
      }
    }
  }

 private:
  /// As a snapshot keeps it: without a gap in its bytes.
  struct Saved {
    std::uint32_t owner = 0;
    std::uint32_t currency = 0;
    Borrowing borrowing;
  };

  /// What says nothing counts nothing: a row that is zero is as good as none.
  static std::uint64_t hash_of(const Key& key, const Borrowing& row) {
    if (row == Borrowing{}) return 0;
    return row_hash(row_kind, key.first, static_cast<std::uint64_t>(key.second), row.owed.minor,
                    row.max.minor);
  }

  StateHash* hash_;
  std::map<Key, Borrowing> rows_;
};

using BorrowingBook = Borrowings<15>;       ///< by the number of a party
using GroupBorrowingBook = Borrowings<23>;  ///< by the number of a group

}  // namespace tributary::engine
