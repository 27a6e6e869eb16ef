#include "api/quota.hpp"

namespace tributary::api {

const Quota* QuotaTable::of(protocol::ActorKind kind) const {
  const auto pointer = [](const std::optional<Quota>& quota) { return quota ? &*quota : nullptr; };
  switch (kind) {
    case protocol::ActorKind::member:
      return pointer(member);
    case protocol::ActorKind::staff:
      return pointer(staff);
    case protocol::ActorKind::partner:
      return pointer(partner);
    case protocol::ActorKind::agent:
      return nullptr;
  }
  return nullptr;
}

void UsageBook::open(Caller& caller) {
  caller.quota = quotas_.of(caller.actor.kind());
  if (caller.quota == nullptr) return;
  const std::scoped_lock lock(mutex_);
  caller.usage = &open(callers_, caller.actor.value);
  caller.token_usage = &open(tokens_, caller.token);
}

Usage* UsageBook::find(protocol::ActorId caller) {
  const std::scoped_lock lock(mutex_);
  const auto found = callers_.find(caller.value);
  return found == callers_.end() ? nullptr : found->second;
}

void UsageBook::drop_unused(Bucket::Time now) {
  const std::scoped_lock lock(mutex_);
  drop_unused(callers_, now);
  drop_unused(tokens_, now);
}

std::size_t UsageBook::size() const {
  const std::scoped_lock lock(mutex_);
  return callers_.size() + tokens_.size();
}

Usage& UsageBook::open(Usages& usages, std::uint64_t key) {
  Usage*& usage = usages[key];
  if (usage != nullptr) return *usage;
  if (free_.empty()) {
    usage = &memory_.emplace_back();
  } else {
    usage = free_.back();
    free_.pop_back();
  }
  return *usage;
}

void UsageBook::drop_unused(Usages& usages, Bucket::Time now) {
  erase_if(usages, [&](const auto& entry) {
    if (!entry.second->is_unused(now)) return false;
    free_.push_back(entry.second);
    return true;
  });
}

}  // namespace tributary::api
