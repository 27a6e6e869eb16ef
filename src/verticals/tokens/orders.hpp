#pragma once

#include "protocol/text.hpp"
#include "rows/order.hpp"
#include "rows/secret.hpp"
#include "verticals/tokens/token_row.hpp"

/// Tokens are made and taken back by orders, as all rows are changed.
namespace tributary::tokens {

/// To make, list and take back API tokens.
inline const api::NamedPermission manage_tokens{"manage_tokens"};

/// What people are told of a token.
struct TokenView {
  TokenId token;
  std::uint64_t version = 0;
  std::string role;
  ActorId actor;
  std::optional<PartyId> party;  ///< absent: it acts for the platform
  std::optional<std::string> name;
  Time created;
  std::optional<Time> expires;  ///< absent: never
  std::optional<Time> revoked;
};
BOOST_DESCRIBE_STRUCT(TokenView, (),
                      (token, version, role, actor, party, name, created, expires, revoked))
TokenView view_of(const TokenRow& row);

struct NewTokenView : TokenView {
  rows::Secret secret;
};
BOOST_DESCRIBE_STRUCT(NewTokenView, (TokenView), (secret))

/// The number of a person, employee or partner.
using ActorNumber = http::IntegerWithin<1, (std::int64_t{1} << 53) - 1>;

struct CreateToken {
  static const rows::OrderEndpoint endpoint;
  using Answer = NewTokenView;
  std::string role;
  std::optional<PartyId> party{};      ///< of members' roles; not of others
  std::optional<ActorNumber> actor{};  ///< a new one unless given
  std::optional<protocol::Line> name{};
  std::optional<Time> expires{};  ///< in 365 days unless given
  std::optional<bool> never_expires{};
};
BOOST_DESCRIBE_STRUCT(CreateToken, (), (role, party, actor, name, expires, never_expires))

struct RevokeToken {
  static const rows::OrderEndpoint endpoint;
  using Answer = TokenView;
  TokenId token;
};
BOOST_DESCRIBE_STRUCT(RevokeToken, (), (token))

rows::Or<NewTokenView> decide(rows::Work& work, const CreateToken& order);
/// One that was taken back before stays as it was.
rows::Or<TokenView> decide(rows::Work& work, const RevokeToken& order);

/// Told to whoever follows.
struct TokenCreated {
  static constexpr std::string_view word = "token_created";
  TokenId token;
};
BOOST_DESCRIBE_STRUCT(TokenCreated, (), (token))
struct TokenRevoked {
  static constexpr std::string_view word = "token_revoked";
  TokenId token;
};
BOOST_DESCRIBE_STRUCT(TokenRevoked, (), (token))

/// By which a secret is found among the rows.
rows::Bytes digest_of(std::string_view secret);

}  // namespace tributary::tokens
