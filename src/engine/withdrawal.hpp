#pragma once

#include <cstdint>

#include "engine/dense_table.hpp"
#include "engine/state_hash.hpp"
#include "protocol/types.hpp"

namespace tributary::engine {

enum class WithdrawalState : std::uint8_t {
  requested = 1,
  submitted = 2,
  completed = 3,
  released = 4,
  returned = 5,  ///< completed, and sent back by the bank
};

/// Money on its way out: held from the request until the bank's word.
struct Withdrawal {
  protocol::AccountId account;
  protocol::Amount amount;
  protocol::Amount fee;
  WithdrawalState state = WithdrawalState::requested;

  bool open() const { return state <= WithdrawalState::submitted; }
};

class WithdrawalBook {
 public:
  explicit WithdrawalBook(StateHash& hash) : hash_(&hash) {}

  const DenseTable<Withdrawal>& withdrawals() const { return withdrawals_; }
  const Withdrawal* find(protocol::WithdrawalId id) const {
    return withdrawals_.contains(id.value) ? &withdrawals_[id.value] : nullptr;
  }
  protocol::WithdrawalId next_id() const { return {withdrawals_.next_number()}; }

  void add(const Withdrawal& withdrawal) {
    hash_->add(hash_of(withdrawals_.next_number(), withdrawal));
    withdrawals_.append(withdrawal);
  }
  void set_submitted(protocol::WithdrawalId id) {
    ASSERT(withdrawals_[id.value].state == WithdrawalState::requested);
    set_state(id, WithdrawalState::submitted);
  }
  /// Also after it was released: the bank has paid all the same.
  void set_completed(protocol::WithdrawalId id) {
    const WithdrawalState before = withdrawals_[id.value].state;
    ASSERT(before == WithdrawalState::submitted || before == WithdrawalState::released);
    set_state(id, WithdrawalState::completed);
  }
  void set_released(protocol::WithdrawalId id) {
    ASSERT(withdrawals_[id.value].open());
    set_state(id, WithdrawalState::released);
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
    return sum;
  }

  template <class Archive>
  void exchange(Archive& archive) {
    archive.table(withdrawals_);
  }

 private:
  void set_state(protocol::WithdrawalId id, WithdrawalState state) {
    Withdrawal& withdrawal = withdrawals_[id.value];
    hash_->remove(hash_of(id.value, withdrawal));
    withdrawal.state = state;
    hash_->add(hash_of(id.value, withdrawal));
  }
  static std::uint64_t hash_of(std::uint64_t number, const Withdrawal& withdrawal) {
    return row_hash(7, number, withdrawal.account.value, withdrawal.amount.minor,
                    withdrawal.fee.minor, static_cast<std::uint64_t>(withdrawal.state));
  }

  StateHash* hash_;
  DenseTable<Withdrawal> withdrawals_;
};

}  // namespace tributary::engine
