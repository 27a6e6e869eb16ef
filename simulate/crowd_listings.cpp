#include <algorithm>

#include "protocol/request_key.hpp"
#include "simulate/crowd.hpp"

/// What is listed, and what becomes of it until somebody bids.
namespace tributary::simulation {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

}  // namespace

money::Terms Crowd::terms() {
  using namespace money;
  Terms terms;
  terms.method = static_cast<Method>(dice_.between(1, 5));
  terms.annual_rate = {dice_.one_of<std::int64_t>(
      {0, 1'000, 36'000, 36'500, 96'000, 240'000, 1'825'000, 10'000'001})};
  terms.periods = static_cast<std::int32_t>(dice_.between(1, 8));
  terms.every = {static_cast<std::int32_t>(dice_.one_in(5) ? 2 : 1),
                 dice_.one_of({PeriodUnit::month, PeriodUnit::month, PeriodUnit::week})};
  if (dice_.one_in(8)) terms.every = {15, PeriodUnit::day};
  terms.basis = static_cast<Basis>(dice_.between(1, 5));
  terms.rounding = dice_.one_of({Rounding::half_up, Rounding::half_even});
  terms.month_end = dice_.one_of({MonthEnd::anchor, MonthEnd::stick});
  terms.business_days = static_cast<BusinessDayRule>(dice_.between(1, 3));
  const bool in_parts = terms.method != Method::interest_only && terms.method != Method::bullet;
  const auto some_periods = [&] {
    return static_cast<std::int32_t>(dice_.one_in(4) ? dice_.below(3) : 0);
  };
  if (in_parts && dice_.one_in(4)) terms.instalment_unit = {dice_.one_of<std::int64_t>({10, 100})};
  if (in_parts) terms.grace_principal_periods = some_periods();
  if (in_parts && dice_.one_in(5)) terms.balloon = {10'000 * dice_.between(1, 20)};
  if (terms.method != Method::bullet) terms.interest_deferred_periods = some_periods();
  terms.interest_free_periods = some_periods();
  if (in_parts && dice_.one_in(12)) terms.level_part = {dice_.between(500, 20'000)};
  const bool by_months = terms.basis == Basis::thirty_360 && terms.every.unit == PeriodUnit::month;
  if (by_months && dice_.one_in(2)) terms.broken_periods = BrokenPeriods::real_days;
  if (terms.every.unit == PeriodUnit::month && dice_.one_in(6)) {
    terms.due_day = static_cast<std::int32_t>(dice_.between(1, 31));
  }
  return terms;
}

CreateListing Crowd::listing(const Model& model) {
  CreateListing wish;
  wish.borrower_account = account_of(model, AccountKind::member_cash);
  if (dice_.one_in(2)) wish.guarantor_account = account_of(model, AccountKind::guarantor_cash);
  if (dice_.one_in(20)) wish.guarantor_account = guarantee_of_owner(model, wish.borrower_account);
  wish.principal = dice_.one_in(10) ? some_amount() : Amount{10'000 * dice_.between(2, 60)};
  if (dice_.one_in(3)) wish.principal += {dice_.between(1, 9'999)};
  wish.terms = terms();
  BidRules& rules = wish.rules;
  const auto limit = [&] {
    return dice_.one_in(6) ? Amount{10'000 * dice_.between(1, 30)} : Amount{};
  };
  rules.bid_amount_min = {dice_.one_of<std::int64_t>({10'000, 10'000, 5'000, 100, 0})};
  rules.bid_amount_step = {dice_.one_of<std::int64_t>({10'000, 100, 1, 3})};
  rules.bid_amount_max = limit();
  rules.investor_amount_max = limit();
  rules.newcomers_only = dice_.one_in(20);
  rules.vip_level_min = static_cast<std::uint8_t>(dice_.one_in(6) ? 1 : 0);
  rules.risk_level = static_cast<std::uint8_t>(dice_.one_in(6) ? 2 : 0);
  if (dice_.one_in(3)) {
    rules.settle_within_days = static_cast<std::uint16_t>(dice_.one_of({1, 1, 2, 5, 0, 366}));
  }
  if (dice_.one_in(10)) rules.access_code = access_code("tulip");
  rules.interest_from = dice_.one_of(
      {InterestFrom::settlement, InterestFrom::full, InterestFrom::bid, InterestFrom::bid});
  wish.fees = fees(wish.guarantor_account.has_value());
  wish.late = late_rules(wish.guarantor_account.has_value());
  wish.allocation = dice_.one_of(
      {Allocation::fee_penalty_interest_principal, Allocation::principal_interest_penalty_fee});
  if (dice_.one_in(4)) name_principals(wish);
  return wish;
}

/// Shares mostly; more than all of something, less than nothing, or a guarantor's without one are
/// slips.
LoanFees Crowd::fees(bool has_guarantor) {
  const auto rate = [&] {
    return Rate{dice_.one_in(2) ? 0
                                : dice_.one_of<std::int64_t>({1, 5'000, 30'000, 300'000, 999'999})};
  };
  LoanFees fees;
  fees.service = {dice_.one_of<std::int64_t>({0, 10'000, 500'000})};
  if (dice_.one_in(12)) fees.service = {995'000};
  fees.service_per_period = {dice_.one_of<std::int64_t>({0, 0, 1'000, 3'333})};
  if (has_guarantor || dice_.one_in(30)) fees.guarantee = rate();
  if (has_guarantor || dice_.one_in(30)) {
    fees.guarantee_per_period = {dice_.one_of<std::int64_t>({0, 777, 2'000, 5'000, 12'345})};
    const Rate slip{dice_.one_of<std::int64_t>({-1, 999'000, 999'001, 1'000'000, 1'000'001})};
    if (dice_.one_in(12)) fees.guarantee_per_period = slip;
  }
  fees.interest = rate();
  fees.prepayment = rate();
  if (dice_.one_in(3)) {
    fees.prepayment_days = static_cast<std::uint16_t>(dice_.one_of({1, 7, 30, 90, 366, 367}));
  }
  if (dice_.one_in(3)) fees.payoff_interest = money::PayoffInterest::to_next_due;
  if (dice_.one_in(40)) fees.interest = {-1};
  fees.reserve = {dice_.one_of<std::int64_t>({0, 0, 10'000})};
  return fees;
}

/// One for each line, any parts of what is asked for, some of them nothing; seldom such as may not
/// be: one too many or too few, another sum, less than nothing, nothing last, or terms that shape
/// them besides.
void Crowd::name_principals(CreateListing& wish) {
  money::Terms& terms = wish.terms;
  if (!dice_.one_in(10)) {
    terms.grace_principal_periods = 0;
    terms.balloon = {};
    terms.level_part = {};
    terms.instalment_unit = {1};
  }
  const bool bullet = terms.method == money::Method::bullet;
  const auto lines = static_cast<std::size_t>(bullet ? 1 : terms.periods);
  Amount left = wish.principal;
  std::vector<Amount>& principals = wish.principals;
  while (principals.size() + 1 < lines) {
    const std::int64_t most = std::max<std::int64_t>(left.minor / 2, 0);
    principals.push_back({dice_.one_in(5) ? 0 : dice_.between(0, most)});
    left -= principals.back();
  }
  principals.push_back(left);
  Amount& any = principals[dice_.below(lines)];
  switch (dice_.below(20)) {
    case 0:
      any += Amount{dice_.one_in(2) ? 1 : -1};
      break;
    case 1:
      principals.back() += any + Amount{1};
      any = Amount{-1};
      break;
    case 2:
      principals.back() -= Amount{1};
      principals.push_back({1});
      break;
    case 3:
      principals.pop_back();
      if (!principals.empty()) principals.back() += left;
      break;
    case 4:
      principals.front() += left;
      principals.back() -= left;
      break;
    default:
      break;
  }
}

/// Somebody's guarantor account who is to be the borrower.
std::optional<AccountId> Crowd::guarantee_of_owner(const Model& model, AccountId borrower) {
  const ModelAccount* owned = model.accounts.find(borrower.value);
  for (std::uint64_t number = 1; owned != nullptr && number <= model.accounts.size(); ++number) {
    const ModelAccount& account = model.accounts.at(number);
    if (account.owner == owned->owner && account.kind == AccountKind::guarantor_cash) {
      return AccountId{number};
    }
  }
  return std::nullopt;
}

LateRules Crowd::late_rules(bool has_guarantor) {
  LateRules late;
  late.grace_days = static_cast<std::uint16_t>(dice_.one_in(2) ? 0 : dice_.below(6));
  late.interest = {dice_.one_of<std::int64_t>({0, 500, 3'333, 50'000})};
  if (dice_.one_in(4)) {
    late.interest = {};
    const Rate rate{dice_.one_of<std::int64_t>({120'000, 1'500'000, 7'777'777})};
    if (dice_.one_in(2)) {
      late.interest_a_year = rate;
    } else {
      late.interest_of_contract = rate;
    }
  }
  if (dice_.one_in(60)) late.interest_of_contract = {dice_.one_of<std::int64_t>({-1, 100'000'001})};
  if (dice_.one_in(4)) late.base = LateBase::principal;
  late.fee = {dice_.one_of<std::int64_t>({0, 0, 700})};
  if (dice_.one_in(4)) {
    late.fee_then_after_days = static_cast<std::uint16_t>(dice_.one_of({0, 1, 4, 9, 30}));
    late.fee_then = {dice_.one_of<std::int64_t>({0, 300, 5'000, 50'001})};
  }
  late.contract_interest = dice_.one_in(4);
  if (!dice_.one_in(3)) {
    late.compensator =
        has_guarantor && dice_.one_in(2) ? Compensator::guarantor : Compensator::reserve_fund;
    late.compensate_after_days = static_cast<std::uint16_t>(dice_.between(1, 12));
    late.compensation = dice_.one_of({CompensationScope::instalment, CompensationScope::loan});
  }
  if (dice_.one_in(2)) late.write_off_after_days = static_cast<std::uint16_t>(dice_.between(8, 30));
  if (dice_.one_in(25)) late.interest = {dice_.one_of<std::int64_t>({-1, 50'001})};
  if (dice_.one_in(25)) late.compensator = static_cast<Compensator>(dice_.between(1, 3));
  return late;
}

AnyCommand Crowd::about_listings(const Model& model) {
  Time soon{model.time().ms + dice_.between(-day_ms, 12 * day_ms)};
  if (dice_.one_in(60)) soon.ms = near_day(today(model)).days * day_ms;
  switch (dice_.below(15)) {
    case 0:
      return RejectListing{loan_in(model, LoanState::review), "no"};
    case 1:
    case 2:
      return ApproveListing{loan_in(model, LoanState::review)};
    case 3:
    case 4:
      return ScheduleListing{loan_in(model, LoanState::approved),
                             {model.time().ms + dice_.between(-day_ms, day_ms / 4)},
                             soon};
    case 5:
    case 6:
      return OpenListing{loan_in(model, LoanState::scheduled)};
    case 7:
      return ExtendListing{
          loan_in(model, dice_.one_of({LoanState::open, LoanState::open, LoanState::scheduled})),
          soon};
    case 8:
      if (!dice_.one_in(3)) {
        return FailListing{
            loan_in(model, dice_.one_of({LoanState::open, LoanState::scheduled, LoanState::full}))};
      }
      return CancelListing{
          loan_in(model, dice_.one_of({LoanState::scheduled, LoanState::open, LoanState::full})),
          ""};
    case 9:
    case 10:
      return AcceptPartialRaise{loan_in(model, LoanState::open)};
    default:
      return listing(model);
  }
}

}  // namespace tributary::simulation
