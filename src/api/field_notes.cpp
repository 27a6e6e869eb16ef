#include "api/field_notes.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace tributary::api {

namespace {

constexpr auto notes = std::to_array<FieldNote>({
    // Every answer.
    {"sequence", "Place in the journal", "1042"},
    {"time", "When it was decided"},

    // Every list.
    {"lines", "What was found, in the order that the summary tells"},
    {"cursor", "Where the page before ended: its `next_cursor`"},
    {"next_cursor", "The `cursor` of the next page; absent on the last one"},
    {"limit", "At most so many on a page: 1 to 1000; 50 unless given"},
    {"at_least", "Answer once this `sequence` is visible: for reading what one has written"},

    // Parties and accounts.
    {"party", "Number of a person or company, given by whoever registers it", "1001"},
    {"account", "Number of the account", "12"},
    {"kind", "What the account is for", "member_cash"},
    {"currency", "Every currency counts in hundredths", "CNY"},
    {"balance",
     "All money on the account; of the custodian and of the gap, which are mirrors, below zero",
     "5000.00"},
    {"held", "Frozen by bids and withdrawals, part of the balance", "1000.00"},
    {"available", "Balance less what is held", "4000.00"},
    {"closed", "Only what reached the bank is booked on it, and opens it again"},
    {"owed", "By its owner to the platform, since money was taken back that was not there", "0.00"},
    {"spendable",
     "What may be bid, paid or withdrawn: available, less what is owed and what stands in the gap",
     "100.00"},
    {"risk_level", "What an investor was tested for; a listing may ask for a level", "3"},
    {"vip_level", "What a listing's `vip_level_min` is compared with"},
    {"related_group", "Parties of one group other than 0 do not lend to each other"},
    {"borrowing_max",
     "What the party may owe and have listed together in the currency; 0.00 is no cap",
     "200000.00"},

    // Cash.
    {"amount", "How much", "1000.00"},
    {"fee", "What the platform keeps when the withdrawal completes, also if it is returned",
     "2.00"},
    {"WithdrawalView.fee",
     "What the platform keeps when it completes; of one that is completed, what was paid: nothing "
     "where it had been released",
     "2.00"},
    {"CollectInstalment.amount", "A part; as much of it is taken as every holder can be paid of",
     "1000.00"},
    {"RequestWithdrawal.fee",
     "That of the tariff, to say that it is agreed to; staff may name another one", "2.00"},
    {"SetWithdrawalRules.rules", "What a withdrawal of people costs, and how they may ask for one"},
    {"WithdrawalRulesSet.rules", "What a withdrawal of people costs, and how they may ask for one"},
    {"amount_min", "The smallest withdrawal, but for one of all that is there", "10.00"},
    {"open_max", "How many of an account may be under way", "10"},
    {"reference", "The bank's or channel's own number: money is booked under it once",
     "ICBC-20240131-0001"},
    {"channel",
     "Number of the partner whose reference it is, where staff name it; the custodian's unless "
     "given",
     "3"},
    {"custodian", "The platform's account for what the bank holds", "1"},
    {"fee_account", "The platform's account that the fee goes to", "2"},
    {"withdrawal", "Number of the withdrawal", "5"},
    {"posting", "The `sequence` of the answer to what moved the money", "1042"},
    {"from", "The account that pays", "12"},
    {"to", "The account that is paid", "13"},
    {"lacking", "What the paying account no longer had: it owes that", "0.00"},
    {"WithdrawalCompleted.released", "The bank has paid although it had been released: no fee"},
    {"cover",
     "What stands in for what accounts lack, and what closes the gap; its accounts are 0 where "
     "nothing had to"},
    {"own_account", "The account of the platform's own money", "7"},
    {"own", "Paid by the platform's own money", "0.00"},
    {"gap_account", "The account of what people are owed and no bank holds", "8"},
    {"gap", "By which the gap grows; below zero where it closes", "0.00"},
    {"reopened", "Accounts that were closed and are open again"},
    {"DepositRecorded.reopened", "The account was closed and is open again"},
    {"WithdrawalReturned.reopened", "The account was closed and is open again"},
    {"taken", "Payments taken back, the newest first"},
    {"PaymentReversed.taken", "The payment taken back"},
    {"unfinished", "There is more to take back: timers go on"},
    {"PaymentTakenBack.kind", "Of the payment", "instalment"},
    {"PaymentTakenBack.payer", "Who had paid and gets it back", "21"},
    {"PaymentTakenBack.state", "Of the loan from here", "repaying"},
    {"PaymentTakenBack.paid_before", "To all investors since settlement, with the payment"},
    {"PaymentTakenBack.paid_after", "Likewise without it; the difference is what they gave back"},
    {"PaymentTakenBack.last_period", "Last instalment of a compensation"},
    {"first_restored", "The schedule from this instalment on is `restored`; 0: as it was", "0"},
    {"restored", "Instalments as they were before the payment"},
    {"revived", "The loan had ended, and runs again"},
    {"loans_kept_days",
     "So long after its end a loan's payments can be taken back, and postings and withdrawals "
     "are kept; left out, as before",
     "400"},
    {"memo", "Why, for whoever looks later", "Booked to the wrong account"},
    {"reason", "Why, for whoever looks later", "The borrower asked for it"},

    // Streams.
    {"ticket", "Opens one stream in place of a token, once"},
    {"expires_in", "In seconds", "60"},

    // Listings and loans.
    {"loan", "Number of the loan", "7"},
    {"title", "What investors read first", "Working capital for a tea shop"},
    {"state", "Where it is in its life"},
    {"LoanView.state", "Where the loan is in its life", "open"},
    {"WithdrawalView.state", "What has become of it", "submitted"},
    {"WithdrawalPage.sequence", "Place in the journal up to which this is so", "1042"},
    {"WithdrawalTariffs.sequence", "Place in the journal up to which this is so", "1042"},
    {"WithdrawalTariff.rules", "For whoever asks from now on"},
    {"PostingView.day", "The business day, or the present day before the first one", "2024-01-31"},
    {"PostingView.reversed", "It was reversed, bounced or returned: it is not taken back again"},
    {"PartyView.blocked", "Its wishes are refused, its duties go on"},
    {"PartyView.borrowing", "In each currency where something is owed or capped"},
    {"BorrowingView.owed", "Of its loans, plus what it has listed", "50000.00"},
    {"ReceivableView.owed", "With all accounts of the currency", "510.00"},
    {"ReceivableView.account", "One of its accounts of the currency: for `collect-receivable`",
     "12"},
    {"ReceivableView.available", "On that account", "14.79"},
    {"ReceivablePage.sequence", "Place in the journal up to which this is so", "1042"},
    {"principal", "The sum lent", "100000.00"},
    {"borrower_account", "Gets the loan and pays it back", "21"},
    {"guarantor_account", "Gets the guarantee fee; 0: there is none"},
    {"terms", "How the loan is repaid"},
    {"rules", "Who may bid, and how much"},
    {"fees", "Each with its payer, base and moment"},
    {"allocation", "What a part payment pays first"},
    {"late", "What happens when an instalment is not paid"},
    {"opens_at", "Bids are taken from then on"},
    {"closes_at", "The listing fails if it is not open and full by then",
     "2024-02-07T08:30:00.000Z"},
    {"released", "Unfrozen for all investors together", "64000.00"},
    {"raised", "Sum of all bids", "64000.00"},
    {"remaining", "What is left to bid", "36000.00"},
    {"bids", "How many bids there are", "17"},

    // Terms of repayment.
    {"method",
     "annuity 等额本息, equal-principal 等额本金, interest-only 先息后本, bullet "
     "一次性还本付息, flat 等本等息",
     "annuity"},
    {"annual_rate", "Interest a year", "9.6"},
    {"periods", "How many instalments", "12"},
    {"every", "From one due date to the next"},
    {"basis", "How days become a share of a year"},
    {"instalment_unit", "Level instalments are rounded to a multiple of this"},
    {"rounding", "Of interest and fees"},
    {"month_end", "After a short month back to the 31st, or always a month's last day"},
    {"business_days", "What moves a due date on which banks are closed"},
    {"grace_principal_periods", "First periods that pay interest alone"},
    {"interest_deferred_periods", "First periods whose interest is paid later"},
    {"interest_free_periods", "First periods that earn no interest"},
    {"balloon", "Principal left for the last instalment"},
    {"due_day", "Day of the month of due dates; 0 is that of the start"},

    // Rules of bidding; a limit of 0.00 is no limit.
    {"bid_amount_min", "Smallest bid; the last one may be smaller if it takes all", "100.00"},
    {"bid_amount_step", "A bid is the minimum plus whole steps", "100.00"},
    {"bid_amount_max", "Largest single bid; 0.00 is no limit"},
    {"investor_amount_max", "One investor's bids on the loan together; 0.00 is no limit"},
    {"newcomers_only", "Only for whoever has not bid on another loan"},
    {"vip_level_min", "The investor's VIP level must reach it"},
    {"BidRules.risk_level", "The investor's tested level must reach it"},
    {"access_code", "Password of the listing; answers only say that it is set"},
    {"settle_within_days",
     "Days after the raise is full; if it is not settled by then it fails and all bids are free",
     "30"},
    {"fill_remaining", "Take what is left if that is less than the amount", "true"},

    // Fees.
    {"service", "Of the principal, from the borrower, withheld at settlement", "2"},
    {"service_per_period",
     "Of the principal, from the borrower, with each instalment; after a part prepayment of what "
     "remains"},
    {"guarantee", "Of the principal, from the borrower to the guarantor at settlement"},
    {"LoanFees.interest", "Of the interest received, from the investor", "10"},
    {"prepayment", "Of the principal prepaid, from the borrower to the investors"},

    {"reserve", "Of the principal, from the borrower to the reserve fund at settlement"},

    // Rules for late payment.
    {"grace_days", "Days after the due date without late interest"},
    {"LateRules.interest",
     "A day, of overdue principal and interest, from the borrower to the investors"},
    {"LateRules.fee", "A day, of the same, from the borrower to the platform"},
    {"compensator", "Who pays the investors when the borrower does not"},
    {"LateRules.compensation", "Each overdue instalment, or everything left at once"},
    {"compensate_after_days",
     "Days after the due date, or since a payment was last taken back, the grace days among them"},
    {"write_off_after_days",
     "Days after the due date, or since a payment was last taken back; 0 is never"},

    // Business days.
    {"source", "Where the days come from", "State Council notice 2024 on holidays in 2025"},
    {"holidays", "Days besides weekends on which banks are closed, in their order"},
    {"working_weekends", "Weekend days on which banks are open, in their order"},

    // Bids, settlement, repayment.
    {"bid", "Number of the bid on its loan, from 0; it never changes", "16"},
    {"BidPlaced.from", "The claim is this part of the loan: from here, as long as the amount",
     "63000.00"},
    {"BidVoided.from", "The claim was this part of the loan: from here, as long as the amount",
     "63000.00"},
    {"VoidBid.account", "Whose bid it is", "12"},
    {"on", "The business date", "2024-01-31"},
    {"confirmed_on", "The same day again, where it is not the present one", "2024-01-31"},
    {"first_due", "First due date, if not one period after the start"},
    {"period", "Number of the instalment, from 1", "1"},
    {"CollectInstalment.amount", "A part payment; all that the period still owes if left out"},
    {"after", "Lower instalments, fewer of them, or none of principal until it is used up"},
    {"service_fee", "From the borrower to the platform", "0.00"},
    {"LoanSettled.service_fee", "From the borrower to the platform, withheld", "2000.00"},
    {"guarantee_fee", "From the borrower to the guarantor", "0.00"},
    {"reserve_account", "The reserve fund of the platform", "8"},
    {"reserve_contribution", "From the borrower to the reserve fund, withheld", "0.00"},
    {"interest_fee", "Kept of the interest that investors receive", "80.00"},
    {"fee_per_period", "Service fee due with each instalment", "0.00"},
    {"schedule", "The instalments, exact to the cent"},
    {"due", "When the instalment is due", "2024-02-29"},
    {"Instalment.principal", "Principal part", "7973.00"},
    {"PaidTotals.principal", "Principal part", "7973.00"},
    {"QuoteLine.principal", "Principal part", "7973.00"},
    {"InvestorLine.principal", "Principal part", "39.86"},
    {"interest", "Interest part", "800.00"},
    {"InvestorLine.interest", "Interest part", "4.00"},
    {"InvestorQuote.interest", "All interest", "26.37"},
    {"Quote.interest", "All interest", "5275.96"},
    {"Quote.fee_withheld", "Kept back when the loan is paid out", "2000.00"},
    {"compensation", "To investors, for a repayment ahead of time", "0.00"},
    {"paid", "To all investors since settlement"},
    {"paid_before", "To all investors since settlement, before this payment"},
    {"paid_after", "Likewise with this payment; the difference is what was paid out"},
    {"period_paid", "Nothing of this period is left to pay"},
    {"InstalmentCollected.state", "Of the loan from here", "repaying"},
    {"payee", "Who compensated the period and is paid back; 0: the investors are paid", "0"},
    {"parts", "What the borrower pays, besides fees"},
    {"InstalmentParts.principal", "Principal part", "7973.00"},
    {"late_interest", "Late interest part", "0.00"},
    {"late_fee", "Overdue fee, from the borrower to the platform", "0.00"},

    // Late, compensated, written off, taken back.
    {"charges", "What each overdue instalment owes more than before"},
    {"InstalmentCollected.late",
     "Entered later than it was made: what overdue instalments owe less by it, or more"},
    {"LoanPrepaid.late", "Entered later than it was made: late interest that falls away"},
    {"PrincipalPrepaid.late", "Entered later than it was made: late interest that falls away"},
    {"PaymentTakenBack.late", "What overdue instalments owe more, as if it had not been made"},
    {"LateCharge.days", "For so many days; less than none: days that were charged too many", "5"},
    {"LateCharge.interest", "Late interest", "4.39"},
    {"LateCharge.fee", "Overdue fee", "0.00"},
    {"PlannedInstalment.fee", "Service fee of the borrower", "0.00"},
    {"payer", "The guarantor's account, or the reserve fund", "8"},
    {"LoanCompensated.first_period", "First instalment that is compensated", "4"},
    {"LoanCompensated.last_period", "Last instalment that is compensated", "4"},
    {"everything",
     "One instalment in the place of all that were not due, if all that is left is due now"},
    {"LoanWrittenOff.owed", "By the borrower, to investors and who compensated"},
    {"fees_owed", "By the borrower, to the platform", "0.00"},
    {"payment", "The `sequence` of the answer to the payment, and of its line in the payouts",
     "1042"},
    {"shortfalls", "What accounts no longer had of it: they owe that to the platform"},
    {"Shortfall.amount", "That the account owes from now on", "12.00"},
    {"InstalmentReminded.amount", "What the instalment asks for", "8773.00"},
    {"schedule_start", "Interest of the new schedule counts from then", "2024-01-31"},
    {"first_period", "Number of the first instalment of the new schedule", "4"},

    // Quotes.
    {"start", "The day the loan is paid out", "2024-01-01"},
    {"fee_withheld", "Of the principal, kept back when the loan is paid out", "2"},
    {"QuoteRequest.bid", "A bid whose payouts are wanted too"},
    {"QuoteBid.amount", "The bid", "500.00"},
    {"at", "Raised before the bid: a claim's place in the loan decides on odd cents"},
    {"QuoteRequest.interest_fee", "Of the interest that the bid receives"},
    {"Quote.lines", "One for each instalment"},
    {"InvestorQuote.lines", "One for each instalment"},
    {"due_date", "When the instalment is due", "2024-02-01"},
    {"total", "Everything together", "105275.96"},
    {"QuoteLine.total", "The whole instalment", "8773.00"},
    {"InvestorLine.total", "The whole payout", "43.86"},
    {"InvestorQuote.total", "Everything together", "526.37"},
    {"InvestorQuote.principal", "All of the bid comes back", "500.00"},
    {"QuoteLine.balance", "Principal still owed after it", "92027.00"},
    {"InvestorLine.balance", "Principal still to come after it", "460.14"},
    {"paid_out", "What the borrower receives", "98000.00"},
    {"true_annual_cost", "Effective annual rate with all fees", "14.2825"},
    {"nominal_annual_cost", "The same without compounding", "13.4326"},
    {"investor", "What the bid is paid"},
    {"InvestorQuote.bid", "The bid that was asked for"},
    {"InvestorQuote.fee", "Kept of the interest, all periods together", "0.00"},
    {"InvestorLine.fee", "Kept of the interest", "0.00"},
    {"annual_return", "Effective annual rate of the bid", "10.0237"},
});

}  // namespace

std::span<const FieldNote> field_notes() { return notes; }

const FieldNote* find_note(std::span<const FieldNote> among, std::string_view struct_name,
                           std::string_view field,
                           const std::function<bool(std::string_view example)>& fits) {
  const std::string own = std::string(struct_name).append(".").append(field);
  if (const auto found = std::ranges::find(among, own, &FieldNote::field); found != among.end()) {
    return &*found;
  }
  const auto found = std::ranges::find_if(among, [&](const FieldNote& note) {
    return note.field == field && (note.example.empty() || fits(note.example));
  });
  return found != among.end() ? &*found : nullptr;
}

}  // namespace tributary::api
