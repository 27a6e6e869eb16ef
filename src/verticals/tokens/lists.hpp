#pragma once

#include <optional>
#include <string>
#include <vector>

#include "vertical/page_query.hpp"
#include "vertical/question.hpp"
#include "verticals/tokens/orders.hpp"

namespace tributary::tokens {

struct TokensQuery : vertical::PageQuery {
  std::optional<std::string> role;
  std::optional<PartyId> party;
  std::optional<bool> revoked;
};
BOOST_DESCRIBE_STRUCT(TokensQuery, (vertical::PageQuery), (role, party, revoked))

struct TokensPage {
  std::vector<TokenView> lines;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(TokensPage, (), (lines, next_cursor))

/// The statement that finds the tokens of a query: by an index, in their order, whichever filters
/// are there.
std::string select_of(const TokensQuery& query);

/// Newest first.
vertical::Or<TokensPage> list_tokens(vertical::Asked& asked, const TokensQuery& query);

}  // namespace tributary::tokens
