#include "tests/scenarios/play.hpp"

#include "tests/scenarios/commands.hpp"
#include "tests/scenarios/expectations.hpp"

namespace tributary::scenarios {

using namespace protocol;

namespace {

template <class Command>
void must(World& world, Sender sender, const Command& command) {
  const Refusal refusal = world.send(sender, "", command).verdict.refusal;
  if (refusal != Refusal::none) {
    throw Complaint("this was refused: " + std::string(text_of(refusal).name));
  }
}

/// Names that things get: a loan got its own when it was listed.
void name_result(World& world, Words& words, const AnyCommand& command,
                 const World::Outcome& outcome) {
  if (!words.take("as")) return;
  const std::string name = words.word("a name");
  if (std::holds_alternative<RequestWithdrawal>(command)) {
    world.name(name, world.state().withdrawals.next_id().value - 1);
  } else if (std::holds_alternative<OpenAccount>(command)) {
    world.name(name, world.state().ledger.accounts().size());
  } else {
    world.name(name, outcome.verdict.sequence);
  }
}

/// Whether the statement says that its date has not come: then it does not come with it.
bool is_to_come_too_early(const Words& words) {
  return words.next_is("then date_not_reached") || words.next_is("then business_day_skipped") ||
         words.next_is("then business_day_not_confirmed");
}

/// A command, its options, its name and what is to come of it.
void play_command(World& world, Words& words) {
  const std::string speaker = words.word("who");
  Sender sender = world.sender(speaker);
  const AnyCommand command = read_command(world, words, speaker);
  if (words.take(", approved by the same person")) {
    sender.approver = sender.actor;
  } else if (words.take(", approved by somebody who may not")) {
    sender.approver = protocol::no_suitable_approver;
  } else if (words.take(", approved")) {
    sender.approver = engine::colleague.actor;
  }
  std::string request;
  if (words.take(", request")) request = words.word("a request id");
  std::uint64_t times = 1;
  if (words.take(",")) {
    times = words.number("a number of times");
    words.need("times");
  }
  if (!is_to_come_too_early(words)) {
    std::visit([&](const auto& c) { world.follow_date_of(c); }, command);
  }
  World::Outcome outcome;
  for (; times > 0; --times) {
    outcome = std::visit([&](const auto& c) { return world.send(sender, request, c); }, command);
    if (times > 1 && outcome.verdict.refusal != Refusal::none) {
      throw Complaint("refused before the last time");
    }
  }
  name_result(world, words, command, outcome);
  if (words.take("then")) {
    check_outcome(outcome, words);
  } else if (outcome.verdict.refusal != Refusal::none) {
    throw Complaint("this was refused: " + std::string(text_of(outcome.verdict.refusal).name));
  }
}

void open_platform_accounts(World& world, Currency currency) {
  using enum AccountKind;
  for (const AccountKind kind : {custodian, service_fee, interest_fee, withdrawal_fee, marketing,
                                 reserve_fund, own_money, gap}) {
    must(world, engine::staff, OpenAccount{platform_party, kind, currency});
  }
}

/// `an open listing L by bob of …`: listed, approved, and open for a week from now.
void open_listing(World& world, Words& words) {
  const LoanId loan = world.state().loans.next_id();
  world.name(words.word("a name for the loan"), loan.value);
  words.need("by");
  const AccountId borrower = world.account_of(words.word("a borrower"));
  words.need("of");
  must(world, engine::staff, read_listing(world, words, borrower));
  must(world, engine::staff, ApproveListing{loan});
  const Time now = world.state().now;
  must(world, engine::staff, ScheduleListing{loan, now, {now.ms + std::int64_t{7} * 86'400'000}});
  must(world, engine::staff, OpenListing{loan});
}

/// `alice with 1000.00`, `the guarantor gina`, `bob`: somebody with an account.
void introduce(World& world, Words& words) {
  const bool guarantor = words.take("the guarantor");
  const std::string name = words.word("a name");
  if (guarantor) world.call_guarantor(name);
  must(world, engine::staff,
       OpenAccount{world.party(name),
                   guarantor ? AccountKind::guarantor_cash : AccountKind::member_cash,
                   Currency::CNY});
  if (words.take("with")) {
    must(world, engine::staff, RecordDeposit{world.account_of(name), words.amount(), {}});
  }
}

void play_given(World& world, Words& words) {
  if (words.take("the platform's accounts")) {
    open_platform_accounts(world, words.take("in") ? take_currency(words) : Currency::CNY);
  } else if (words.take("an open listing")) {
    open_listing(world, words);
  } else {
    do {
      introduce(world, words);
    } while (words.take(","));
  }
}

void play_statement(World& world, std::string_view statement) {
  Words words(statement);
  if (words.take("at")) {
    world.at(words.time());
  } else if (words.take("given")) {
    play_given(world, words);
  } else if (words.take("when")) {
    play_command(world, words);
  } else if (words.take("expect")) {
    check_expectation(world, words);
  } else {
    words.complain("at, given, when or expect");
  }
  words.need_end();
  world.check_laws();
}

struct Statement {
  std::size_t line = 0;
  std::string text;
};

/// A line that is indented goes on with the one before.
std::vector<Statement> statements_of(std::string_view text) {
  std::vector<Statement> statements;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view whole = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string_view said = whole.substr(0, whole.find('#'));
    if (said.find_first_not_of(" \t") == said.npos) continue;
    if (said.front() == ' ' && !statements.empty()) {
      statements.back().text += said;
    } else {
      statements.push_back({line, std::string(said)});
    }
  }
  return statements;
}

}  // namespace

void play(World& world, const std::string& name, std::string_view text) {
  const std::vector<Statement> statements = statements_of(text);
  std::size_t line = 0;
  try {
    for (const Statement& statement : statements) {
      line = statement.line;
      play_statement(world, statement.text);
    }
    if (statements.empty()) throw Complaint("nothing is said here");
    world.check_journal();
  } catch (const Complaint& complaint) {
    throw Complaint(name + ":" + std::to_string(line) + ": " + complaint.what());
  }
}

}  // namespace tributary::scenarios
