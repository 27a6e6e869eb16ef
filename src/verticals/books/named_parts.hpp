#pragma once

#include "verticals/books/claim.hpp"

namespace tributary::books {

/// What a loan's fact posts to an account that `posted` names, besides what the own money or the
/// gap paid in its place. `kind` is the account's.
Parts named_parts(const LoanFact& fact, const AccountFact& posted, AccountId account,
                  AccountKind kind);

}  // namespace tributary::books
