#pragma once

#include "base/assert.hpp"
#include "engine/test_platform.hpp"
#include "money/test_values.hpp"

namespace tributary::engine {

/// A platform with its accounts open, and short words for the commonest commands. What is refused
/// here stops the test: refusals are looked for with `send`. What is dated happens on its date.
class TestMarket : public TestPlatform {
 public:
  TestMarket() {
    for (const AccountKind kind :
         {AccountKind::custodian, AccountKind::service_fee, AccountKind::interest_fee,
          AccountKind::withdrawal_fee, AccountKind::marketing, AccountKind::reserve_fund,
          AccountKind::own_money, AccountKind::gap}) {
      open(protocol::platform_party.value, kind);
    }
  }

  using TestPlatform::send;
  /// Time goes with the dates that are named. Under an id that was not used before.
  template <class Command>
  Refusal send(const protocol::Sender& sender, const Command& command) {
    follow_date_of(command);
    return TestPlatform::send(sender, command);
  }

  template <class Command>
  auto must(const Command& command, const protocol::Sender& sender = staff) {
    const Refusal refusal = send(sender, command);
    if (refusal != Refusal::none)
      std::fprintf(stderr, "%s\n", std::string(protocol::text_of(refusal).name).c_str());
    ASSERT(refusal == Refusal::none);
    return last_event<typename Command::Accepted>();
  }

  AccountId open(std::uint64_t party, AccountKind kind = AccountKind::member_cash) {
    return must(protocol::OpenAccount{{party}, kind, Currency::CNY}).account;
  }
  AccountId investor(std::uint64_t party, Amount amount) {
    const AccountId account = open(party);
    deposit(account, amount);
    return account;
  }
  void deposit(AccountId account, Amount amount) {
    must(protocol::RecordDeposit{account, amount, ""});
  }
  /// An annuity of twelve months at 9.6 % a year with bids of 100.00 and its multiples, unless the
  /// wish says otherwise; open for a day from now.
  LoanId listing(AccountId borrower, Amount principal, protocol::CreateListing wish = {}) {
    wish.borrower_account = borrower;
    wish.principal = principal;
    if (wish.terms.annual_rate == Rate{}) wish.terms.annual_rate = {96'000};
    const LoanId loan = must(wish).loan;
    must(protocol::ApproveListing{loan});
    must(protocol::ScheduleListing{loan, state().now, {state().now.ms + 86'400'000}});
    must(protocol::OpenListing{loan});
    return loan;
  }
  void bid(LoanId loan, AccountId account, Amount amount) {
    must(protocol::PlaceBid{loan, account, amount, false, {}});
  }
  void settle(LoanId loan, std::string_view on) {
    must(protocol::SettleLoan{loan, money::day(on), std::nullopt});
  }
  /// The next period, whole, on its due date.
  void collect(LoanId loan) {
    const std::uint32_t period = state().loans[loan].next_period();
    const Date due = state().loans[loan].periods[period - 1].due;
    must(protocol::CollectInstalment{loan, period, due, std::nullopt});
  }

  Amount balance(AccountId account) const { return state().ledger[account].posted; }
  Amount held(AccountId account) const { return state().ledger[account].held; }
};

}  // namespace tributary::engine
