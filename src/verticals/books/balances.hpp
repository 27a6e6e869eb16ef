#pragma once

#include <functional>

#include "vertical/accounts.hpp"
#include "verticals/books/snapshot.hpp"

namespace tributary::books {

/// Tells `visit` the balance and what is held of every account, in the order of their numbers, as
/// the facts alone give them: to be compared with the engine's at `books.sequence()`. Reads each
/// fact once; needs memory for the accounts and the loans, not for the claims.
/// Errors: BooksDamaged if the facts do not agree with each other.
void for_each_account_balance(
    Snapshot& books, const std::function<void(AccountId, Amount balance, Amount held)>& visit);

/// Every balance and hold of the read models at `url` beside those of the engine.
/// Errors: BooksDamaged, store::StoreFault.
vertical::Comparison compare(const std::string& url, const vertical::Accounts& accounts);

}  // namespace tributary::books
