#include "api/engine_queries.hpp"

#include <array>

#include "api/binding.hpp"
#include "api/loan_stream.hpp"
#include "api/queries.hpp"
#include "api/stream_note.hpp"
#include "protocol/query.hpp"

namespace tributary::api {

namespace {

constexpr std::array queries{
    QueryRoute{.path = "/v1/accounts/{account}",
               .name = "get_account",
               .summary = "Get an account with its balance, true to the instant",
               .access = "read_own for an own account, read_all for any",
               .path_value = path_value_of<protocol::AccountId>,
               .answer = schema_of<protocol::AccountView>},
    QueryRoute{.path = "/v1/loans/{loan}",
               .name = "get_loan",
               .summary = "Get what is raised and left of a loan, true to the instant",
               .path_value = path_value_of<protocol::LoanId>,
               .answer = schema_of<protocol::LoanView>},
    QueryRoute{
        .path = "/v1/loans/{loan}/prepayment",
        .name = "quote_prepayment",
        .summary = "Quote what prepaying a loan, or a part of it, costs on a day; nothing is paid",
        .access = "read_own for an own loan, read_all for any",
        .path_value = path_value_of<protocol::LoanId>,
        .parameters = parameters_of<PrepaymentChoice>,
        .answer = schema_of<protocol::PrepaymentView>,
        .decides = true,
        .says = "Without `on` it is for the present business day, without `amount` for all that is "
                "left of the principal. A future day can be asked about up to the day before the "
                "next due date. The quote is also given where a lack of money or a block would "
                "stop the prepayment itself."},
    QueryRoute{.path = "/v1/parties/{party}",
               .name = "get_party",
               .summary = "Get a party and what it may borrow, true to the instant; its accounts "
                          "have a list of their own",
               .access = "read_own for oneself, read_all for anybody",
               .path_value = path_value_of<protocol::PartyId>,
               .answer = schema_of<protocol::PartyView>},
    QueryRoute{.path = "/v1/postings/{posting}",
               .name = "get_posting",
               .summary = "Get a deposit, transfer, pay-in or paid withdrawal that is still kept, "
                          "and whether it was taken back",
               .access = "read_own for one from or to an own account, read_all for any",
               .path_value = path_value_of<protocol::PostingId>,
               .answer = schema_of<protocol::PostingView>},
    QueryRoute{.path = "/v1/receivables",
               .name = "list_receivables",
               .summary = "List the parties that owe the platform in a currency; a page may be "
                          "empty and still not be the last",
               .access = "read_all",
               .parameters = parameters_of<ReceivablesChoice>,
               .answer = schema_of<protocol::ReceivablePage>},
    QueryRoute{.path = "/v1/withdrawals",
               .name = "list_withdrawals",
               .summary = "List withdrawals by state, newest first; a page may be empty and still "
                          "not be the last",
               .access = "read_all",
               .parameters = parameters_of<WithdrawalsChoice>,
               .answer = schema_of<protocol::WithdrawalPage>},
    QueryRoute{
        .path = "/v1/withdrawals/rules",
        .name = "get_withdrawal_rules",
        .summary = "Get the fee of withdrawals and the rules for requesting them, in each currency",
        .access = any_token,
        .answer = schema_of<protocol::WithdrawalTariffs>},
    QueryRoute{.path = "/v1/withdrawals/{withdrawal}",
               .name = "get_withdrawal",
               .summary = "Get a withdrawal and its state, true to the instant",
               .access = "read_own for one of an own account, read_all for any",
               .path_value = path_value_of<protocol::WithdrawalId>,
               .answer = schema_of<protocol::WithdrawalView>},
    QueryRoute{.path = "/v1/loans/{loan}/stream",
               .name = "watch_loan",
               .summary = "Watch a loan fill up: server-sent events named `progress`",
               .path_value = path_value_of<protocol::LoanId>,
               .parameters = parameters_of<StreamQuery>,
               .answer = schema_of<LoanProgress>,
               .event = loan_progress_event,
               .says = stream_note},
    QueryRoute{.path = "/v1/stream-tickets",
               .name = "make_stream_ticket",
               .summary = "Make a ticket that opens one stream, for browsers, which cannot send "
                          "the token in a header",
               .access = any_token,
               .answer = schema_of<StreamTicket>,
               .status = 201,
               .makes = true},
};

}  // namespace

std::span<const QueryRoute> engine_queries() { return queries; }

}  // namespace tributary::api
