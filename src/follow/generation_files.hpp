#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace tributary::follow {

/// `read-<number>.db` in the folder.
std::filesystem::path generation_file(const std::filesystem::path& folder, std::uint64_t number);

/// The numbers of the generations in the folder, newest first.
std::vector<std::uint64_t> list_generations(const std::filesystem::path& folder);

/// Removes the file and what the store keeps beside it. Connections that have it open read on.
void remove_generation(const std::filesystem::path& folder, std::uint64_t number);

/// The file and what lies beside it for it, as far as it is there: the file itself first.
std::vector<std::filesystem::path> parts_of_generation(const std::filesystem::path& folder,
                                                       std::uint64_t number);

/// Renames the file to `….aside`, to be looked at; what was put aside before goes.
void put_aside(const std::filesystem::path& folder, std::uint64_t number);

}  // namespace tributary::follow
