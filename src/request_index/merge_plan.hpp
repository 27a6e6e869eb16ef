#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace tributary::request_index {

/// A run of neighbouring files.
struct FileRun {
  std::size_t first = 0;
  std::size_t count = 0;
};

inline constexpr std::size_t files_merged = 4;

/// Which files to merge next, if any: four neighbours of one size class, or as many of them as give
/// at most `entries_max`. A class is a power of four; a file that has larger ones behind it counts
/// as large as they, so that the classes only fall from the oldest file to the youngest, and there
/// are at most three files of a class.
std::optional<FileRun> next_merge(std::span<const std::uint64_t> entries_of_files,
                                  std::uint64_t entries_max);

}  // namespace tributary::request_index
