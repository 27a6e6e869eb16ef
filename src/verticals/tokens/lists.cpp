#include "verticals/tokens/lists.hpp"

#include "rows/page.hpp"

namespace tributary::tokens {

namespace {

/// Where the next page begins.
struct TokenCursor {
  std::int64_t created_ms = INT64_MAX;
  std::uint64_t token = 0;
};
BOOST_DESCRIBE_STRUCT(TokenCursor, (), (created_ms, token))

/// Binds what `select_of` asks for, in its order.
void bind(store::Statement& found, const TokensQuery& query, const TokenCursor& from,
          std::size_t limit) {
  const auto with = [&](const auto&... filters) {
    found.bind(filters..., from.created_ms, from.token, limit);
  };
  if (query.role && query.party) return with(*query.role, query.party->value);
  if (query.role) return with(*query.role);
  if (query.party) return with(query.party->value);
  with();
}

}  // namespace

std::string select_of(const TokensQuery& query) {
  std::string sql = "SELECT " + rows::columns_of<TokenRow>() + " FROM api_token WHERE ";
  int next = 1;
  const auto place = [&] { return "$" + std::to_string(next++); };
  if (query.role) sql += "role = " + place() + " AND ";
  if (query.party) sql += "party = " + place() + " AND ";
  if (query.revoked) sql += *query.revoked ? "revoked IS NOT NULL AND " : "revoked IS NULL AND ";
  sql += "(created, token) < (" + place();
  sql += ", " + place();
  sql += ") ORDER BY created DESC, token DESC LIMIT " + place();
  return sql;
}

vertical::Or<TokensPage> list_tokens(vertical::Asked& asked, const TokensQuery& query) {
  TokenCursor from;
  if (query.cursor) {
    const auto named = rows::cursor_of<TokenCursor>(*query.cursor);
    if (!named) return std::unexpected(protocol::Refusal::malformed_request);
    from = *named;
  }
  const std::size_t limit = vertical::limit_of(query);
  store::Statement& found = asked.reading.database().statement(select_of(query));
  bind(found, query, from, limit);
  TokensPage page;
  TokenCursor last;
  while (found.step()) {
    const auto row = rows::read_row<TokenRow>(found);
    last = {row.created.ms, row.token.value};
    page.lines.push_back(view_of(row));
  }
  if (page.lines.size() == limit) page.next_cursor = rows::text_of(last);
  return page;
}

}  // namespace tributary::tokens
