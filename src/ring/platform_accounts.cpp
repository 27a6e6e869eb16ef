#include "ring/platform_accounts.hpp"

#include <algorithm>

namespace tributary::ring {

using namespace protocol;

std::string platform_account_request(AccountKind kind) {
  return "platform-account/CNY/" + std::to_string(static_cast<int>(kind));
}

bool open_platform_accounts(LocalOutlet& commands) {
  return std::ranges::all_of(platform_account_kinds, [&](AccountKind kind) {
    const auto outcome = commands.call(setup_agent, platform_account_request(kind),
                                       OpenAccount{platform_party, kind, Currency::CNY});
    return outcome.refusal != Refusal::clock_not_confirmed;
  });
}

}  // namespace tributary::ring
