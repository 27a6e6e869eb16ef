#include "tests/scenarios/commands.hpp"

#include "protocol/request_key.hpp"

namespace tributary::scenarios {

using namespace protocol;

namespace {

OpenAccount read_open_account(World& world, Words& words) {
  OpenAccount command;
  const auto kind = take_account_kind(words);
  if (!kind) words.complain("the kind of an account");
  command.kind = *kind;
  words.need("account for");
  words.take("the");
  command.party = words.take("party") ? PartyId{words.number("the number of a party")}
                                      : world.party(words.word("a name"));
  if (words.take("in")) command.currency = take_currency(words);
  return command;
}

/// `alice`, `party 17`.
PartyId read_party(World& world, Words& words) {
  if (words.take("party")) return {words.number("the number of a party")};
  return world.party(words.word("a party"));
}

std::uint8_t read_level(Words& words) {
  words.need("to");
  return static_cast<std::uint8_t>(words.number("a level"));
}

/// `the risk level of alice to 3`, `the borrowing cap of party 17 to 1000.00`.
AnyCommand read_fact(World& world, Words& words) {
  if (words.take("risk level of")) {
    const PartyId party = read_party(world, words);
    return SetRiskLevel{party, read_level(words)};
  }
  if (words.take("vip level of")) {
    const PartyId party = read_party(world, words);
    return SetVipLevel{party, read_level(words)};
  }
  if (words.take("related group of")) {
    const PartyId party = read_party(world, words);
    words.need("to");
    return SetRelatedGroup{party, static_cast<std::uint32_t>(words.number("a group"))};
  }
  if (words.take("borrowing cap of group")) {
    SetGroupBorrowingCap command;
    command.related_group = static_cast<std::uint32_t>(words.number("a group"));
    words.need("to");
    command.borrowing_max = words.amount();
    if (words.take("in")) command.currency = take_currency(words);
    return command;
  }
  words.need("borrowing cap of");
  const PartyId party = read_party(world, words);
  words.need("to");
  SetBorrowingCap command{party, words.amount(), Currency::CNY};
  if (words.take("in")) command.currency = take_currency(words);
  return command;
}

std::string rest_of(Words& words, std::string_view mark) {
  return words.take(mark) ? words.word("a word") : std::string();
}

/// `, reference X`, and perhaps `, channel 3`.
template <class Command>
void read_reference(Words& words, Command& command) {
  command.reference.text = rest_of(words, ", reference");
  if (words.take(", channel")) command.channel = {words.number("the number of a channel")};
}

AnyCommand read_deposit(World& world, Words& words) {
  RecordDeposit command;
  command.amount = words.amount();
  words.need("to");
  command.account = world.account(words);
  read_reference(words, command);
  return command;
}

AnyCommand read_withdrawal(World& world, Words& words) {
  RequestWithdrawal command;
  command.amount = words.amount();
  words.need("from");
  command.account = world.account(words);
  if (words.take("with a fee of")) command.fee = words.amount();
  return command;
}

/// `a fee of 2.00, a minimum of 10.00, at most 5 open`, and perhaps `in USD`; each may be left out.
AnyCommand read_withdrawal_rules(Words& words) {
  SetWithdrawalRules command;
  words.need("to");
  do {
    if (words.take("a fee of")) {
      command.rules.fee = words.amount();
    } else if (words.take("a minimum of")) {
      command.rules.amount_min = words.amount();
    } else {
      words.need("at most");
      command.rules.open_max = static_cast<std::uint16_t>(words.number("a number"));
      words.need("open");
    }
  } while (words.take(","));
  if (words.take("in")) command.currency = take_currency(words);
  return command;
}

AnyCommand read_transfer(World& world, Words& words) {
  TransferFunds command;
  command.amount = words.amount();
  words.need("from");
  command.from = world.account(words);
  words.need("to");
  command.to = world.account(words);
  return command;
}

AnyCommand read_schedule(World& world, Words& words) {
  ScheduleListing command;
  command.loan = world.loan(words);
  words.need("from");
  command.opens_at = words.time();
  words.need("to");
  command.closes_at = words.time();
  return command;
}

AnyCommand read_bid(World& world, Words& words, const std::string& speaker) {
  PlaceBid command;
  command.amount = words.amount();
  words.need("on");
  command.loan = world.loan(words);
  command.fill_remaining = words.take(", or what is left");
  if (words.take(", password")) command.access_code = access_code(words.word("a password"));
  command.account = words.take(", from") ? world.account(words) : world.account_of(speaker);
  return command;
}

/// `L on 2024-03-01`.
template <class Command>
void read_loan_and_day(const World& world, Words& words, Command& command) {
  command.loan = world.loan(words);
  words.need("on");
  command.on = words.date();
}

AnyCommand read_settlement(World& world, Words& words) {
  SettleLoan command;
  read_loan_and_day(world, words, command);
  if (words.take(", first due")) command.first_due = words.date();
  return command;
}

/// `period 3 of L on 2024-04-30`, or `100.00 of period 3 of L on …`.
AnyCommand read_collection(World& world, Words& words) {
  CollectInstalment command;
  if (!words.next_is("period")) {
    command.amount = words.amount();
    words.need("of");
  }
  words.need("period");
  command.period = static_cast<std::uint32_t>(words.number("a period"));
  words.need("of");
  read_loan_and_day(world, words, command);
  return command;
}

/// `all of L on 2024-03-05`, or `1000.00 of L on 2024-03-05, for fewer periods`.
AnyCommand read_prepayment(World& world, Words& words) {
  if (words.take("all of")) {
    PrepayLoan whole;
    read_loan_and_day(world, words, whole);
    return whole;
  }
  PrepayPrincipal part;
  part.amount = words.amount();
  words.need("of");
  read_loan_and_day(world, words, part);
  if (words.take(", for fewer periods")) part.after = AfterPrepayment::fewer_periods;
  if (words.take(", at the same instalment")) part.after = AfterPrepayment::same_instalment;
  if (words.take(", to skip the next dues")) part.after = AfterPrepayment::skip_next_dues;
  return part;
}

/// `the calendar to holidays 2024-02-12 2024-02-13, working 2024-02-04`; either may be left out.
SetCalendar read_calendar(Words& words) {
  SetCalendar command;
  words.need("to");
  do {
    auto& days = words.take("holidays") ? command.holidays : command.working_weekends;
    if (&days == &command.working_weekends) words.need("working");
    while (!words.done() && !words.next_is(",") && !words.next_is("then")) {
      days.push_back(words.date());
    }
  } while (words.take(","));
  return command;
}

/// `2024-01-31`, or `2024-01-31, confirmed as 2024-01-31`.
/// Of a running loan, nothing but that.
template <class Command>
Command read_dated(const World& world, Words& words) {
  Command command;
  read_loan_and_day(world, words, command);
  return command;
}

RemindInstalment read_reminder(const World& world, Words& words) {
  RemindInstalment command;
  command.period = static_cast<std::uint32_t>(words.number("a period"));
  words.need("of");
  read_loan_and_day(world, words, command);
  return command;
}

/// `late charges of period 1 of L on 2024-03-01`, and perhaps `, late interest 5.00`, `, fee 1.00`:
/// what is waived in all.
WaiveLateCharges read_waiver(const World& world, Words& words) {
  WaiveLateCharges command;
  words.need("late charges of period");
  command.period = static_cast<std::uint32_t>(words.number("a period"));
  words.need("of");
  read_loan_and_day(world, words, command);
  if (words.take(", late interest")) command.late_interest = words.amount();
  if (words.take(", fee")) command.late_fee = words.amount();
  return command;
}

/// `L on 2024-03-01`, and what changes: `, at 9.6 %`, `, for 2 more periods`, `, for 1 fewer
/// periods`,
/// `, skipping 1 dues`, `, first due 2024-04-01`, `, principals 1.00 2.00`.
RescheduleLoan read_agreement(const World& world, Words& words) {
  RescheduleLoan command;
  read_loan_and_day(world, words, command);
  for (bool more = true; more;) {
    if (words.take(", at")) {
      command.annual_rate = words.percent();
    } else if (words.take(", skipping")) {
      command.skipped_dues = static_cast<std::int32_t>(words.number("a number"));
      words.need("dues");
    } else if (words.take(", first due")) {
      command.first_due = words.date();
    } else if (words.take(", principals")) {
      while (!words.done() && words.peek() != ",") command.principals.push_back(words.amount());
    } else if (words.take(", for")) {
      command.more_periods = static_cast<std::int32_t>(words.number("a number of periods"));
      if (words.take("fewer periods")) {
        command.more_periods = -command.more_periods;
      } else {
        words.need("more periods");
      }
    } else {
      more = false;
    }
  }
  return command;
}

/// `P of L on 2024-03-01`.
ReversePayment read_payment_reversal(const World& world, Words& words) {
  ReversePayment command;
  command.payment = world.posting(words);
  words.need("of");
  read_loan_and_day(world, words, command);
  return command;
}

CollectReceivable read_receivable(const World& world, Words& words) {
  const CollectReceivable command{world.account(words)};
  words.need("owes");
  return command;
}

/// `500.00 on bob's account`, and perhaps under a reference.
RecordDebit read_debit(World& world, Words& words) {
  RecordDebit command;
  command.amount = words.amount();
  words.need("on");
  command.account = world.account(words);
  read_reference(words, command);
  return command;
}

/// `5.00 of own money`, and perhaps `in USD`.
template <class Command>
Command read_own_money(Words& words) {
  Command command;
  command.amount = words.amount();
  words.need("of own money");
  if (words.take("in")) command.currency = take_currency(words);
  read_reference(words, command);
  return command;
}

/// `2 of L from alice's account`.
VoidBid read_void(const World& world, Words& words) {
  VoidBid command;
  command.bid = static_cast<std::uint32_t>(words.number("the number of a bid"));
  words.need("of");
  command.loan = world.loan(words);
  words.need("from");
  command.account = world.account(words);
  return command;
}

/// `2024-01-31`, and perhaps `, keeping loans for 30 days`.
BeginBusinessDay read_business_day(Words& words) {
  BeginBusinessDay command;
  command.on = words.date();
  if (words.take(", confirmed as")) command.confirmed_on = words.date();
  if (words.take(", keeping loans for")) {
    command.loans_kept_days = static_cast<std::uint16_t>(words.number("a number of days"));
    words.need("days");
  }
  return command;
}

}  // namespace

AnyCommand read_command(World& world, Words& words, const std::string& speaker) {
  if (words.take("bids")) return read_bid(world, words, speaker);
  if (words.take("opens a")) return read_open_account(world, words);
  if (words.take("opens")) return OpenListing{world.loan(words)};
  if (words.take("closes")) return CloseAccount{world.account(words)};
  if (words.take("sets the calendar")) return read_calendar(words);
  if (words.take("begins")) return read_business_day(words);
  if (words.take("sets the time back to")) return SetTimeBack{words.time()};
  if (words.take("sets the rules of withdrawals")) return read_withdrawal_rules(words);
  if (words.take("sets the")) return read_fact(world, words);
  if (words.take("blocks")) return BlockParty{read_party(world, words), {}};
  if (words.take("unblocks")) return UnblockParty{read_party(world, words), {}};
  if (words.take("records a deposit of")) return read_deposit(world, words);
  if (words.take("records a debit of")) return read_debit(world, words);
  if (words.take("asks to withdraw")) return read_withdrawal(world, words);
  if (words.take("submits")) return SubmitWithdrawal{world.withdrawal(words)};
  if (words.take("completes")) return CompleteWithdrawal{world.withdrawal(words)};
  if (words.take("returns")) return ReturnWithdrawal{world.withdrawal(words), {}};
  if (words.take("bounces")) return BounceDeposit{world.posting(words), {}};
  if (words.take("continues the bounce of")) return ContinueBounce{world.posting(words)};
  if (words.take("pays in")) return read_own_money<PayInOwnMoney>(words);
  if (words.take("takes out")) return read_own_money<TakeOutOwnMoney>(words);
  if (words.take("voids bid")) return read_void(world, words);
  if (words.take("releases")) return ReleaseWithdrawal{world.withdrawal(words), {}};
  if (words.take("transfers")) return read_transfer(world, words);
  if (words.take("takes what")) return read_receivable(world, words);
  if (words.take("takes back")) return read_payment_reversal(world, words);
  if (words.take("reverses")) return ReversePosting{world.posting(words), {}};
  if (words.take("lists")) {
    world.name(words.word("a name for the loan"), world.state().loans.next_id().value);
    words.need("of");
    const AccountId own = speaker == "staff" ? AccountId{} : world.account_of(speaker);
    return read_listing(world, words, own);
  }
  if (words.take("approves")) return ApproveListing{world.loan(words)};
  if (words.take("rejects")) return RejectListing{world.loan(words), {}};
  if (words.take("schedules")) return read_schedule(world, words);
  if (words.take("extends")) {
    ExtendListing command{world.loan(words), {}};
    words.need("to");
    command.closes_at = words.time();
    return command;
  }
  if (words.take("cancels")) return CancelListing{world.loan(words), {}};
  if (words.take("fails")) return FailListing{world.loan(words)};
  if (words.take("accepts the part raised of")) return AcceptPartialRaise{world.loan(words)};
  if (words.take("settles")) return read_settlement(world, words);
  if (words.take("collects")) return read_collection(world, words);
  if (words.take("prepays")) return read_prepayment(world, words);
  if (words.take("assesses")) return read_dated<AssessLateInterest>(world, words);
  if (words.take("compensates")) return read_dated<CompensateLoan>(world, words);
  if (words.take("writes off")) return read_dated<WriteOffLoan>(world, words);
  if (words.take("reminds of period")) return read_reminder(world, words);
  if (words.take("waives")) return read_waiver(world, words);
  if (words.take("reschedules")) return read_agreement(world, words);
  if (words.take("moves due dates")) return MoveDueDates{};
  words.complain("a command");
}

}  // namespace tributary::scenarios
