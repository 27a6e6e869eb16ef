#include "api/roles.hpp"

#include <algorithm>
#include <array>

namespace tributary::api {

namespace {

using protocol::ActorKind;
using enum protocol::Permission;

constexpr Permissions all_of(std::initializer_list<protocol::Permission> permissions) {
  Permissions bits;
  for (const protocol::Permission permission : permissions) bits |= bit_of(permission);
  return bits;
}

/// Permissions of lines. A program without the line has nobody who needs one.
Permissions of_lines(std::initializer_list<std::string_view> names) {
  Permissions bits;
  for (const std::string_view name : names) bits |= permission_named(name);
  return bits;
}

/// Made at its first use, when all permissions are known.
const auto& table() {
  static const std::array all{
      Role{"investor", ActorKind::member, all_of({read_own, invest, withdraw}),
           "bids with own money, reads and withdraws it"},
      Role{"borrower", ActorKind::member, all_of({read_own, withdraw, prepay}),
           "reads and withdraws own money, repays own loans early"},
      Role{"guarantor", ActorKind::member, all_of({read_own, withdraw}),
           "reads and withdraws own money"},
      Role{"review", ActorKind::staff, all_of({read_all, manage_listings}),
           "lists, approves and schedules loans"},
      Role{"operations", ActorKind::staff,
           all_of({read_all, manage_accounts, manage_listings, service_loans, prepay, run_days}),
           "opens accounts, runs listings and business days, settles, collects, compensates"},
      Role{"finance", ActorKind::staff, all_of({read_all, move_cash, adjust}),
           "records cash and the platform's own money, transfers, reverses, writes off by hand"},
      Role{"auditor", ActorKind::staff, all_of({read_all}) | of_lines({"read_audit"}),
           "reads everything and who changed what, changes nothing"},
      Role{"admin", ActorKind::staff, Permissions::all(), "may do everything"},
      Role{"channel", ActorKind::partner, all_of({move_cash}),
           "a bank or payment channel: deposits that come and bounce, its side of withdrawals"},
  };
  return all;
}

}  // namespace

std::span<const Role> roles() { return table(); }

const Role* find_role(std::string_view name) {
  const auto found = std::ranges::find(table(), name, &Role::name);
  return found == table().end() ? nullptr : &*found;
}

}  // namespace tributary::api
