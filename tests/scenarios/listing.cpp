#include "money/text.hpp"
#include "protocol/request_key.hpp"
#include "tests/scenarios/commands.hpp"

namespace tributary::scenarios {

using namespace protocol;

namespace {

/// A word that `money` spells: `annuity`, `act/365`, `half-even`.
template <class Parse>
auto spelt(Words& words, std::string_view what, Parse parse) {
  const std::string word = words.word(what);
  const auto value = parse(word);
  if (!value) throw Complaint("expected " + std::string(what) + ", got \"" + word + "\"");
  return *value;
}

std::int32_t count(Words& words) { return static_cast<std::int32_t>(words.number("a number")); }

/// `12 months`, `4 quarters`, `26 weeks`, `6 times 15 days`.
void read_periods(Words& words, money::Terms& terms) {
  using enum money::PeriodUnit;
  terms.periods = count(words);
  const std::int32_t length = words.take("times") ? count(words) : 1;
  if (words.take("months") || words.take("month")) {
    terms.every = {length, month};
  } else if (words.take("quarters")) {
    terms.every = {3 * length, month};
  } else if (words.take("weeks")) {
    terms.every = {length, week};
  } else if (words.take("days")) {
    terms.every = {length, day};
  } else {
    words.complain("months, quarters, weeks or days");
  }
}

bool read_rule(Words& words, BidRules& rules) {
  const auto level = [&] { return static_cast<std::uint8_t>(words.number("a level")); };
  if (words.take("minimum")) {
    rules.bid_amount_min = words.amount();
  } else if (words.take("step")) {
    rules.bid_amount_step = words.amount();
  } else if (words.take("at most")) {
    const Amount most = words.amount();
    if (words.take("a bid")) {
      rules.bid_amount_max = most;
    } else {
      words.need("an investor");
      rules.investor_amount_max = most;
    }
  } else if (words.take("newcomers only")) {
    rules.newcomers_only = true;
  } else if (words.take("vip")) {
    rules.vip_level_min = level();
  } else if (words.take("risk")) {
    rules.risk_level = level();
  } else if (words.take("settled within")) {
    rules.settle_within_days = static_cast<std::uint16_t>(words.number("a number of days"));
    words.need("days");
  } else if (words.take("interest from full")) {
    rules.interest_from = InterestFrom::full;
  } else if (words.take("interest from the bid")) {
    rules.interest_from = InterestFrom::bid;
  } else if (words.take("password")) {
    rules.access_code = access_code(words.word("a password"));
  } else {
    return false;
  }
  return true;
}

bool read_fee(Words& words, LoanFees& fees) {
  if (words.take("service fee")) {
    const Rate rate = words.percent();
    (words.take("a period") ? fees.service_per_period : fees.service) = rate;
  } else if (words.take("guarantee fee")) {
    const Rate rate = words.percent();
    (words.take("a period") ? fees.guarantee_per_period : fees.guarantee) = rate;
  } else if (words.take("interest fee")) {
    fees.interest = words.percent();
  } else if (words.take("prepayment fee")) {
    fees.prepayment = words.percent();
  } else if (words.take("prepayment of")) {
    fees.prepayment_days = static_cast<std::uint16_t>(words.number("a number of days"));
    words.need("days' interest");
  } else if (words.take("payoff with interest to the next due date")) {
    fees.payoff_interest = money::PayoffInterest::to_next_due;
  } else if (words.take("reserve fee")) {
    fees.reserve = words.percent();
  } else {
    return false;
  }
  return true;
}

std::uint16_t read_days(Words& words) {
  words.need("after");
  const auto days = static_cast<std::uint16_t>(words.number("a number of days"));
  words.need("days");
  return days;
}

/// `late after 3 days`, `late interest 0.05 % a day`, `compensated by the guarantor after 10 days`.
bool read_late_rule(Words& words, LateRules& late) {
  if (words.take("late interest")) {
    const Rate rate = words.percent();
    if (words.take("a year")) {
      late.interest_a_year = rate;
    } else if (words.take("of the contract's")) {
      late.interest_of_contract = rate;
    } else {
      words.need("a day");
      late.interest = rate;
    }
  } else if (words.take("late charges on principal alone")) {
    late.base = LateBase::principal;
  } else if (words.take("late fee")) {
    const Rate fee = words.percent();
    words.need("a day");
    if (words.next_is("after")) {
      late.fee_then = fee;
      late.fee_then_after_days = read_days(words);
    } else {
      late.fee = fee;
    }
  } else if (words.take("contract interest goes on")) {
    late.contract_interest = true;
  } else if (words.take("late")) {
    late.grace_days = read_days(words);
  } else if (words.take("compensated by the")) {
    late.compensator = words.take("guarantor") ? Compensator::guarantor : Compensator::reserve_fund;
    if (late.compensator == Compensator::reserve_fund) words.need("reserve fund");
    late.compensate_after_days = read_days(words);
  } else if (words.take("compensated whole")) {
    late.compensation = CompensationScope::loan;
  } else if (words.take("written off")) {
    late.write_off_after_days = read_days(words);
  } else {
    return false;
  }
  return true;
}

bool read_term(Words& words, money::Terms& terms) {
  if (words.take("basis")) {
    terms.basis = spelt(words, "a basis like 30/360", money::parse_basis);
  } else if (words.take("rounding")) {
    terms.rounding = spelt(words, "half-up or half-even", money::parse_rounding);
  } else if (words.take("broken periods by real days")) {
    terms.broken_periods = money::BrokenPeriods::real_days;
  } else if (words.take("level part")) {
    terms.level_part = words.amount();
  } else if (words.take("month end")) {
    terms.month_end = spelt(words, "anchor or stick", money::parse_month_end);
  } else if (words.take("business days")) {
    terms.business_days = spelt(words, "as-is, next or previous", money::parse_business_day_rule);
  } else if (words.take("instalment unit")) {
    terms.instalment_unit = words.amount();
  } else if (words.take("grace")) {
    terms.grace_principal_periods = count(words);
  } else if (words.take("interest deferred")) {
    terms.interest_deferred_periods = count(words);
  } else if (words.take("interest free")) {
    terms.interest_free_periods = count(words);
  } else if (words.take("balloon")) {
    terms.balloon = words.amount();
  } else if (words.take("due day")) {
    terms.due_day = count(words);
  } else {
    return false;
  }
  return true;
}

}  // namespace

CreateListing read_listing(const World& world, Words& words, AccountId borrower) {
  CreateListing listing;
  listing.borrower_account = borrower;
  listing.principal = words.amount();
  words.need("at");
  listing.terms.annual_rate = words.percent();
  words.need("for");
  read_periods(words, listing.terms);
  words.need("by");
  listing.terms.method = spelt(words, "a method like annuity", money::parse_method);
  while (!words.next_is(", request") && words.take(",")) {
    if (read_rule(words, listing.rules) || read_fee(words, listing.fees) ||
        read_term(words, listing.terms) || read_late_rule(words, listing.late)) {
      continue;
    }
    if (words.take("for")) {
      listing.borrower_account = world.account(words);
    } else if (words.take("guaranteed by")) {
      listing.guarantor_account = world.account(words);
    } else if (words.take("principals")) {
      while (!words.done() && words.peek() != "," && words.peek() != "then")
        listing.principals.push_back(words.amount());
    } else if (words.take("principal first")) {
      listing.allocation = Allocation::principal_interest_penalty_fee;
    } else {
      words.complain("an option of a listing");
    }
  }
  return listing;
}

}  // namespace tributary::scenarios
