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
           .summary = "Every movement of an account with its reason, newest first; of the business "
                      "days `from` to `to`, if they are named, with what it had before and after "
                      "them; with `earned=true`, what its claims have really earned by now",
           .access = owner,
           .notes = field_notes()}),
      question<get_account_bids>({.path = "/v1/accounts/{account}/bids",
                                  .name = "list_account_bids",
                                  .summary = "The bids of an account, newest first",
                                  .access = owner}),
      question<get_claims>(
          {.path = "/v1/accounts/{account}/claims",
           .name = "list_claims",
           .summary = "The claims of an account: what they brought, what is to come and what they "
                      "have really earned; at most 100 a page",
           .access = owner}),
      question<get_accounts>({.path = "/v1/parties/{party}/accounts",
                              .name = "list_accounts",
                              .summary = "The accounts of a party",
                              .access = owner}),
      question<get_loans>({.path = "/v1/loans",
                           .name = "list_loans",
                           .summary = "Listings and loans by filter, newest first",
                           .access = any_token}),
      question<get_listing>({.path = "/v1/loans/{loan}/listing",
                             .name = "get_listing",
                             .summary = "A loan as it was published",
                             .access = any_token}),
      question<get_loan_bids>({.path = "/v1/loans/{loan}/bids",
                               .name = "list_loan_bids",
                               .summary = "The bids on a loan, newest first",
                               .access = any_token}),
      question<get_schedule>({.path = "/v1/loans/{loan}/schedule",
                              .name = "get_schedule",
                              .summary = "A loan's instalments and what was paid of them",
                              .access = any_token}),
      question<get_schedule_changes>(
          {.path = "/v1/loans/{loan}/schedule-changes",
           .name = "list_schedule_changes",
           .summary = "What was and what is of a loan's instalments each time they changed, newest "
                      "first; at most 20 a page",
           .access = any_token}),
      question<get_payouts>({.path = "/v1/loans/{loan}/payouts",
                             .name = "list_payouts",
                             .summary = "What a loan has paid its holders, newest first",
                             .access = any_token}),
      question<get_calendar>(
          {.path = "/v1/calendar",
           .name = "get_calendar",
           .summary = "The calendar in force: holidays, and weekend days that are worked",
           .access = any_token}),
      question<get_totals>({.path = "/v1/totals",
                            .name = "get_totals",
                            .summary = "The platform's figures in each currency",
                            .access = any_token}),
  };
  return all;
}

}  // namespace tributary::books
