#include "verticals/tokens/lists.hpp"

#include "vertical/row_list.hpp"

namespace tributary::tokens {

std::string select_of(const TokensQuery& query) {
  return vertical::select_rows<&TokenRow::created>(query);
}

vertical::Or<TokensPage> list_tokens(vertical::Asked& asked, const TokensQuery& query) {
  return vertical::list_rows<TokensPage, &TokenRow::created>(asked, query);
}

}  // namespace tributary::tokens
