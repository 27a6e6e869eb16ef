#include "follow/generation_files.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <string>
#include <string_view>

namespace tributary::follow {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view prefix = "read-";
constexpr std::string_view aside = ".aside";

/// The file, its log, the log's index, the writer's lock.
constexpr std::string_view parts[] = {"", "-wal", "-shm", "-writer"};

}  // namespace

fs::path generation_file(const fs::path& folder, std::uint64_t number) {
  return folder / (std::string(prefix) + std::to_string(number) + ".db");
}

std::vector<std::uint64_t> list_generations(const fs::path& folder) {
  std::vector<std::uint64_t> numbers;
  if (!fs::exists(folder)) return numbers;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string file = entry.path().filename();
    std::uint64_t number = 0;
    std::from_chars(file.data() + std::min(prefix.size(), file.size()), file.data() + file.size(),
                    number);
    if (entry.path() == generation_file(folder, number)) numbers.push_back(number);
  }
  std::ranges::sort(numbers, std::greater());
  return numbers;
}

std::vector<fs::path> parts_of_generation(const fs::path& folder, std::uint64_t number) {
  std::vector<fs::path> there;
  for (const std::string_view part : parts) {
    fs::path path = generation_file(folder, number).string().append(part);
    if (fs::exists(path)) there.push_back(std::move(path));
  }
  return there;
}

void remove_generation(const fs::path& folder, std::uint64_t number) {
  std::error_code ignored;
  for (const std::string_view part : parts) {
    fs::remove(generation_file(folder, number).string().append(part), ignored);
  }
}

void put_aside(const fs::path& folder, std::uint64_t number) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().string().find(aside) != std::string::npos) fs::remove(entry.path(), ignored);
  }
  const std::string file = generation_file(folder, number);
  for (const std::string_view part : {"", "-wal"}) {
    fs::rename(file + std::string(part), file + std::string(aside) + std::string(part), ignored);
  }
  remove_generation(folder, number);
}

}  // namespace tributary::follow
