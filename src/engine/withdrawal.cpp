#include "engine/withdrawal.hpp"

#include <algorithm>

#include "engine/limits.hpp"

namespace tributary::engine {

using protocol::Date;
using protocol::WithdrawalId;

const Withdrawal* WithdrawalBook::row_of(std::uint64_t number) const {
  if (withdrawals_.contains(number)) return &withdrawals_[number];
  const auto at = old_.find(number);
  return at == old_.end() ? nullptr : &at->second;
}

WithdrawalId WithdrawalBook::before(WithdrawalId id) const {
  const std::uint64_t number = std::min(id.value, withdrawals_.next_number());
  if (number > withdrawals_.first_number()) return {number - 1};
  const auto at = old_.lower_bound(number);
  return at == old_.begin() ? WithdrawalId{} : WithdrawalId{std::prev(at)->first};
}

void WithdrawalBook::add(Withdrawal withdrawal, Date day) {
  give_back(limits::rows_given_back_a_row);
  withdrawal.on = day;
  hash_->add(hash_of(withdrawals_.next_number(), withdrawal));
  withdrawals_.append(withdrawal);
  count_open(withdrawal, 1);
}

void WithdrawalBook::set_state(WithdrawalId id, WithdrawalState state, Date day) {
  Withdrawal& row = at(id.value);
  hash_->remove(hash_of(id.value, row));
  const bool was_open = row.open();
  const Date before = row.on;
  row.state = state;
  if (!row.open()) row.on = std::max(row.on, day);
  hash_->add(hash_of(id.value, row));
  if (was_open && !row.open()) count_open(row, -1);
  if (withdrawals_.contains(id.value) || row.open()) return;
  old_ended_.erase({before, id.value});
  old_ended_.emplace(row.on, id.value);
}

void WithdrawalBook::restore_old(std::uint64_t number, const Withdrawal& row) {
  old_.emplace(number, row);
  if (!row.open()) old_ended_.emplace(row.on, number);
}

void WithdrawalBook::let_go_before(Date day) {
  kept_from_ = day;
  give_back(limits::rows_given_back_a_day);
}

void WithdrawalBook::give_back(std::size_t rows) {
  for (; rows > 0 && withdrawals_.size() > 0; --rows) {
    const std::uint64_t number = withdrawals_.first_number();
    const Withdrawal& first = withdrawals_[number];
    if (first.on >= kept_from_) break;
    if (first.open()) {
      restore_old(number, first);
    } else {
      hash_->remove(hash_of(number, first));
    }
    withdrawals_.drop_first();
  }
  for (; rows > 0 && !old_ended_.empty() && old_ended_.begin()->first < kept_from_; --rows) {
    const std::uint64_t number = old_ended_.begin()->second;
    hash_->remove(hash_of(number, old_.at(number)));
    old_.erase(number);
    old_ended_.erase(old_ended_.begin());
  }
}

}  // namespace tributary::engine
