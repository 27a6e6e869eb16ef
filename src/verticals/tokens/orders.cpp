#include "verticals/tokens/orders.hpp"

#include <array>
#include <bit>

#include "api/roles.hpp"
#include "base/secret.hpp"
#include "protocol/types.hpp"
#include "verticals/tokens/field_notes.hpp"

namespace tributary::tokens {

using protocol::ActorKind;

namespace {

constexpr std::string_view prefix = "trb_";
constexpr std::size_t secret_bytes = 24;  // 32 characters of base64
constexpr std::uint64_t token_scope = 0x746f6b656e;

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t usual_life_ms = 365 * day_ms;
constexpr std::int64_t longest_life_ms = 36'525 * day_ms;

using Text = http::ProblemText;

constexpr Text role_unknown{.status = 422,
                            .later = false,
                            .code = "token_role_unknown",
                            .english = "There is no such role",
                            .chinese = "没有该角色",
                            .detail = "the roles are {roles}",
                            .detail_zh = "可用角色：{roles}"};
constexpr Text party_missing{.status = 422,
                             .later = false,
                             .code = "token_party_missing",
                             .english = "A member's role needs the party that it acts for",
                             .chinese = "会员角色须写明所代表的主体（party）"};
constexpr Text party_unsuitable{.status = 422,
                                .later = false,
                                .code = "token_party_unsuitable",
                                .english = "The token cannot act for this party",
                                .chinese = "该令牌不能代表此主体",
                                .detail = "{why}",
                                .detail_zh = "{why_zh}"};
constexpr Text actor_taken{
    .status = 409,
    .later = false,
    .code = "token_actor_of_another_party",
    .english = "This number acts for another party",
    .chinese = "该编号已代表另一主体",
    .detail = "it acts for party {party} (token {token}): leave `actor` out to get a new number",
    .detail_zh = "它已代表主体 {party}（令牌 {token}）；省略 actor 即可获得新编号"};
constexpr Text expiry_unsuitable{.status = 422,
                                 .later = false,
                                 .code = "token_expiry_unsuitable",
                                 .english = "The token cannot expire then",
                                 .chinese = "到期时间无效",
                                 .detail = "{why}",
                                 .detail_zh = "{why_zh}"};

constexpr Text not_found{.status = 404,
                         .later = false,
                         .code = "token_not_found",
                         .english = "There is no such token",
                         .chinese = "没有该令牌"};

constexpr std::array refusals_of_revocation{not_found, rows::row_changed};
constexpr std::array refusals_of_creation{role_unknown, party_missing, party_unsuitable,
                                          actor_taken, expiry_unsuitable};

std::string role_names() {
  std::string names;
  for (const api::Role& role : api::roles()) {
    names.append(names.empty() ? "" : ", ").append(role.name);
  }
  return names;
}

std::string make_secret(const rows::Work& work) {
  std::array<std::byte, secret_bytes> bytes;
  work.draw(bytes);
  return std::string(prefix) + base::url_text(bytes);
}

/// Why a role cannot act for what is named; nothing: it can.
std::optional<rows::Refused> against_party(const api::Role& role, std::optional<PartyId> party) {
  const bool is_member = role.kind == ActorKind::member;
  if (is_member && !party) return rows::Refused(party_missing);
  if (!is_member && party) {
    return rows::Refused(party_unsuitable,
                         {{"why", "a party is for members; others act for the platform"},
                          {"why_zh", "主体仅适用于会员角色，其他角色代表平台"}});
  }
  if (party == protocol::platform_party) {
    return rows::Refused(party_unsuitable, {{"why", "party 1 is the platform itself"},
                                            {"why_zh", "主体 1 是平台本身"}});
  }
  return std::nullopt;
}

/// A number is one person, whose request ids are theirs: for another party they would be told the
/// answers of this one.
std::optional<rows::Refused> against_actor(rows::Work& work, ActorId actor, PartyId party) {
  store::Statement& others = work.database().statement(
      "SELECT token, party FROM api_token WHERE actor = $1 AND party <> $2");
  if (!others.bind(actor.value, party.value).step()) return std::nullopt;
  rows::Refused refused(actor_taken, {{"token", std::to_string(others.integer(0))},
                                      {"party", std::to_string(others.integer(1))}});
  others.reset();
  return refused;
}

rows::Or<std::optional<Time>> expiry_of(const CreateToken& order, Time now) {
  const auto refuse = [](std::string_view why, std::string_view why_zh) {
    return std::unexpected(rows::Refused(
        expiry_unsuitable, {{"why", std::string(why)}, {"why_zh", std::string(why_zh)}}));
  };
  if (order.never_expires.value_or(false)) {
    if (!order.expires) return std::optional<Time>();
    return refuse("it cannot expire and never expire", "不能同时设置 expires 与 never_expires");
  }
  if (!order.expires) return Time{now.ms + usual_life_ms};
  if (*order.expires <= now) return refuse("that time has passed", "该时间已过");
  if (order.expires->ms - now.ms > longest_life_ms) {
    return refuse("that is more than a hundred years away: say never_expires",
                  "超过一百年；请使用 never_expires");
  }
  return order.expires;
}

/// A number of this kind that no token has.
ActorId draw_actor(rows::Work& work, ActorKind kind) {
  for (;;) {
    const ActorId drawn = ActorId::of(kind, work.draw_number());
    store::Statement& known =
        work.database().statement("SELECT 1 FROM api_token WHERE actor = $1 LIMIT 1");
    const bool is_taken = known.bind(drawn.value).step();
    known.reset();
    if (!is_taken) return drawn;
  }
}

}  // namespace

const rows::OrderEndpoint CreateToken::endpoint{
    .path = "/v1/tokens",
    .name = "create_token",
    .summary = "Make an API token, whose secret is shown only once",
    .permission = &manage_tokens,
    .refusals = refusals_of_creation,
    .status = 201,
    .says =
        "Request ids belong to the actor: give the same `actor` to a person's next token.\n\n"
        "The secret is shown once. The same key again gives the same answer with `secret_shown` "
        "in its place: if the secret is lost, revoke that token and make another one for the same "
        "`actor`. Keys of orders are kept for 90 days, and a refusal uses its key too.",
    .notes = field_notes()};

const rows::OrderEndpoint RevokeToken::endpoint{
    .path = "/v1/tokens/{token}/revoke",
    .name = "revoke_token",
    .summary = "Revoke an API token: it opens nothing from the answer on",
    .permission = &manage_tokens,
    .refusals = refusals_of_revocation,
    .takes_if_match = true,
    .says = "A live stream that it opened ends within half a second."};

rows::Bytes digest_of(std::string_view secret) {
  const auto digest = base::digest128(token_scope, std::as_bytes(std::span(secret)));
  const auto bytes = std::bit_cast<std::array<std::byte, 16>>(digest);
  return {bytes.begin(), bytes.end()};
}

TokenView view_of(const TokenRow& row) {
  TokenView view;
  view.token = row.token;
  view.version = row.version;
  view.role = row.role;
  view.actor = row.actor;
  if (row.party) view.party = row.party;
  if (!row.name.empty()) view.name = row.name;
  view.created = row.created;
  view.expires = row.expires;
  view.revoked = row.revoked;
  return view;
}

rows::Or<NewTokenView> decide(rows::Work& work, const CreateToken& order) {
  const api::Role* const role = api::find_role(order.role);
  if (role == nullptr) {
    return std::unexpected(rows::Refused(role_unknown, {{"roles", role_names()}}));
  }
  if (auto against = against_party(*role, order.party)) return std::unexpected(std::move(*against));
  const auto expires = expiry_of(order, work.time());
  if (!expires) return std::unexpected(expires.error());
  const PartyId party = order.party.value_or(PartyId());
  const ActorId actor =
      order.actor ? ActorId::of(role->kind, static_cast<std::uint64_t>(order.actor->value))
                  : draw_actor(work, role->kind);
  if (auto against = against_actor(work, actor, party)) return std::unexpected(std::move(*against));
  const std::string secret = make_secret(work);
  const TokenRow row = work.add(TokenRow{.token = {work.draw_number()},
                                         .version = 0,
                                         .digest = digest_of(secret),
                                         .role = order.role,
                                         .actor = actor,
                                         .party = party,
                                         .name = order.name ? order.name->text : "",
                                         .created = work.time(),
                                         .expires = *expires,
                                         .revoked = {}});
  work.tell(TokenCreated{row.token});
  NewTokenView view;
  static_cast<TokenView&>(view) = view_of(row);
  view.secret.text = secret;
  return view;
}

rows::Or<TokenView> decide(rows::Work& work, const RevokeToken& order) {
  if (!work.find<TokenRow>(order.token)) return std::unexpected(rows::Refused(not_found));
  const rows::Or<TokenRow> before = work.find_to_change<TokenRow>(order.token);
  if (!before) return std::unexpected(before.error());
  if (before->revoked) return view_of(*before);
  TokenRow after = *before;
  after.revoked = work.time();
  after = work.change(*before, after);
  work.tell(TokenRevoked{after.token});
  return view_of(after);
}

}  // namespace tributary::tokens
