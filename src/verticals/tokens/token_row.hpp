#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "api/actor_text.hpp"
#include "api/binding.hpp"
#include "rows/schema.hpp"
#include "rows/table.hpp"

namespace tributary::tokens {

using protocol::ActorId;
using protocol::PartyId;
using protocol::Time;
using TokenId = base::StrongId<struct TokenTag>;

}  // namespace tributary::tokens

template <>
inline constexpr std::string_view tributary::api::id_title<tributary::tokens::TokenTag> =
    "token id";

namespace tributary::tokens {

/// A token as it is kept: of its secret only the digest, so a stolen file opens nothing.
struct TokenRow {
  static constexpr std::string_view table = "api_token";
  static constexpr std::string_view key = "token";
  static constexpr std::array hidden{std::string_view("digest")};
  TokenId token;
  std::uint64_t version = 0;
  rows::Bytes digest;
  std::string role;
  ActorId actor;
  PartyId party;  ///< for whom it acts; zero: the platform
  std::string name;
  Time created;
  std::optional<Time> expires;  ///< from then on it opens nothing; absent: never
  std::optional<Time> revoked;
};
BOOST_DESCRIBE_STRUCT(TokenRow, (),
                      (token, version, digest, role, actor, party, name, created, expires, revoked))

rows::Schema schema();

/// The rows as an older program left them too, oldest first. Errors: StoreFault.
std::vector<TokenRow> read_tokens(store::Database& database);

}  // namespace tributary::tokens
