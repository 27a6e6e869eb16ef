#include "api/permissions.hpp"

#include <algorithm>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include "base/assert.hpp"

namespace tributary::api {

namespace {

/// Behind all that a command can ask for.
constexpr std::size_t first_place_of_lines = 32;

/// In the order in which they were declared; filled before `main` runs.
std::vector<const NamedPermission*>& of_lines() {
  static std::vector<const NamedPermission*> all;
  return all;
}

}  // namespace

NamedPermission::NamedPermission(std::string_view name) : name_(name) {
  const auto known = names_of(Permissions::all());
  ASSERT(std::ranges::find(known, name) == known.end());
  const std::size_t place = first_place_of_lines + of_lines().size();
  ASSERT(place < Permissions::places);
  bit_ = Permissions::at(place);
  of_lines().push_back(this);
}

Permissions permission_named(std::string_view name) {
  for (const NamedPermission* permission : of_lines()) {
    if (permission->name() == name) return permission->bit();
  }
  return {};
}

std::vector<std::string_view> names_of(Permissions permissions) {
  std::vector<std::string_view> names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<protocol::Permission>>(
      [&](auto permission) {
        if (permissions.has_any_of(bit_of(permission.value))) names.emplace_back(permission.name);
      });
  for (const NamedPermission* permission : of_lines()) {
    if (permissions.has_any_of(permission->bit())) names.push_back(permission->name());
  }
  return names;
}

}  // namespace tributary::api
