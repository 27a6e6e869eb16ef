#pragma once

#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/by_enum.hpp"
#include "engine/dense_table.hpp"
#include "engine/state_hash.hpp"
#include "protocol/types.hpp"

namespace tributary::engine {

using protocol::WithdrawalState;

/// Money on its way out: held from the request until the bank's word. Some time after its end it
/// leaves memory.
struct Withdrawal {
  protocol::AccountId account;
  protocol::Amount amount;
  protocol::Amount fee;  ///< asked for; of one that is completed, paid
  WithdrawalState state = WithdrawalState::requested;
  protocol::Date on{};  ///< the day of its request; from its end on, of what ended it

  bool open() const { return state <= WithdrawalState::submitted; }
  bool released() const {
    return state == WithdrawalState::released || state == WithdrawalState::called_off;
  }
};

/// And the rules by which people may ask for one.
class WithdrawalBook {
 public:
  explicit WithdrawalBook(StateHash& hash) : hash_(&hash) {}

  const Withdrawal* find(protocol::WithdrawalId id) const {
    const Withdrawal* row = row_of(id.value);
    return row == nullptr || is_over(*row) ? nullptr : row;
  }
  /// The number of the last one in memory before `id`, or zero.
  protocol::WithdrawalId before(protocol::WithdrawalId id) const;
  /// Whether there was such a withdrawal, and it has left.
  bool has_left(protocol::WithdrawalId id) const {
    return id && id < next_id() && find(id) == nullptr;
  }
  std::size_t in_memory() const { return withdrawals_.size() + old_.size(); }
  /// All that are in memory: also those that nobody finds any more.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const auto& [number, row] : old_) visit(number, row);
    for (std::uint64_t number = withdrawals_.first_number(); number < withdrawals_.next_number();
         ++number) {
      visit(number, withdrawals_[number]);
    }
  }
  const protocol::WithdrawalRules& rules(protocol::Currency currency) const {
    return rules_[static_cast<std::size_t>(currency)];
  }
  /// How many of an account have not ended.
  std::uint32_t open_of(protocol::AccountId account) const {
    const auto at = open_.find(account.value);
    return at == open_.end() ? 0 : at->second;
  }
  protocol::WithdrawalId next_id() const { return {withdrawals_.next_number()}; }

  void add(Withdrawal withdrawal, protocol::Date day);
  /// Those that ended before `day` have left from here.
  void let_go_before(protocol::Date day);
  void set_rules(protocol::Currency currency, const protocol::WithdrawalRules& rules) {
    auto& kept = rules_[static_cast<std::size_t>(currency)];
    hash_->remove(hash_of(currency, kept));
    kept = rules;
    hash_->add(hash_of(currency, kept));
  }
  void set_submitted(protocol::WithdrawalId id) {
    ASSERT(row_of(id.value)->state == WithdrawalState::requested);
    set_state(id, WithdrawalState::submitted, {});
  }
  /// Also after it was released: the bank has paid all the same, and `fee` is nothing then.
  void set_completed(protocol::WithdrawalId id, protocol::Amount fee, protocol::Date day) {
    Withdrawal& withdrawal = at(id.value);
    ASSERT(withdrawal.state == WithdrawalState::submitted || withdrawal.released());
    hash_->remove(hash_of(id.value, withdrawal));
    withdrawal.fee = fee;
    hash_->add(hash_of(id.value, withdrawal));
    set_state(id, WithdrawalState::completed, day);
  }
  void set_released(protocol::WithdrawalId id, protocol::Date day) {
    const Withdrawal& before = *row_of(id.value);
    ASSERT(before.open());
    const bool bank_knew = before.state == WithdrawalState::submitted;
    set_state(id, bank_knew ? WithdrawalState::released : WithdrawalState::called_off, day);
  }
  void set_returned(protocol::WithdrawalId id, protocol::Date day) {
    ASSERT(row_of(id.value)->state == WithdrawalState::completed);
    set_state(id, WithdrawalState::returned, day);
  }

  std::uint64_t full_hash() const {
    std::uint64_t sum = 0;
    for_each([&](std::uint64_t number, const Withdrawal& row) { sum += hash_of(number, row); });
    for (std::size_t currency = 0; currency < rules_.size(); ++currency) {
      sum += hash_of(static_cast<protocol::Currency>(currency), rules_[currency]);
    }
    return sum;
  }

  template <class Archive>
  void exchange(Archive& archive) {
    archive.table(withdrawals_);
    std::vector<SavedOld> old;
    for (const auto& [number, row] : old_) old.push_back({number, row});
    archive.list(old);
    std::vector<SavedRules> saved;
    for (const auto& rules : rules_) saved.push_back({rules.fee, rules.amount_min, rules.open_max});
    archive.list(saved);
    if constexpr (Archive::loading) {
      for (std::size_t currency = 0; currency < std::min(rules_.size(), saved.size()); ++currency) {
        const SavedRules& rules = saved[currency];
        rules_[currency] = {rules.fee, rules.amount_min,
                            static_cast<std::uint16_t>(rules.open_max)};
      }
      for (const SavedOld& one : old) restore_old(one.number, one.row);
      for_each([&](std::uint64_t, const Withdrawal& row) {
        if (row.open()) count_open(row, 1);
      });
    }
  }
  /// After a snapshot was loaded: those that ended before have left.
  void restore_ends(protocol::Date kept_from) { kept_from_ = kept_from; }

 private:
  const Withdrawal* row_of(std::uint64_t number) const;
  Withdrawal& at(std::uint64_t number) { return const_cast<Withdrawal&>(*row_of(number)); }
  bool is_over(const Withdrawal& row) const { return !row.open() && row.on < kept_from_; }
  void set_state(protocol::WithdrawalId id, WithdrawalState state, protocol::Date day);
  void give_back(std::size_t rows);
  void restore_old(std::uint64_t number, const Withdrawal& row);
  /// Without a gap in its bytes.
  struct SavedRules {
    protocol::Amount fee;
    protocol::Amount amount_min;
    std::uint64_t open_max = 0;
  };
  struct SavedOld {
    std::uint64_t number = 0;
    Withdrawal row;
  };

  void count_open(const Withdrawal& withdrawal, int more) {
    std::uint32_t& count = open_[withdrawal.account.value];
    count += static_cast<std::uint32_t>(more);
    if (count == 0) open_.erase(withdrawal.account.value);
  }

  /// Rules that nobody has set count nothing.
  static std::uint64_t hash_of(protocol::Currency currency,
                               const protocol::WithdrawalRules& rules) {
    if (rules == protocol::WithdrawalRules{}) return 0;
    return row_hash(16, static_cast<std::uint64_t>(currency), rules.fee.minor,
                    rules.amount_min.minor, rules.open_max);
  }
  static std::uint64_t hash_of(std::uint64_t number, const Withdrawal& withdrawal) {
    return row_hash(7, number, withdrawal.account.value, withdrawal.amount.minor,
                    withdrawal.fee.minor, static_cast<std::uint64_t>(withdrawal.state),
                    static_cast<std::uint64_t>(withdrawal.on.days));
  }

  StateHash* hash_;
  DenseTable<Withdrawal> withdrawals_;
  // Those that were asked for long ago and are, or were when that was looked at, still open: so
  // that one does not keep all that come after it.
  std::map<std::uint64_t, Withdrawal> old_;                       // by number
  std::set<std::pair<protocol::Date, std::uint64_t>> old_ended_;  // of these
  protocol::Date kept_from_;                                      // what ended before has left
  std::array<protocol::WithdrawalRules, base::places_of<protocol::Currency>>
      rules_{};                                                   // by currency
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> open_;  // by account
};

}  // namespace tributary::engine
