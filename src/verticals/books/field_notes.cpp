#include "verticals/books/field_notes.hpp"

#include <array>

namespace tributary::books {

namespace {

constexpr auto notes = std::to_array<api::FieldNote>({
    // Parts of a posting; money that came in is positive, as seen from the account.
    {"Parts.principal", "Principal part", "7973.00"},
    {"Parts.compensation", "For a repayment ahead of time", "0.00"},
    {"Parts.interest",
     "Interest part; of a settlement, what bids earned until then, paid by the borrower", "800.00"},
    {"Parts.fee", "Service fee, guarantee fee or what is kept of the interest", "0.00"},
    {"Parts.reserve", "Contribution to the reserve fund", "0.00"},

    // Statements.
    {"StatementPage.opening", "Before the period"},
    {"StatementPage.earned",
     "What all claims that the account ever had have earned together by now, whatever the period; "
     "where `earned` was asked for"},
    {"StatementPage.closing", "After it: `opening` and the lines of all pages add up to this"},
    {"Standing.balance", "What the account had", "5000.00"},
    {"Standing.held", "What was held of it", "1000.00"},
    {"StatementLine.business_date", "The business day on which it was booked"},
    {"StatementLine.on", "The day for which a payment counts; it may be an earlier one"},
    {"StatementLine.text", "What it is about, for people", "Instalment; loan 17, instalment 3"},
    {"StatementLine.text_zh", "The same in Chinese", "还款：借款 17，第 3 期"},
    {"StatementLine.kind", "What moved the money", "bid_placed"},
    {"StatementLine.last_period", "Last instalment, if it is about several"},
    {"StatementLine.posted", "Change of the balance", "0.00"},
    {"StatementLine.held_change", "Change of what is held", "1000.00"},
    {"StatementLine.posting", "The `sequence` of what was reversed"},
    {"StatementLine.parts", "What `posted` is made of, where a loan moved it"},
    {"StatementLine.taken_back",
     "What `posted` is made of besides, where a bounced deposit took payments of loans back"},
    {"StatementLine.bounced",
     "What of `posted` the bank took, on the account whose deposit bounced", "-3100.00"},
    {"TakenBack.period", "First instalment that was taken back; absent for a prepayment"},
    {"TakenBack.last_period", "Last instalment, if several were taken back together"},
    {"TakenBack.prepayment", "Whether a prepayment, of all or of a part, is among it"},
    {"TakenBack.parts", "What of `posted` is this loan's"},
    {"StatementLine.receivable", "How much more the account owes the platform for it"},
    {"StatementLine.balance", "The balance after it", "5000.00"},
    {"StatementLine.held", "What is held after it", "1000.00"},

    // What was really earned.
    {"Earned.annual_rate",
     "Effective (XIRR): principal out on the day of the settlement, and in on that day what bids "
     "earned until then; in, on the days for which they count, principal, interest, late interest "
     "and compensation less the interest fee, and on the newest business day the principal "
     "outstanding: in full, and nothing of a loan written off. Absent where it cannot be told",
     "9.1234"},
    {"Earned.reason", "Why there is no rate"},
    {"Earned.reason_zh", "The same in Chinese"},

    // Bids and claims.
    {"BidLine.state", "held until the listing ends, then settled or released", "held"},
    {"BidLine.loan_state", "Where its loan is in its life", "open"},
    {"ClaimLine.sequence", "Place of the bid in the journal", "1042"},
    {"ClaimLine.loan_state", "Where the loan is in its life", "repaying"},
    {"ClaimLine.settled_on", "The day the loan was paid out", "2024-01-31"},
    {"ClaimLine.from", "The claim is this part of the loan: from here", "63000.00"},
    {"ClaimLine.to", "The claim ends before this cent of the loan", "64000.00"},
    {"ClaimLine.received", "What it has brought since the settlement"},
    {"ClaimLine.bid_interest",
     "What its bid earned until the settlement, where interest runs from the bid on", "2.74"},
    {"ClaimLine.outstanding", "Principal still to come", "920.27"},
    {"ClaimLine.earned", "What it has really earned by now"},
    {"ClaimPage.earned",
     "What all claims that the account ever had have earned together by now; on the first page"},
    {"ClaimLine.to_come", "What the schedule still brings, an entry for each instalment"},
    {"PayoutToCome.parts", "What the claim gets of the instalment"},
    {"LoanBid.account", "Of whoever bid, for those who may see it"},

    // Loans.
    {"LoanLine.created_at", "When it was submitted for review"},
    {"LoanLine.full_at", "When the last bid filled it"},
    {"LoanLine.settled_on", "The day it was paid out"},
    {"LoanLine.ended_at", "When it was rejected, cancelled, failed, repaid or prepaid"},
    {"LoanLine.reason", "Why it was rejected or cancelled"},
    {"LoanLine.bid_interest_paid",
     "What its bids earned until the settlement, where interest runs from the bid on: not part of "
     "`paid`",
     "0.00"},
    {"LoanLine.principal_outstanding", "Principal that holders still get", "36000.00"},
    {"LoanLine.overdue", "What the borrower should have paid by now and has not"},
    {"LoanLine.compensated", "Paid to the holders in the place of the borrower", "0.00"},
    {"LoanLine.recovered", "What the borrower has paid of that since, late interest too", "0.00"},
    {"LoanLine.true_annual_cost",
     "To the borrower, all fees and the interest of bids counted, by the days of the payments: as "
     "settled, and before that as if paid out on the day of its listing, without interest of bids",
     "14.2825"},
    {"LoanLine.effective_annual_cost",
     "The same by equal periods, whatever the day; absent with an odd first period", "14.2913"},
    {"Overdue.principal", "Principal part", "7973.00"},
    {"Overdue.fees", "Service, guarantee and overdue fees", "0.00"},
    {"ListingView.loan", "The loan as lists show it"},
    {"ListingView.principals",
     "Of each instalment, where the terms do not shape it; of what was raised, in proportion"},
    {"ListingView.fees", "Each with its payer, base and moment"},
    {"ListingView.earned", "What all its holders have earned together by now, once it is settled"},
    {"ListingView.guaranteed", "Whether a guarantor stands for it"},

    // Schedules and payouts.
    {"ScheduleLine.state", "What has become of the instalment", "pending"},
    {"ScheduleLine.principal", "Principal part", "7973.00"},
    {"ScheduleLine.fee", "Service and guarantee fee of the borrower", "0.00"},
    {"ScheduleLine.principal_paid", "Paid of the principal part", "0.00"},
    {"ScheduleLine.interest_paid", "Paid of the interest part", "0.00"},
    {"ScheduleLine.fee_paid", "Paid of the service and guarantee fee", "0.00"},
    {"ScheduleChangeLine.kind", "What changed them", "loan_rescheduled"},
    {"ScheduleChangeLine.on", "The day from which on it counts; none: from when it was booked"},
    {"ScheduleChangeLine.reason", "What was said of it, for the borrower and staff",
     "two months more"},
    {"ScheduleChangeLine.annual_rate_before", "The rate before, where it changed"},
    {"ScheduleChangeLine.annual_rate", "The rate since, where it changed"},
    {"ScheduleChangeLine.was", "As it was, from the first instalment that changed to the last"},
    {"ScheduleChangeLine.now", "As it is, from the first instalment that changed to the last"},
    {"PlannedLine.fee", "The borrower's service and guarantee fee for the period", "0.00"},
    {"ScheduleLine.late_interest_paid", "Paid of the late interest", "0.00"},
    {"ScheduleLine.late_fee_paid", "Paid of the overdue fee", "0.00"},
    {"ScheduleLine.paid_on", "The day on which nothing was left to pay"},
    {"ScheduleLine.late_interest_waived",
     "Waived of the late interest in all; more than was charged, where a payment that was entered "
     "late took charges off",
     "0.00"},
    {"ScheduleLine.late_fee_waived", "Waived of the overdue fee: not part of it any more", "0.00"},
    {"ScheduleLine.waived_for",
     "What was said when late charges were last waived, for the borrower and staff",
     "agreed by telephone"},
    {"ScheduleLine.compensated_by", "The account that paid the holders instead"},
    {"PayoutLine.kind", "What was paid, or taken back", "instalment_collected"},
    {"PayoutLine.last_period", "Last instalment, if it is about several"},
    {"PayoutLine.principal", "Principal part", "7973.00"},
    {"PayoutLine.interest_fee", "Kept of the interest", "80.00"},
    {"PayoutLine.payer", "Who compensated, if it was not the borrower who paid"},
    {"PayoutLine.share", "What the account that was asked for got of it"},

    // Totals.
    {"TotalsView.lines", "The figures of each currency"},
    {"TotalsLine.loans", "How many loans are in each state"},
    {"TotalsLine.deposited", "Less what was reversed", "5000000.00"},
    {"TotalsLine.withdrawn", "Less what was reversed", "1000000.00"},
    {"TotalsLine.principal_outstanding",
     "Principal that holders still get, but of loans written off", "900000.00"},
    {"TotalsLine.principal_overdue", "Owed by borrowers, to holders and who compensated",
     "7973.00"},
    {"TotalsLine.bid_interest_paid",
     "What bids earned until the settlement of their loans, where interest runs from the bid on: "
     "not part of `interest_paid`",
     "0.00"},
    {"TotalsLine.interest_outstanding", "What the schedules still bring the holders", "40000.00"},
    {"TotalsLine.compensated", "Paid to the holders in the place of borrowers", "8773.00"},
    {"TotalsLine.recovered", "What borrowers have paid of that since, late interest too", "0.00"},
    {"LoanLine.written_off_recovered", "What the holders were paid since it was written off",
     "0.00"},
    {"TotalsLine.written_off_recovered",
     "What holders were paid since on loans that were written off", "0.00"},
    {"TotalsLine.written_off", "Principal that borrowers owed then", "0.00"},
    {"TotalsLine.earned", "What all holders of all loans have earned together by now"},
    {"TotalsLine.reserve_contributions", "Of borrowers, at settlement", "9000.00"},
    {"TotalsLine.reserve_fund", "What the reserve fund has", "9000.00"},
    {"TotalsLine.reserve_coverage_ppm",
     "The fund, in millionths of the principal outstanding; no more than 10^15", "10000"},
    {"TotalsLine.receivables", "Owed by people who had not enough left to give back", "0.00"},
    {"TotalsLine.own_money", "The platform's own money at the custodian", "0.00"},
    {"TotalsLine.custodian_cash", "What the bank holds: its statement has to say the same",
     "5000.00"},
    {"TotalsLine.owed",
     "What members, the platform and all others have on their accounts: `custodian_cash` and `gap` "
     "together",
     "5000.00"},
    {"TotalsLine.gap", "Owed to people and held by no bank: not zero is an alarm", "0.00"},
});

}  // namespace

std::span<const api::FieldNote> field_notes() { return notes; }

}  // namespace tributary::books
