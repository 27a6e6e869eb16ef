#pragma once

#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <vector>

#include "engine/dense_table.hpp"
#include "engine/state_hash.hpp"
#include "protocol/types.hpp"

namespace tributary::engine {

using protocol::WithdrawalState;

/// Money on its way out: held from the request until the bank's word.
struct Withdrawal {
  protocol::AccountId account;
  protocol::Amount amount;
  protocol::Amount fee;  ///< asked for; of one that is completed, paid
  WithdrawalState state = WithdrawalState::requested;

  bool open() const { return state <= WithdrawalState::submitted; }
  bool released() const {
    return state == WithdrawalState::released || state == WithdrawalState::called_off;
  }
};

/// And the rules by which people may ask for one.
class WithdrawalBook {
 public:
  explicit WithdrawalBook(StateHash& hash) : hash_(&hash) {}

  const DenseTable<Withdrawal>& withdrawals() const { return withdrawals_; }
  const Withdrawal* find(protocol::WithdrawalId id) const {
    return withdrawals_.contains(id.value) ? &withdrawals_[id.value] : nullptr;
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

  void add(const Withdrawal& withdrawal) {
    hash_->add(hash_of(withdrawals_.next_number(), withdrawal));
    withdrawals_.append(withdrawal);
    count_open(withdrawal, 1);
  }
  void set_rules(protocol::Currency currency, const protocol::WithdrawalRules& rules) {
    auto& kept = rules_[static_cast<std::size_t>(currency)];
    hash_->remove(hash_of(currency, kept));
    kept = rules;
    hash_->add(hash_of(currency, kept));
  }
  void set_submitted(protocol::WithdrawalId id) {
    ASSERT(withdrawals_[id.value].state == WithdrawalState::requested);
    set_state(id, WithdrawalState::submitted);
  }
  /// Also after it was released: the bank has paid all the same, and `fee` is nothing then.
  void set_completed(protocol::WithdrawalId id, protocol::Amount fee) {
    Withdrawal& withdrawal = withdrawals_[id.value];
    ASSERT(withdrawal.state == WithdrawalState::submitted || withdrawal.released());
    hash_->remove(hash_of(id.value, withdrawal));
    withdrawal.fee = fee;
    hash_->add(hash_of(id.value, withdrawal));
    set_state(id, WithdrawalState::completed);
  }
  void set_released(protocol::WithdrawalId id) {
    const WithdrawalState before = withdrawals_[id.value].state;
    ASSERT(withdrawals_[id.value].open());
    set_state(id, before == WithdrawalState::submitted ? WithdrawalState::released
                                                       : WithdrawalState::called_off);
  }
  void set_returned(protocol::WithdrawalId id) {
    ASSERT(withdrawals_[id.value].state == WithdrawalState::completed);
    set_state(id, WithdrawalState::returned);
  }

  std::uint64_t full_hash() const {
    std::uint64_t sum = 0;
    for (std::uint64_t number = 1; number <= withdrawals_.size(); ++number) {
      sum += hash_of(number, withdrawals_[number]);
    }
    for (std::size_t currency = 0; currency < rules_.size(); ++currency) {
      sum += hash_of(static_cast<protocol::Currency>(currency), rules_[currency]);
    }
    return sum;
  }

  template <class Archive>
  void exchange(Archive& archive) {
    archive.table(withdrawals_);
    std::vector<SavedRules> saved;
    for (const auto& rules : rules_) saved.push_back({rules.fee, rules.amount_min, rules.open_max});
    archive.list(saved);
    if constexpr (Archive::loading) {
      for (std::size_t currency = 0; currency < std::min(rules_.size(), saved.size()); ++currency) {
        const SavedRules& rules = saved[currency];
        rules_[currency] = {rules.fee, rules.amount_min,
                            static_cast<std::uint16_t>(rules.open_max)};
      }
      for (std::uint64_t number = 1; number <= withdrawals_.size(); ++number) {
        if (withdrawals_[number].open()) count_open(withdrawals_[number], 1);
      }
    }
  }

 private:
  void set_state(protocol::WithdrawalId id, WithdrawalState state) {
    Withdrawal& withdrawal = withdrawals_[id.value];
    hash_->remove(hash_of(id.value, withdrawal));
    const bool was_open = withdrawal.open();
    withdrawal.state = state;
    hash_->add(hash_of(id.value, withdrawal));
    if (was_open && !withdrawal.open()) count_open(withdrawal, -1);
  }
  /// Without a gap in its bytes.
  struct SavedRules {
    protocol::Amount fee;
    protocol::Amount amount_min;
    std::uint64_t open_max = 0;
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
                    withdrawal.fee.minor, static_cast<std::uint64_t>(withdrawal.state));
  }

  StateHash* hash_;
  DenseTable<Withdrawal> withdrawals_;
  std::array<protocol::WithdrawalRules, 5> rules_{};              // by currency
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> open_;  // by account
};

}  // namespace tributary::engine
