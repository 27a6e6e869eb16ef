#pragma once

#include "verticals/books/claim.hpp"

namespace tributary::books {

/// What a loan's fact posts to an account that `posted` names, besides what the own money or the
/// gap paid in its place. `post` is the account's, and `kind` too.
Parts named_parts(const LoanFact& fact, const AccountFact& posted, const Post& post,
                  AccountKind kind);

}  // namespace tributary::books
