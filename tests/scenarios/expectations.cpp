#include "tests/scenarios/expectations.hpp"

#include "protocol/command.hpp"
#include "tests/scenarios/told.hpp"

namespace tributary::scenarios {

using engine::Loan;
using engine::LoanPeriod;
using protocol::Amount;
using protocol::Refusal;

namespace {

std::string shown(Amount amount) { return money::to_string(amount); }
std::string shown(protocol::Date date) { return money::to_string(date); }
std::string shown(std::uint64_t number) { return std::to_string(number); }

template <class T>
void expect_same(std::string_view what, const T& wanted, const T& got) {
  if (wanted == got) return;
  throw Complaint("expected " + std::string(what) + " " + shown(wanted) + ", got " + shown(got));
}

/// `has 1000.00`, `has 1000.00 with 100.00 held`.
void check_balance(const World& world, Words& words, AccountId id) {
  const engine::Account* account = world.state().ledger.find(id);
  if (account == nullptr) throw Complaint("there is no such account");
  expect_same("a balance of", words.amount(), account->posted);
  Amount held;
  if (words.take("with")) {
    held = words.amount();
    words.need("held");
  }
  expect_same("held", held, account->held);
}

/// `has 1000.00`, or `owes 5.00`.
void check_account(const World& world, Words& words, AccountId id) {
  if (words.take("owes")) {
    expect_same("owed", words.amount(), world.state().ledger.owed(id));
    return;
  }
  words.need("has");
  check_balance(world, words, id);
}

/// Behind `the schedule of L is`: due date, principal and interest of every line.
void check_schedule(const Loan& loan, Words& words) {
  std::size_t line = 0;
  for (const LoanPeriod& period : loan.periods) {
    const std::string place = "in line " + std::to_string(++line);
    expect_same(place + " the due date", words.date(), period.due);
    expect_same(place + " principal of", words.amount(), period.principal);
    expect_same(place + " interest of", words.amount(), period.interest);
  }
}

/// Behind `period 3 of L`.
void check_period(const Loan& loan, std::uint64_t number, Words& words) {
  if (number == 0 || number > loan.periods.size()) throw Complaint("there is no such period");
  const LoanPeriod& period = loan.periods[number - 1];
  if (words.take("still owes")) {
    expect_same("still owed", words.amount(), period.left());
    return;
  }
  if (words.take("was charged")) {
    expect_same("late interest of", words.amount(), period.late_interest);
    words.need("and a fee of");
    expect_same("a late fee of", words.amount(), period.late_fee);
    return;
  }
  words.need("is due on");
  expect_same("due on", words.date(), period.due);
  words.need("with");
  expect_same("principal of", words.amount(), period.principal);
  words.need("and");
  expect_same("interest of", words.amount(), period.interest);
  Amount fee;
  if (words.take("and a fee of")) fee = words.amount();
  expect_same("a fee of", fee, period.fee);
}

/// Behind `loan L`.
void check_loan(const Loan& loan, Words& words) {
  if (words.take("is")) {
    const std::string wanted = words.word("a state");
    if (wanted != told(loan.state)) {
      throw Complaint("expected a loan that is " + wanted + ", it is " + told(loan.state));
    }
  } else if (words.take("has raised")) {
    expect_same("raised", words.amount(), loan.raised);
    words.need("of");
    expect_same("a principal of", words.amount(), loan.principal);
  } else if (words.take("has paid")) {
    expect_same("principal paid of", words.amount(), loan.paid.principal);
    words.need("and");
    expect_same("interest paid of", words.amount(), loan.paid.interest);
    Amount compensation;
    if (words.take("and a compensation of")) compensation = words.amount();
    expect_same("a compensation of", compensation, loan.paid.compensation);
    Amount late_interest;
    if (words.take("and late interest of")) late_interest = words.amount();
    expect_same("late interest of", late_interest, loan.paid.late_interest);
  } else if (words.take("has")) {
    expect_same("periods", words.number("a number"), std::uint64_t{loan.periods.size()});
    words.need("periods");
  } else {
    words.complain("something about a loan");
  }
}

const Loan& loan_of(const World& world, Words& words) {
  const Loan* loan = world.state().loans.find(world.loan(words));
  if (loan == nullptr) throw Complaint("there is no such loan");
  return *loan;
}

/// `bid 0, from 0.00, amount 100.00`: members of the event and their values.
template <class Event>
void check_event(const Event& event, Words& words) {
  do {
    const auto value = take_member(words, event);
    if (!value) words.complain("a refusal, or a word of the event");
    const std::string wanted = words.word("a value");
    if (wanted != *value) throw Complaint("expected " + wanted + ", got " + *value);
  } while (words.take(","));
}

std::string name_of(Refusal refusal) {
  return refusal == Refusal::none ? "accepted" : std::string(text_of(refusal).name);
}

}  // namespace

void check_expectation(const World& world, Words& words) {
  if (words.take("the schedule of")) {
    const Loan& loan = loan_of(world, words);
    words.need("is");
    check_schedule(loan, words);
  } else if (words.take("period")) {
    const std::uint64_t number = words.number("a period");
    words.need("of");
    check_period(loan_of(world, words), number, words);
  } else if (words.take("loan")) {
    const Loan& loan = loan_of(world, words);
    check_loan(loan, words);
  } else if (words.next_is("the") || words.next_is("account") || words.peek().ends_with("'s")) {
    const AccountId account = world.account(words);
    check_account(world, words, account);
  } else {
    const std::string name = words.word("a name");
    check_account(world, words, world.account_of(name));
  }
}

namespace {

/// `, limit 100.00, actual 33.33`, if it is said. What was measured is told in words, always.
void check_figures(const protocol::Record& record, Words& words) {
  const auto told = protocol::detail_text(record.refusal, record.detail);
  if (record.detail.measure != protocol::Measure::nothing && told.english.empty()) {
    throw Complaint("no sentence says what was measured");
  }
  if (!words.take(", limit")) return;
  const std::string limit = words.word("the limit");
  words.need(", actual");
  const std::string actual = words.word("what there was instead");
  if (limit == told.limit && actual == told.actual) return;
  throw Complaint("expected limit " + limit + ", actual " + actual + ", got " + told.limit +
                  " and " + told.actual);
}

}  // namespace

void check_outcome(const World::Outcome& outcome, Words& words) {
  const auto& [verdict, record] = outcome;
  if (words.take("the same answer")) {
    if (verdict.kind != Verdict::Kind::repeated) throw Complaint("the request was not known");
    return;
  }
  if (verdict.kind == Verdict::Kind::repeated) throw Complaint("the request was known already");
  const std::string refusal = name_of(verdict.refusal);
  if (words.take(refusal)) return check_figures(record, words);
  if (verdict.refusal != Refusal::none) {
    throw Complaint("expected " + words.word("a refusal") + ", got " + refusal);
  }
  if (words.peek().find('_') != std::string_view::npos) {
    throw Complaint("expected " + words.word("a refusal") + ", got accepted");
  }
  protocol::visit_frame<protocol::Events>(record.event,
                                          [&](const auto& event) { check_event(event, words); });
}

}  // namespace tributary::scenarios
