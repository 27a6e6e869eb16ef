#pragma once

#include <span>
#include <string_view>

#include "api/caller.hpp"

namespace tributary::api {

/// What whoever has this role may do. A role is known by its name: tokens keep the name, so that a
/// change of the table reaches tokens that exist.
struct Role {
  std::string_view name;
  protocol::ActorKind kind;
  Permissions permissions;
  std::string_view summary;
};

std::span<const Role> roles();

/// Nothing when there is no such role.
const Role* find_role(std::string_view name);

}  // namespace tributary::api
