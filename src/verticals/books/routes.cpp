#include "verticals/books/routes.hpp"

#include <array>

#include "verticals/books/answers.hpp"
#include "verticals/books/field_notes.hpp"

namespace tributary::books {

std::span<const vertical::Route<>> routes() {
  using vertical::any_token;
  using vertical::owner;
  using vertical::question;
  static const std::array all{
      question<get_statement>(
          {.path = "/v1/accounts/{account}/statement",
           .name = "get_statement",
           .summary = "List every movement of an account with its reason, newest first",
           .access = owner,
           .says = "With `from` or `to` only the movements of those business days, and what the "
                   "account had before and after them. With `earned=true` also what its claims "
                   "have really earned by now.",
           .notes = field_notes()}),
      question<get_account_bids>({.path = "/v1/accounts/{account}/bids",
                                  .name = "list_account_bids",
                                  .summary = "List the bids of an account, newest first",
                                  .access = owner}),
      question<get_claims>(
          {.path = "/v1/accounts/{account}/claims",
           .name = "list_claims",
           .summary = "List the claims of an account: what they have paid, what is to come, and "
                      "what they have really earned; at most 100 a page",
           .access = owner}),
      question<get_accounts>({.path = "/v1/parties/{party}/accounts",
                              .name = "list_accounts",
                              .summary = "List the accounts of a party",
                              .access = owner}),
      question<get_loans>({.path = "/v1/loans",
                           .name = "list_loans",
                           .summary = "List listings and loans by filter, newest first",
                           .access = any_token}),
      question<get_listing>({.path = "/v1/loans/{loan}/listing",
                             .name = "get_listing",
                             .summary = "Get a loan as it was published",
                             .access = any_token}),
      question<get_loan_bids>({.path = "/v1/loans/{loan}/bids",
                               .name = "list_loan_bids",
                               .summary = "List the bids on a loan, newest first",
                               .access = any_token}),
      question<get_schedule>({.path = "/v1/loans/{loan}/schedule",
                              .name = "get_schedule",
                              .summary = "Get a loan's instalments and what was paid of them",
                              .access = any_token}),
      question<get_schedule_changes>(
          {.path = "/v1/loans/{loan}/schedule-changes",
           .name = "list_schedule_changes",
           .summary = "List the changes of a loan's schedule with the instalments before and "
                      "after each, newest first; at most 20 a page",
           .access = any_token}),
      question<get_payouts>({.path = "/v1/loans/{loan}/payouts",
                             .name = "list_payouts",
                             .summary = "List what a loan has paid its investors, newest first",
                             .access = any_token}),
      question<get_calendar>(
          {.path = "/v1/calendar",
           .name = "get_calendar",
           .summary =
               "Get the calendar in force: holidays, and weekend days on which banks are open",
           .access = any_token}),
      question<get_totals>({.path = "/v1/totals",
                            .name = "get_totals",
                            .summary = "Get the platform's figures in each currency",
                            .access = any_token}),
  };
  return all;
}

}  // namespace tributary::books
