#include "app/platform_accounts.hpp"

namespace tributary::app {

using namespace protocol;

std::string platform_account_request(AccountKind kind) {
  return "platform-account/CNY/" + std::to_string(static_cast<int>(kind));
}

void open_platform_accounts(LocalOutlet& commands) {
  for (const AccountKind kind : platform_account_kinds) {
    commands.call(setup_agent, platform_account_request(kind),
                  OpenAccount{platform_party, kind, Currency::CNY});
  }
}

}  // namespace tributary::app
