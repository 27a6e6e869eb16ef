#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "journal/group.hpp"

namespace tributary::follow {

/// Where a file stands in the journal.
struct Place {
  std::uint64_t cursor = 0;      ///< The last record that it includes.
  journal::Digest group_hash{};  ///< Of the group that ends there.
};

/// Where a file says that it stands, whoever filled it and however it was left; nothing where it
/// does not say it. Changes nothing in it.
std::optional<Place> place_told(const std::filesystem::path& file);

}  // namespace tributary::follow
