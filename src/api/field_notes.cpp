#include "api/field_notes.hpp"

#include <array>

namespace tributary::api {

namespace {

// What several structs say in the same words.
constexpr std::string_view sequence = "Place in the journal up to which this is so";
constexpr std::string_view cursor = "Where the page before ended: its `next_cursor`";
constexpr std::string_view next_cursor = "The `cursor` of the next page; absent on the last one";
constexpr std::string_view limit = "At most so many on a page: 1 to 1000; 50 unless given";
constexpr std::string_view custodian = "The platform's account for what the bank holds";
constexpr std::string_view own_account = "The account of the platform's own money";
constexpr std::string_view reason = "Why, for people who look at it later";
constexpr std::string_view reopened = "Whether the account was closed and is open again";
constexpr std::string_view cover =
    "What stands in for what accounts lack, and what closes the gap; its accounts are 0 where no "
    "money had to stand in";
constexpr std::string_view risk_level =
    "Result of the investor's suitability test; a listing may ask for a level";
constexpr std::string_view vip_level = "A listing may ask for a level, in `vip_level_min`";
constexpr std::string_view related_group =
    "Number of the group of related parties; parties of one group do not lend to each other; 0: "
    "of no group";
constexpr std::string_view borrowing_max =
    "What the party may owe and have listed together in the currency; 0.00 is no cap";
constexpr std::string_view group_borrowing_max =
    "What all parties of the group together may owe and have listed in the currency; 0.00 is no "
    "cap";

constexpr auto notes = std::to_array<FieldNote>({
    // Types.
    {"loan id", "", "Number of the loan", "7"},
    {"account id", "", "Number of the account", "12"},
    {"party id", "", "Number of a person or company, chosen by the system that registers it",
     "1001"},
    {"withdrawal id", "", "Number of the withdrawal", "5"},
    {"posting id", "", "The `sequence` of the answer to what moved the money", "1042"},
    {"Currency", "", "Amounts in every currency have two decimal places", "CNY"},

    // Every answer to a command.
    {"Accepted", "sequence", "Place of the command in the journal", "1042"},
    {"Accepted", "time", "When it was decided"},
    {"Accepted", "event", "What happened"},

    // Every list.
    {"ReadQuery", "at_least", "Answer once this `sequence` is visible: to read your own changes"},
    {"PageQuery, WithdrawalsChoice, ReceivablesChoice", "cursor", cursor},
    {"PageQuery, WithdrawalsChoice, ReceivablesChoice", "limit", limit},
    {"WithdrawalPage, WithdrawalTariffs, ReceivablePage", "sequence", sequence, "1042"},
    {"WithdrawalPage, ReceivablePage", "next_cursor", next_cursor},

    // Accounts.
    {"OpenAccount, AccountOpened, AccountView", "kind", "What the account is for", "member_cash"},
    {"AccountView", "balance",
     "All money on the account; below zero for the custodian and the gap, which mirror the other "
     "accounts",
     "5000.00"},
    {"AccountView", "held", "Frozen by bids and withdrawals, part of the balance", "1000.00"},
    {"AccountView", "available", "Balance less what is held", "4000.00"},
    {"AccountView", "closed",
     "Whether it is closed: only money that reached the bank is booked on it, and opens it again"},
    {"AccountView", "owed",
     "What its owner owes the platform, since money was taken back that was no longer there",
     "0.00"},
    {"AccountView", "spendable",
     "What may be bid, paid or withdrawn: available, less what is owed and what stands in the gap",
     "100.00"},
    {"TransferFunds, FundsTransferred, PostingView", "from", "The account that pays", "12"},
    {"TransferFunds, FundsTransferred, PostingView", "to", "The account that is paid", "13"},
    {"TransferFunds, FundsTransferred", "amount", "What is moved", "1000.00"},
    {"PostingReversed", "from", "The account that was paid and gives the money back", "13"},
    {"PostingReversed", "to", "The account that had paid and gets the money back", "12"},
    {"PostingReversed", "amount", "What goes back: all of the posting", "1000.00"},
    {"PostingReversed, DebitRecorded", "lacking",
     "What the paying account no longer had: it owes that", "0.00"},
    {"PostingView", "amount", "What moved", "1000.00"},
    {"PostingView", "day", "The business day on which it was booked; before the first one, the day",
     "2024-01-31"},
    {"PostingView", "reversed",
     "Whether it was reversed, bounced or returned: it cannot be taken back again"},
    {"ReceivableCollected", "amount", "What the account has paid of what it owed", "510.00"},
    {"ReceivableCollected, BounceContinued, OwnMoneyPaidIn, OwnMoneyTakenOut, Cover", "own_account",
     own_account, "7"},
    {"WithdrawalPage", "lines", "Withdrawals, newest first"},
    {"ReceivablePage", "lines", "Who owes, in the order in which they were registered"},
    {"ReceivablesChoice", "currency", "CNY unless given", "CNY"},
    {"ReceivableView", "owed", "With all accounts of the currency together", "510.00"},
    {"ReceivableView", "account", "One of its accounts of the currency: for `collect-receivable`",
     "12"},
    {"ReceivableView", "available", "On that account", "14.79"},

    // Cash.
    {"RecordDeposit, DepositRecorded", "amount", "What reached the custodian", "1000.00"},
    {"RequestWithdrawal, WithdrawalRequested, WithdrawalView", "amount",
     "What the bank pays out, without the fee", "1000.00"},
    {"WithdrawalCompleted", "amount", "What the bank has paid out", "1000.00"},
    {"WithdrawalReleased", "amount", "What the bank does not pay out: it is free again", "1000.00"},
    {"WithdrawalReturned", "amount", "What the bank has sent back", "1000.00"},
    {"PayInOwnMoney, OwnMoneyPaidIn", "amount", "What reached the custodian", "1000.00"},
    {"TakeOutOwnMoney, OwnMoneyTakenOut", "amount", "What left the custodian", "1000.00"},
    {"RecordDebit, DebitRecorded", "amount", "What the bank took back or paid", "1000.00"},
    {"DepositBounced", "amount", "What the bank took back: all of the deposit", "1000.00"},
    {"BounceContinued", "amount",
     "What the account has paid of what it owes, with the money that came back", "1000.00"},
    {"RequestWithdrawal", "fee",
     "The fee of the tariff, to say that it is agreed to; staff may name another one", "2.00"},
    {"WithdrawalRequested", "fee",
     "Held with the amount: what the platform keeps once the bank has paid", "2.00"},
    {"WithdrawalCompleted", "fee",
     "What the platform keeps; nothing where the withdrawal had been released before", "2.00"},
    {"WithdrawalReleased", "fee", "What was held for the fee: it is free again", "2.00"},
    {"WithdrawalView", "fee",
     "What the platform keeps once the bank has paid; of a completed one, what it kept: nothing "
     "where it had been released before",
     "2.00"},
    {"WithdrawalView", "state", "Where the withdrawal is in its life", "submitted"},
    {"WithdrawalsChoice", "state", "Only withdrawals in this state; all unless given"},
    {"WithdrawalRules", "fee",
     "What the platform keeps once the bank has paid, also if the bank sends the money back later",
     "2.00"},
    {"WithdrawalRules", "amount_min",
     "The smallest withdrawal; a smaller one has to take all that is there", "10.00"},
    {"WithdrawalRules", "open_max", "How many withdrawals of an account may be under way", "10"},
    {"SetWithdrawalRules, WithdrawalRulesSet", "rules",
     "What a withdrawal costs, and how it may be asked for"},
    {"WithdrawalTariffs", "lines", "The rules of each currency"},
    {"WithdrawalTariff", "rules", "For withdrawals that are requested from now on"},
    {"RecordDeposit, PayInOwnMoney, TakeOutOwnMoney, RecordDebit, DepositRecorded, OwnMoneyPaidIn, "
     "OwnMoneyTakenOut, DebitRecorded",
     "reference", "The bank's or channel's own number: money is booked under it once",
     "ICBC-20240131-0001"},
    {"RecordDeposit, PayInOwnMoney, TakeOutOwnMoney, RecordDebit", "channel",
     "Number of the partner whose reference it is, where staff name it; the custodian's unless "
     "given",
     "3"},
    {"DepositRecorded, WithdrawalCompleted, OwnMoneyPaidIn, OwnMoneyTakenOut, DepositBounced, "
     "WithdrawalReturned, DebitRecorded",
     "custodian", custodian, "1"},
    {"WithdrawalCompleted", "fee_account", "The platform's account that the fee goes to", "2"},
    {"WithdrawalCompleted", "released",
     "Whether it had been released, and the bank paid all the same: no fee"},
    {"WithdrawalCompleted", "lacking",
     "What the account no longer had, where it had been released before: it owes that", "0.00"},
    {"DepositRecorded, WithdrawalReturned", "reopened", reopened},
    {"FundsTransferred, PostingReversed, ReceivableCollected, WithdrawalCompleted, OwnMoneyPaidIn, "
     "DepositBounced, BounceContinued, DebitRecorded, PaymentReversed",
     "cover", cover},
    {"Cover", "own", "Paid by the platform's own money", "0.00"},
    {"Cover", "gap_account", "The account of what people are owed and no bank holds", "8"},
    {"Cover", "gap", "By how much the gap grows; below zero where it closes", "0.00"},
    {"DepositBounced, BounceContinued", "taken", "Payments taken back, the newest first"},
    {"DepositBounced, BounceContinued", "unfinished",
     "Whether there is more to take back: the timers go on"},
    {"DepositBounced, BounceContinued, PaymentReversed", "shortfalls",
     "What accounts no longer had of it: they owe that to the platform"},
    {"Shortfall", "amount", "What the account owes from now on", "12.00"},
    {"TransferFunds, ReversePosting, RecordDebit, BounceDeposit, ReturnWithdrawal, ReversePayment, "
     "FundsTransferred, PostingReversed, DebitRecorded, DepositBounced, WithdrawalReturned, "
     "PaymentReversed",
     "memo", reason, "Booked to the wrong account"},
    {"ReleaseWithdrawal, WithdrawalReleased", "reason", reason, "The account number was wrong"},

    // Parties.
    {"SetRiskLevel, RiskLevelSet, PartyView", "risk_level", risk_level, "3"},
    {"SetVipLevel, VipLevelSet, PartyView", "vip_level", vip_level},
    {"SetRelatedGroup, RelatedGroupSet, PartyView", "related_group", related_group},
    {"SetGroupBorrowingCap, GroupBorrowingCapSet", "related_group",
     "Number of the group of related parties", "4"},
    {"SetBorrowingCap, BorrowingCapSet", "borrowing_max", borrowing_max, "200000.00"},
    {"SetGroupBorrowingCap, GroupBorrowingCapSet", "borrowing_max", group_borrowing_max,
     "200000.00"},
    {"BlockParty, UnblockParty, PartyBlocked, PartyUnblocked", "reason", reason,
     "A court has ordered it"},
    {"PartyView", "blocked",
     "Whether it is blocked: what it asks for is refused, what it has to do goes on"},
    {"PartyView", "borrowing", "In each currency where it owes something or has a cap"},
    {"PartyView", "group_borrowing",
     "In each currency, of all parties of its group together; empty without a group"},
    {"BorrowingView", "owed", "On loans, with what is listed and has not ended", "50000.00"},
    {"BorrowingView", "borrowing_max",
     "What may be owed and listed together in the currency; 0.00 is no cap", "200000.00"},

    // Business days and the calendar.
    {"BeginBusinessDay", "on",
     "The day that begins: the one after the last; the first one is the present day", "2024-01-31"},
    {"BeginBusinessDay", "confirmed_on", "The same day again, where it is not the present one",
     "2024-01-31"},
    {"BeginBusinessDay", "loans_kept_days",
     "For so many days after a loan's end its payments can be taken back, and postings and "
     "withdrawals are kept; unchanged if left out",
     "400"},
    {"BusinessDayBegan", "on", "The day that began", "2024-01-31"},
    {"BusinessDayBegan", "loans_kept_days",
     "For so many days after a loan's end its payments can be taken back, and postings and "
     "withdrawals are kept",
     "400"},
    {"SetCalendar, CalendarSet", "source", "Where the days come from",
     "State Council notice 2024 on holidays in 2025"},
    {"SetCalendar, CalendarSet", "holidays",
     "Days besides weekends on which banks are closed, in their order"},
    {"SetCalendar, CalendarSet", "working_weekends",
     "Weekend days on which banks are open, in their order"},
    {"MoveDueDates", "first",
     "The first loan of this step; where the last step ended, if left out"},
    {"DueDatesMoved", "first", "The first loan that was looked at", "1"},
    {"DueDatesMoved", "next", "The loan with which the next step begins", "1025"},
    {"DueDatesMoved", "finished", "Whether there is no next step"},
    {"DueDatesMoved", "loans", "Loans of which due dates moved"},
    {"LoanDueDatesMoved", "dues", "Instalments that moved"},
    {"LoanDueDatesMoved", "dues_before",
     "Instalments that moved in schedules that come back if payments are taken back"},
    {"DueDateMoved", "period",
     "Number of the instalment, from 1; in `dues_before`, its place among those that are kept",
     "1"},
    {"DueDateMoved", "was", "The due date before", "2024-01-31"},
    {"DueDateMoved", "is", "The due date from now on", "2024-02-01"},

    // Streams.
    {"StreamTicket", "ticket", "Opens one stream in place of a token, once"},
    {"StreamTicket", "expires_in", "How long it can be used, in seconds", "60"},
    {"StreamQuery", "ticket", "A stream ticket, in place of a token in the header"},
});

}  // namespace

std::span<const FieldNote> field_notes() { return notes; }

}  // namespace tributary::api
