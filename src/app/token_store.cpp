#include "app/token_store.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <set>
#include <thread>

#include "base/assert.hpp"
#include "store/migrate.hpp"
#include "store/transaction.hpp"

namespace tributary::app {
namespace {

using protocol::ActorId;
using protocol::ActorKind;

constexpr std::string_view prefix = "trb_";
constexpr std::size_t secret_bytes = 24;  // 32 characters of base64
constexpr std::uint64_t token_scope = 0x746f6b656e;

constexpr std::chrono::seconds writer_patience{5};
constexpr std::chrono::milliseconds known_for{500};  ///< a known token is trusted this long
constexpr std::chrono::milliseconds unknown_for{2};  ///< unknown ones make us look this often

constexpr protocol::Time never{INT64_MAX};

constexpr std::string_view part = "tokens";
constexpr int version_with_expiry = 2;
constexpr int version_with_party = 3;
constexpr std::array<std::string_view, 3> steps = {R"sql(
  CREATE TABLE token (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    role TEXT NOT NULL,
    caller INTEGER NOT NULL,
    name TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    revoked_ms INTEGER
  )
)sql",
                                                   R"sql(
  ALTER TABLE token ADD COLUMN expires_ms INTEGER
)sql",
                                                   // A member's number was its party's.
                                                   R"sql(
  ALTER TABLE token RENAME COLUMN caller TO actor;
  ALTER TABLE token ADD COLUMN party INTEGER NOT NULL DEFAULT 0;
  UPDATE token SET party = actor >> 3 WHERE actor & 7 = 1
)sql"};

std::string url_of(const std::filesystem::path& file) { return "sqlite:" + file.string(); }

/// The file, writable, as soon as nobody else writes it.
store::Database open_to_write(const std::filesystem::path& file) {
  const auto give_up = std::chrono::steady_clock::now() + writer_patience;
  for (;;) {
    try {
      store::Database database(url_of(file));
      store::migrate(database, part, steps);
      return database;
    } catch (const store::StoreFault& fault) {
      if (fault.kind() != store::FaultKind::busy) throw;
      if (std::chrono::steady_clock::now() > give_up) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

store::Database open_to_read(const std::filesystem::path& file) {
  return store::Database(url_of(file), {.access = store::Access::read_only});
}

store::Database open_made(const std::filesystem::path& file) {
  open_to_write(file);
  return open_to_read(file);
}

protocol::Time now() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count()};
}

std::string make_secret() {
  std::array<unsigned char, secret_bytes> bytes;
  ::randombytes_buf(bytes.data(), bytes.size());
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_ENCODED_LEN(secret_bytes, variant), '\0');
  ::sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
  text.pop_back();  // its terminating zero
  return std::string(prefix) + text;
}

std::array<std::byte, 16> digest_of(std::string_view secret) {
  return std::bit_cast<std::array<std::byte, 16>>(
      base::digest128(token_scope, std::as_bytes(std::span(secret))));
}

std::optional<protocol::Time> time_in(const store::Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return protocol::Time{row.integer(column)};
}

std::vector<Token> read_tokens(store::Database& database) {
  const int version = store::version_of(database, part);
  const std::string_view expiry = version >= version_with_expiry ? "expires_ms" : "NULL";
  const std::string_view who = version >= version_with_party
                                   ? "actor, party"
                                   : "caller, CASE caller & 7 WHEN 1 THEN caller >> 3 ELSE 0 END";
  store::Statement rows =
      database.prepare("SELECT id, role, name, created_ms, revoked_ms, " + std::string(expiry) +
                       ", " + std::string(who) + " FROM token ORDER BY id");
  std::vector<Token> tokens;
  while (rows.step()) {
    Token& token = tokens.emplace_back();
    token.id = static_cast<std::uint64_t>(rows.integer(0));
    token.role = rows.text(1);
    token.name = rows.text(2);
    token.created.ms = rows.integer(3);
    token.revoked = time_in(rows, 4);
    token.expires = time_in(rows, 5);
    token.actor.value = static_cast<std::uint64_t>(rows.integer(6));
    token.party.value = static_cast<std::uint64_t>(rows.integer(7));
  }
  return tokens;
}

/// The first number above those that actors of this kind have.
std::uint64_t next_number(const std::vector<Token>& tokens, ActorKind kind) {
  std::set<std::uint64_t> given;
  for (const Token& token : tokens) {
    if (token.actor.kind() == kind) given.insert(token.actor.number());
  }
  if (given.empty()) return 1;
  if (*given.rbegin() < actor_number_max) return *given.rbegin() + 1;
  // The last one was named by hand: the first that is free.
  std::uint64_t number = 1;
  while (given.contains(number)) ++number;
  return number;
}

}  // namespace

NewToken create_token(const std::filesystem::path& file, const TokenWish& wish) {
  const api::Role* const role = api::find_role(wish.role);
  ASSERT(role != nullptr);
  ASSERT(static_cast<bool>(wish.party) == (role->kind == ActorKind::member));
  store::Database database = open_to_write(file);
  store::Transaction transaction(database);
  const std::vector<Token> before = read_tokens(database);
  const std::uint64_t number = wish.number ? *wish.number : next_number(before, role->kind);
  NewToken made{.secret = make_secret(),
                .token = {.id = before.empty() ? 1 : before.back().id + 1,
                          .role = wish.role,
                          .actor = ActorId::of(role->kind, number),
                          .party = wish.party,
                          .name = wish.name,
                          .created = now(),
                          .expires = wish.expires,
                          .revoked = {}}};
  database
      .statement(
          "INSERT INTO token (id, digest, role, actor, party, name, created_ms, expires_ms) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
      .run(made.token.id, digest_of(made.secret), made.token.role, made.token.actor.value,
           made.token.party.value, made.token.name, made.token.created.ms,
           wish.expires.transform([](protocol::Time time) { return time.ms; }));
  transaction.commit();
  return made;
}

std::vector<Token> list_tokens(const std::filesystem::path& file) {
  store::Database database = open_to_read(file);
  return read_tokens(database);
}

std::optional<Token> revoke_token(const std::filesystem::path& file, std::uint64_t id) {
  store::Database database = open_to_write(file);
  database.statement("UPDATE token SET revoked_ms = $1 WHERE id = $2 AND revoked_ms IS NULL")
      .run(now().ms, id);
  for (Token& token : read_tokens(database)) {
    if (token.id == id) return std::move(token);
  }
  return std::nullopt;
}

TokenStore::TokenStore(const std::filesystem::path& file, api::UsageBook* usages,
                       WallClock wall_clock)
    : wall_clock_(std::move(wall_clock)), database_(open_made(file)), usages_(usages) {
  ::randombytes_buf(tag_key_.data(), tag_key_.size());
  look(Clock::now());
}

std::optional<api::Caller> TokenStore::find(std::string_view token, Clock::time_point now) {
  const Digest tag = tag_of(token);
  const std::scoped_lock lock(mutex_);
  const auto trusted_for = seen_.contains(tag) ? known_for : unknown_for;
  if (now - checked_ >= trusted_for) look(now);
  auto known = seen_.find(tag);
  if (known == seen_.end()) {
    const auto found = callers_.find(read_digest(digest_of(token)));
    if (found == callers_.end()) return std::nullopt;
    known = seen_.emplace(tag, found->second).first;
    if (usages_ != nullptr) usages_->open(known->second.caller);
  }
  if (!lives(known->second.life, now)) return std::nullopt;
  return known->second.caller;
}

api::Stranger TokenStore::explain(std::string_view token) {
  const Digest digest = read_digest(digest_of(token));
  const std::scoped_lock lock(mutex_);
  if (const auto revoked = revoked_.find(digest); revoked != revoked_.end()) return revoked->second;
  const auto known = callers_.find(digest);
  if (known == callers_.end()) return {};
  const api::Caller& caller = known->second.caller;
  return {api::AuthFailure::expired_token, caller.actor, caller.token};
}

bool TokenStore::lives(std::uint64_t token, Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  if (now - checked_ >= known_for) {
    try {
      look(now);
    } catch (const store::StoreFault&) {  // NOLINT(bugprone-empty-catch)
      // Not again for each stream; the next request says it.
    }
  }
  const auto found = lives_.find(token);
  return found != lives_.end() && lives(found->second, now);
}

std::size_t TokenStore::reload(Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  look(now);
  return static_cast<std::size_t>(
      std::ranges::count_if(lives_, [&](const auto& token) { return lives(token.second, now); }));
}

ring::PossibleTimes TokenStore::read_wall_clock() { return app::now(); }

/// By the wall clock of the last look and the time since: no clock is read for a request.
bool TokenStore::lives(const Life& life, Clock::time_point now) const {
  const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(now - checked_).count();
  const auto at = [&](protocol::Time time) {
    const std::int64_t ms = time.ms + since;
    return life.from.ms - made_within.count() <= ms && ms < life.expires.ms;
  };
  return at(checked_at_.one) || at(checked_at_.other);
}

TokenStore::Digest TokenStore::read_digest(std::span<const std::byte> bytes) {
  Digest digest;
  std::memcpy(&digest, bytes.data(), sizeof digest);
  return digest;
}

/// SipHash-2-4 under a secret key: who does not know the key cannot find a text with a tag of ours.
TokenStore::Digest TokenStore::tag_of(std::string_view token) const {
  std::array<unsigned char, crypto_shorthash_siphashx24_BYTES> bytes;
  ::crypto_shorthash_siphashx24(bytes.data(), reinterpret_cast<const unsigned char*>(token.data()),
                                token.size(), tag_key_.data());
  return read_digest(std::as_bytes(std::span(bytes)));
}

/// Reads the wall clock, and the file if it has changed.
void TokenStore::look(Clock::time_point now) {
  checked_ = now;
  checked_at_ = wall_clock_();
  std::string mark = database_.mark();
  if (mark == mark_) return;
  read_all();
  mark_ = std::move(mark);
}

void TokenStore::read_all() {
  Callers callers;
  decltype(lives_) lives;
  Strangers revoked;
  store::Statement& rows = database_.statement(
      "SELECT digest, role, actor, id, expires_ms, revoked_ms, party, created_ms FROM token");
  while (rows.step()) {
    const std::span<const std::byte> bytes = rows.blob(0);
    const api::Role* const role = api::find_role(rows.text(1));
    if (role == nullptr || bytes.size() != sizeof(Digest)) continue;
    const api::Caller caller{.actor = {static_cast<std::uint64_t>(rows.integer(2))},
                             .party = {static_cast<std::uint64_t>(rows.integer(6))},
                             .permissions = role->permissions,
                             .token = static_cast<std::uint64_t>(rows.integer(3))};
    if (time_in(rows, 5)) {
      revoked[read_digest(bytes)] = {api::AuthFailure::revoked_token, caller.actor, caller.token};
      continue;
    }
    const Life life{{rows.integer(7)}, time_in(rows, 4).value_or(never)};
    callers[read_digest(bytes)] = {caller, life};
    lives[caller.token] = life;
  }
  callers_ = std::move(callers);
  revoked_ = std::move(revoked);
  lives_ = std::move(lives);
  seen_.clear();
  // None is opened now: whoever comes next opens its own anew.
  if (usages_ != nullptr) usages_->drop_unused(checked_);
}

}  // namespace tributary::app
