#pragma once

#include <array>
#include <string>

#include "ring/local_outlet.hpp"

namespace tributary::ring {

/// The accounts that a platform has of its own, in the order in which they are opened.
inline constexpr std::array platform_account_kinds{
    protocol::AccountKind::custodian,    protocol::AccountKind::service_fee,
    protocol::AccountKind::interest_fee, protocol::AccountKind::withdrawal_fee,
    protocol::AccountKind::marketing,    protocol::AccountKind::reserve_fund,
    protocol::AccountKind::own_money,    protocol::AccountKind::gap};

/// The request id under which the platform's `setup_agent` asks for one of them at every start.
std::string platform_account_request(protocol::AccountKind kind);

/// The platform's own accounts in CNY, without which nothing can be deposited or settled. Sent at
/// every start; their request ids make it happen once. False: the clock is in doubt.
bool open_platform_accounts(LocalOutlet& commands);

}  // namespace tributary::ring
