#pragma once

#include "verticals/books/snapshot.hpp"
#include "verticals/books/statement.hpp"

namespace tributary::books {

/// What a loan's fact posts to an account that `posted` names, besides what the own money or the
/// gap paid in its place. `post` is the account's, and `kind` too.
Parts named_parts(const LoanFact& fact, const AccountFact& posted, const Post& post,
                  AccountKind kind);

/// What a bounce posts to an account that `bounce` names for the payments that came back with it,
/// loan by loan: few of them, as one step takes few back.
std::vector<TakenBack> taken_back(Snapshot& books, const AccountFact& bounce, const Post& post,
                                  AccountKind kind);

}  // namespace tributary::books
