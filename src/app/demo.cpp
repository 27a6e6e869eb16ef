#include "app/demo.hpp"

#include <array>
#include <string>

#include "base/assert.hpp"

namespace tributary::app {
namespace {

using namespace protocol;

constexpr CallerId system_caller = CallerId::of(CallerKind::system, 1);

constexpr std::uint64_t investors = 12;
constexpr std::uint64_t borrowers = 3;
constexpr PartyId first_investor{1001};
constexpr PartyId first_borrower{2001};
constexpr std::int64_t day_ms = 86'400'000;

/// Sends commands under ids that name what they do. The demo is made on an empty platform, so what
/// the engine numbers is known beforehand; the platform's own accounts come first.
class Demo {
 public:
  Demo(LocalOutlet& commands, Time now, money::Date today)
      : commands_(commands), now_(now), today_(today) {}

  void make() {
    open_accounts();
    repaying_loan();
    open_loan();
    send("bakery", listing(2, "Bakery: a second oven", 30'000'000, 84'000, 6));
  }

 private:
  template <class Command>
  void send(const std::string& name, const Command& command) {
    const auto outcome = commands_.call(system_caller, "demo/" + name, command);
    ASSERT(outcome.refusal == Refusal::none);
  }

  AccountId investor(std::uint64_t i) const { return {platform_accounts + 1 + i}; }
  AccountId borrower(std::uint64_t i) const { return {platform_accounts + 1 + investors + i}; }

  void open_accounts() {
    for (std::uint64_t i = 0; i < investors; ++i) {
      send("investor/" + std::to_string(i), OpenAccount{{first_investor.value + i}});
    }
    for (std::uint64_t i = 0; i < borrowers; ++i) {
      send("borrower/" + std::to_string(i), OpenAccount{{first_borrower.value + i}});
    }
    for (std::uint64_t i = 0; i < investors; ++i) {
      send(
          "deposit/" + std::to_string(i),
          RecordDeposit{investor(i), {5'000'000 + static_cast<std::int64_t>(i) * 750'000}, "demo"});
    }
    send("deposit/borrower", RecordDeposit{borrower(0), {1'000'000}, "demo"});
  }

  CreateListing listing(std::uint64_t owner, const char* title, std::int64_t principal_minor,
                        std::int64_t rate_ppm, std::int32_t periods) const {
    CreateListing listing;
    listing.borrower_account = borrower(owner);
    listing.title = title;
    listing.principal = {principal_minor};
    listing.terms.annual_rate = {rate_ppm};
    listing.terms.periods = periods;
    listing.rules.investor_amount_max = {principal_minor / 2};
    listing.fees.service = {10'000};
    listing.fees.interest = {50'000};
    return listing;
  }

  void publish(const std::string& name, LoanId loan) {
    send(name + "/approve", ApproveListing{loan});
    send(name + "/schedule", ScheduleListing{loan, {now_.ms - 1}, {now_.ms + 30 * day_ms}});
    send(name + "/open", OpenListing{loan});
  }

  void repaying_loan() {
    const LoanId loan{1};
    send("tea", listing(0, "Tea house in Hangzhou: new rooms", 12'000'000, 96'000, 12));
    publish("tea", loan);
    for (std::uint64_t i = 0; i < investors; ++i) {
      send("tea/bid/" + std::to_string(i), PlaceBid{loan, investor(i), {1'000'000}, false, {}});
    }
    // Settled two months ago, so that the first instalments are due.
    const money::Date settled = today_ + -62;
    send("tea/settle", SettleLoan{loan, settled, std::nullopt});
    send("tea/collect/1", CollectInstalment{loan, 1, settled + 31, std::nullopt});
  }

  void open_loan() {
    const LoanId loan{2};
    send("workshop", listing(1, "Bicycle workshop: working capital", 50'000'000, 108'000, 9));
    publish("workshop", loan);
    for (std::uint64_t i = 0; i < investors / 2; ++i) {
      send("workshop/bid/" + std::to_string(i),
           PlaceBid{loan, investor(i), {2'000'000}, false, {}});
    }
  }

  static constexpr std::uint64_t platform_accounts = 6;
  LocalOutlet& commands_;
  Time now_;
  money::Date today_;
};

}  // namespace

void open_platform_accounts(LocalOutlet& commands) {
  for (const AccountKind kind :
       {AccountKind::custodian, AccountKind::service_fee, AccountKind::interest_fee,
        AccountKind::withdrawal_fee, AccountKind::marketing, AccountKind::reserve_fund}) {
    commands.call(system_caller, "platform-account/CNY/" + std::to_string(static_cast<int>(kind)),
                  OpenAccount{platform_party, kind, Currency::CNY});
  }
}

void make_demo(LocalOutlet& commands, Time now, money::Date today) {
  Demo(commands, now, today).make();
}

}  // namespace tributary::app
