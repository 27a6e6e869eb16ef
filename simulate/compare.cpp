#include <algorithm>

#include "money/text.hpp"
#include "simulate/model_bid_interest.hpp"
#include "simulate/world.hpp"

namespace tributary::simulation {
namespace {

void differ(const std::string& what, std::uint64_t number, const std::string& theirs,
            const std::string& ours) {
  throw Difference(what + " " + std::to_string(number) + ": the platform has " + theirs +
                   ", the model " + ours);
}

void same(const char* what, std::uint64_t number, Amount theirs, Amount ours) {
  if (theirs != ours) differ(what, number, money::to_string(theirs), money::to_string(ours));
}

void same(const char* what, std::uint64_t number, std::uint64_t theirs, std::uint64_t ours) {
  if (theirs != ours) differ(what, number, std::to_string(theirs), std::to_string(ours));
}

void compare_accounts(const engine::State& state, const Model& model) {
  same("the number of accounts behind", 0, state.ledger.accounts().size(), model.accounts.size());
  const std::vector<Amount> held = model.recount_held();
  for (std::uint64_t number = 1; number <= model.accounts.size(); ++number) {
    const engine::Account& theirs = state.ledger.accounts()[number];
    const ModelAccount& ours = model.accounts.at(number);
    same("the balance of account", number, theirs.posted, ours.balance);
    same("what is held on account", number, theirs.held, ours.held);
    same("the model's own count of holds on account", number, ours.held, held[number - 1]);
    same("what is owed by account", number, state.ledger.owed({number}), model.owed({number}));
    same("what no bank holds of account", number, state.ledger.unbacked({number}),
         model.frozen({number}));
    same("whether it is closed, account", number, std::uint64_t{theirs.closed},
         std::uint64_t{ours.closed});
  }
}

bool is_as(const engine::LoanPeriod& theirs, const ModelPeriod& ours) {
  const Owed paid{theirs.principal_paid, theirs.interest_paid, theirs.fee_paid,
                  theirs.late_interest_paid, theirs.late_fee_paid};
  const Owed owed{theirs.principal, theirs.interest, theirs.fee, theirs.late_interest,
                  theirs.late_fee};
  const Owed waived{{}, {}, {}, theirs.late_interest_waived, theirs.late_fee_waived};
  return theirs.due == ours.due && owed == ours.owed && paid == ours.paid &&
         waived == ours.waived && theirs.left() == ours.left() &&
         theirs.payer == ours.payer.value_or(AccountId{});
}

void compare_periods(const engine::Loan& theirs, const ModelLoan& ours) {
  const std::uint64_t loan = theirs.id.value;
  same("the number of periods of loan", loan, theirs.periods.size(), ours.periods.size());
  for (std::size_t i = 0; i < ours.periods.size(); ++i) {
    const engine::LoanPeriod& period = theirs.periods[i];
    const ModelPeriod& expected = ours.periods[i];
    if (is_as(period, expected)) continue;
    const std::string which =
        "period " + std::to_string(i + 1) + " of loan " + std::to_string(loan) + ": the ";
    const auto differs = [&](const char* what, Amount real, Amount ideal) {
      if (real != ideal) {
        throw Difference(which + what + " is " + money::to_string(real) + ", the model's " +
                         money::to_string(ideal));
      }
    };
    differs("principal", period.principal, expected.owed.principal);
    differs("interest", period.interest, expected.owed.interest);
    differs("late interest", period.late_interest, expected.owed.late_interest);
    differs("late fee", period.late_fee, expected.owed.late_fee);
    differs("late interest waived", period.late_interest_waived, expected.waived.late_interest);
    differs("late fee waived", period.late_fee_waived, expected.waived.late_fee);
    differs("rest", period.left(), expected.left());
    throw Difference(which + "due date, payer or a part paid is another than the model's");
  }
}

void compare_bids(const engine::Loan& theirs, const ModelLoan& ours) {
  const std::uint64_t loan = theirs.id.value;
  same("the number of bids on loan", loan, theirs.claims.size(), ours.bids.size());
  same("whether the days of bids differ of loan", loan,
       std::uint64_t{theirs.bid_days != bid_days_told(ours)}, std::uint64_t{0});
  for (std::size_t i = 0; i < ours.bids.size(); ++i) {
    const auto place = theirs.place_of_bid(ours.bids[i].number);
    same("the place of a bid on loan", loan, place.value_or(ours.bids.size()), i);
    same("who bid on loan", loan, theirs.claims[i].holder.value, ours.bids[i].account.value);
  }
}

void compare_loan(const engine::Loan& theirs, const ModelLoan& ours) {
  const std::uint64_t loan = theirs.id.value;
  same("the state of loan", loan, static_cast<std::uint64_t>(theirs.state),
       static_cast<std::uint64_t>(ours.state));
  same("the principal of loan", loan, theirs.principal, ours.principal);
  same("what was raised for loan", loan, theirs.raised, ours.raised());
  same("the principal paid back of loan", loan, theirs.paid.principal, ours.paid.principal);
  same("the interest paid on loan", loan, theirs.paid.interest, ours.paid.interest);
  same("the compensation paid on loan", loan, theirs.paid.compensation, ours.paid.compensation);
  same("the late interest paid on loan", loan, theirs.paid.late_interest, ours.paid.late_interest);
  same("the last date of loan", loan, static_cast<std::uint64_t>(theirs.last_date.days),
       static_cast<std::uint64_t>(ours.last_date.days));
  Date taken_back;
  for (const Date day : ours.days_taken_back) taken_back = std::max(taken_back, day);
  same("the day on which a payment was last taken back of loan", loan,
       static_cast<std::uint64_t>(theirs.taken_back_on.days),
       static_cast<std::uint64_t>(taken_back.days));
  if (ours.state == LoanState::open || ours.state == LoanState::full) compare_bids(theirs, ours);
  if (ours.serviced()) compare_periods(theirs, ours);
}

}  // namespace

void compare_states(const engine::State& state, const Model& model) {
  compare_accounts(state, model);
  same("the time behind", 0, static_cast<std::uint64_t>(state.time().ms),
       static_cast<std::uint64_t>(model.time().ms));
  same("the business day behind", 0, static_cast<std::uint64_t>(state.days.today().days),
       static_cast<std::uint64_t>(model.business_day.value_or(Date{}).days));
  same("the number of loans behind", 0, state.loans.size(), model.loans.size());
  for (std::uint64_t number = 1; number <= model.loans.size(); ++number) {
    const engine::Loan* theirs = state.loans.find({number});
    const ModelLoan& ours = model.loans.at(number);
    same("whether it has left, loan", number, std::uint64_t{theirs == nullptr},
         std::uint64_t{ours.left});
    if (theirs != nullptr) compare_loan(*theirs, ours);
  }
}

}  // namespace tributary::simulation
