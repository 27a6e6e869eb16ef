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

const std::string& select() {
  static const std::string sql = "SELECT " + rows::columns_of<TokenRow>() +
                                 " FROM api_token WHERE (created, token) < ($1, $2)"
                                 " AND ($3 = '' OR role = $3) AND ($4 = 0 OR party = $4)"
                                 " AND ($5 = 0 OR (revoked IS NOT NULL) = ($5 = 2))"
                                 " ORDER BY created DESC, token DESC LIMIT $6";
  return sql;
}

}  // namespace

vertical::Or<TokensPage> list_tokens(vertical::Asked& asked, const TokensQuery& query) {
  TokenCursor from;
  if (query.cursor) {
    const auto named = rows::cursor_of<TokenCursor>(*query.cursor);
    if (!named) return std::unexpected(protocol::Refusal::malformed_request);
    from = *named;
  }
  const std::size_t limit = vertical::limit_of(query);
  const int wanted = !query.revoked ? 0 : *query.revoked ? 2 : 1;
  store::Statement& found = asked.reading.database().statement(select());
  found.bind(from.created_ms, from.token, query.role.value_or(""),
             query.party.value_or(PartyId()).value, wanted, limit);
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
