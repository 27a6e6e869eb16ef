#include <array>

#include "api/field_notes.hpp"

namespace tributary::api {

namespace {

constexpr auto notes = std::to_array<FieldNote>({
    {"QuoteRequest", "terms", "How the loan is repaid"},
    {"QuoteRequest, Quote", "principal", "The sum lent", "100000.00"},
    {"QuoteRequest", "start", "The day the loan is paid out", "2024-01-01"},
    {"QuoteRequest", "first_due", "First due date; one period after the start if left out"},
    {"QuoteRequest", "fee_withheld", "Of the principal, kept back besides the fees in `fees`", "2"},
    {"QuoteRequest", "bid", "A bid for which payouts are returned too"},
    {"QuoteRequest", "interest_fee",
     "Share of the interest kept from the investor; the one in `fees` if left out"},
    {"QuoteRequest", "fees", "As a listing has them; the costs count all that the borrower pays"},
    {"QuoteRequest", "principals",
     "The principal of each instalment, one by one; as the terms have it if empty"},
    {"QuoteBid", "amount", "The bid", "500.00"},
    {"QuoteBid", "at",
     "Raised before the bid: where the claim lies in the loan decides on odd cents"},
    {"Quote, InvestorQuote", "lines", "One for each instalment"},
    {"Quote", "interest", "All interest", "5275.96"},
    {"Quote", "fee", "What the borrower pays in fees with the instalments", "0.00"},
    {"Quote", "total", "All instalments together", "105275.96"},
    {"Quote", "balloon", "Of the last instalment's principal, on top of its level part", "0.00"},
    {"Quote", "fee_withheld", "All that is kept back when the loan is paid out", "2000.00"},
    {"Quote", "paid_out", "What the borrower receives", "98000.00"},
    {"Quote", "true_annual_cost",
     "Effective annual rate with all fees, by the days of the payments", "14.2825"},
    {"Quote", "effective_annual_cost",
     "Effective annual rate with all fees, by equal periods: the same whatever the day of the "
     "start; absent with an odd first period",
     "14.2913"},
    {"Quote", "nominal_annual_cost", "As `effective_annual_cost`, without compounding", "13.4326"},
    {"Quote", "investor", "What the bid is paid; absent without a bid"},
    {"Quote", "calendar", "What moved the due dates; `none`: weekends alone",
     "weekends and holidays to 2027-10-07"},
    {"QuoteLine, InvestorLine", "period", "Number of the instalment, from 1", "1"},
    {"QuoteLine, InvestorLine", "due_date", "When the instalment is due", "2024-02-01"},
    {"QuoteLine", "principal", "Principal part", "7973.00"},
    {"QuoteLine", "interest", "Interest part", "800.00"},
    {"QuoteLine", "fee", "Fees of the borrower, the guarantor's included", "0.00"},
    {"QuoteLine", "total", "The whole instalment", "8773.00"},
    {"QuoteLine", "balance", "Principal still owed after it", "92027.00"},
    {"InvestorLine", "principal", "Principal part", "39.86"},
    {"InvestorLine", "interest", "Interest part", "4.00"},
    {"InvestorLine", "fee", "Kept of the interest", "0.00"},
    {"InvestorLine", "total", "The whole payout", "43.86"},
    {"InvestorLine", "balance", "Principal still to come after it", "460.14"},
    {"InvestorQuote", "bid", "The bid that was asked about"},
    {"InvestorQuote", "principal", "All of the bid comes back", "500.00"},
    {"InvestorQuote", "interest", "All interest", "26.37"},
    {"InvestorQuote", "fee", "Kept of the interest, all periods together", "0.00"},
    {"InvestorQuote", "total", "All payouts together", "526.37"},
    {"InvestorQuote", "annual_return", "Effective annual rate of the bid", "10.0237"},
});

}  // namespace

std::span<const FieldNote> field_notes_of_quotes() { return notes; }

}  // namespace tributary::api
