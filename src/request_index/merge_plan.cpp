#include "request_index/merge_plan.hpp"

#include <algorithm>
#include <bit>
#include <vector>

namespace tributary::request_index {
namespace {

int class_of(std::uint64_t entries) { return static_cast<int>(std::bit_width(entries) - 1) / 2; }

}  // namespace

std::optional<FileRun> next_merge(std::span<const std::uint64_t> entries_of_files,
                                  std::uint64_t entries_max) {
  std::vector<int> classes(entries_of_files.size());
  int largest_behind = 0;
  for (std::size_t i = classes.size(); i-- > 0;) {
    classes[i] = largest_behind = std::max(largest_behind, class_of(entries_of_files[i]));
  }
  // The youngest class first: its files are small and come soonest.
  for (std::size_t end = classes.size(); end > 0;) {
    std::size_t begin = end;
    while (begin > 0 && classes[begin - 1] == classes[end - 1]) --begin;
    if (end - begin >= files_merged) {
      for (std::size_t first = begin; first + 1 < end; ++first) {
        std::uint64_t sum = 0;
        std::size_t count = 0;
        while (first + count < end && count < files_merged &&
               sum + entries_of_files[first + count] <= entries_max) {
          sum += entries_of_files[first + count++];
        }
        if (count >= 2) return FileRun{first, count};
      }
    }
    end = begin;
  }
  return std::nullopt;
}

}  // namespace tributary::request_index
