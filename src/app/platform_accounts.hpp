#pragma once

#include "app/local_outlet.hpp"

namespace tributary::app {

/// The platform's own accounts in CNY, without which nothing can be deposited or settled. Sent at
/// every start; their request ids make it happen once.
void open_platform_accounts(LocalOutlet& commands);

}  // namespace tributary::app
