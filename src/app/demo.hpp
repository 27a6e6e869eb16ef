#pragma once

#include "app/local_outlet.hpp"
#include "money/date.hpp"

namespace tributary::app {

/// The platform's own accounts in CNY, without which nothing can be deposited or settled. Sent at
/// every start; their request ids make it happen once.
void open_platform_accounts(LocalOutlet& commands);

/// A small platform to look at: investors with money, a loan being repaid, one half raised, one in
/// review. Sent with fixed request ids: a second start changes nothing.
void make_demo(LocalOutlet& commands, protocol::Time now, money::Date today);

}  // namespace tributary::app
