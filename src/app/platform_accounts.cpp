#include "app/platform_accounts.hpp"

#include <string>

namespace tributary::app {

using namespace protocol;

void open_platform_accounts(LocalOutlet& commands) {
  for (const AccountKind kind :
       {AccountKind::custodian, AccountKind::service_fee, AccountKind::interest_fee,
        AccountKind::withdrawal_fee, AccountKind::marketing, AccountKind::reserve_fund,
        AccountKind::receivables}) {
    commands.call(CallerId::of(CallerKind::system, 1),
                  "platform-account/CNY/" + std::to_string(static_cast<int>(kind)),
                  OpenAccount{platform_party, kind, Currency::CNY});
  }
}

}  // namespace tributary::app
