#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace tributary::bench {

/// Errors: std::runtime_error if the disk is too small for what the runs write.
inline void require_room(const std::filesystem::path& folder, std::uintmax_t gib_needed) {
  constexpr std::uintmax_t gib = std::uintmax_t{1} << 30;
  if (std::filesystem::space(folder).available >= gib_needed * gib) return;
  throw std::runtime_error("measuring needs " + std::to_string(gib_needed) + " GiB of disk in " +
                           folder.string() + ": choose another with --folder, or --quick");
}

}  // namespace tributary::bench
