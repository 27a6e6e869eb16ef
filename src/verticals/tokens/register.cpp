#include "verticals/tokens/register.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "api/roles.hpp"
#include "base/secret.hpp"
#include "verticals/tokens/orders.hpp"

namespace tributary::tokens {

namespace {

constexpr Time never{INT64_MAX};
constexpr std::size_t changes_max = 10'000;
constexpr std::chrono::milliseconds asked_again_after{200};

}  // namespace

Register::Register(const std::string& url, api::UsageBook* usages, WallClock wall_clock)
    : wall_clock_(std::move(wall_clock)), usages_(usages), url_(url) {
  base::draw(std::as_writable_bytes(std::span(tag_key_)));
  look(Clock::now());
}

std::optional<api::Caller> Register::find(std::string_view secret, Clock::time_point now) {
  const Digest tag = tag_of(secret);
  const std::scoped_lock lock(mutex_);
  look(now);
  auto known = seen_.find(tag);
  if (known == seen_.end()) {
    const auto found = callers_.find(read_digest(digest_of(secret)));
    if (found == callers_.end()) return std::nullopt;
    known = seen_.emplace(tag, found->second).first;
    held_.at(known->second.caller.token).tag = tag;
    if (usages_ != nullptr) usages_->open(known->second.caller);
  }
  if (!lives(known->second.life, now)) return std::nullopt;
  return known->second.caller;
}

api::Stranger Register::explain(std::string_view secret) {
  const Digest digest = read_digest(digest_of(secret));
  const std::scoped_lock lock(mutex_);
  if (const auto revoked = revoked_.find(digest); revoked != revoked_.end()) return revoked->second;
  const auto known = callers_.find(digest);
  if (known == callers_.end()) return {};
  const api::Caller& caller = known->second.caller;
  return {api::AuthFailure::expired_token, caller.actor, caller.token};
}

bool Register::lives(std::uint64_t token, Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  try {
    look(now);
  } catch (const store::StoreFault&) {
    return false;
  }
  const auto held = held_.find(token);
  return held != held_.end() && lives(callers_.at(held->second.digest).life, now);
}

/// By the wall clock of the last look and the time since: no clock is read for a request.
bool Register::lives(const Life& life, Clock::time_point now) const {
  const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(now - checked_).count();
  const auto at = [&](Time time) {
    const std::int64_t ms = time.ms + since;
    return life.from.ms - made_within.count() <= ms && ms < life.expires.ms;
  };
  return at(checked_at_.one) || at(checked_at_.other);
}

Register::Digest Register::read_digest(std::span<const std::byte> bytes) {
  Digest digest;
  std::memcpy(&digest, bytes.data(), sizeof digest);
  return digest;
}

/// SipHash-2-4 under a secret key: who does not know the key cannot find a text with a tag of ours.
Register::Digest Register::tag_of(std::string_view secret) const {
  std::array<unsigned char, crypto_shorthash_siphashx24_BYTES> bytes;
  ::crypto_shorthash_siphashx24(bytes.data(), reinterpret_cast<const unsigned char*>(secret.data()),
                                secret.size(), tag_key_.data());
  return read_digest(std::as_bytes(std::span(bytes)));
}

void Register::read_again(const std::vector<std::string>& keys) {
  const std::scoped_lock lock(mutex_);
  for (const std::string& key : keys) changed_.push_back(std::stoull(key));
  all_may_have_changed_ = all_may_have_changed_ || keys.empty();
}

/// Reads the wall clock when it is time, and what has changed.
/// A token that was just made lives from what the clock shows now.
void Register::look(Clock::time_point now) {
  const bool has_changed = all_may_have_changed_ || !changed_.empty();
  if (has_changed || now - checked_ >= clock_kept_for) {
    checked_ = now;
    checked_at_ = wall_clock_();
  }
  if (has_changed) read_changed(now);
}

/// A server that was away is asked again, but not by each request: asking takes time, too.
void Register::open(Clock::time_point now) {
  if (database_) return;
  if (now < open_again_) {
    throw store::StoreFault(store::FaultKind::lost, 0, "the database of the tokens is away");
  }
  const auto begin = Clock::now();
  try {
    database_.emplace(url_, store::Options{.access = store::Access::read_only});
    rows_.emplace(*database_);
  } catch (const store::StoreFault&) {
    open_again_ = now + std::max<Clock::duration>(asked_again_after, 3 * (Clock::now() - begin));
    throw;
  }
}

void Register::read_changed(Clock::time_point now) {
  open(now);
  try {
    read_rows();
  } catch (const store::StoreFault&) {
    rows_.reset();
    database_.reset();
    throw;
  }
}

/// After many changes all is read, so that nothing stays of who no longer comes.
void Register::read_rows() {
  changes_since_read_all_ += changed_.size();
  if (all_may_have_changed_ || changes_since_read_all_ > changes_max) {
    read_all();
  } else {
    for (const std::uint64_t token : changed_) {
      const auto row = rows_->find(token);
      forget(token);
      if (row) learn(*row);
    }
  }
  changed_.clear();
}

void Register::read_all() {
  const std::vector<TokenRow> all = read_tokens(*database_);
  callers_.clear();
  revoked_.clear();
  held_.clear();
  seen_.clear();
  for (const TokenRow& row : all) learn(row);
  changes_since_read_all_ = 0;
  all_may_have_changed_ = false;
  // None is opened now: whoever comes next opens its own anew.
  if (usages_ != nullptr) usages_->drop_unused(checked_);
}

void Register::forget(std::uint64_t token) {
  const auto held = held_.find(token);
  if (held == held_.end()) return;
  if (held->second.tag) seen_.erase(*held->second.tag);
  callers_.erase(held->second.digest);
  held_.erase(held);
}

void Register::learn(const TokenRow& row) {
  const api::Role* const role = api::find_role(row.role);
  if (role == nullptr || row.digest.size() != sizeof(Digest)) return;
  const api::Caller caller{.actor = row.actor,
                           .party = row.party,
                           .permissions = role->permissions,
                           .token = row.token.value};
  const Digest digest = read_digest(row.digest);
  if (row.revoked) {
    revoked_[digest] = {api::AuthFailure::revoked_token, caller.actor, caller.token};
    return;
  }
  callers_[digest] = {caller, {row.created, row.expires.value_or(never)}};
  held_[caller.token] = {digest, std::nullopt};
}

}  // namespace tributary::tokens
