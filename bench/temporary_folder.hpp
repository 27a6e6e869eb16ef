#pragma once

#include <stdlib.h>

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

namespace tributary::bench {

/// Holds the data of the runs, and is gone afterwards.
class TemporaryFolder {
 public:
  /// Errors: std::system_error.
  explicit TemporaryFolder(const std::string& parent) {
    std::string name = (std::filesystem::path(parent) / "tributary-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      throw std::system_error(errno, std::generic_category(), "cannot make a folder in " + parent);
    }
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;  // a file that stays harms nobody
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Errors: std::runtime_error if the disk is too small for what the runs write.
inline void require_room(const std::filesystem::path& folder, std::uintmax_t gib_needed) {
  constexpr std::uintmax_t gib = std::uintmax_t{1} << 30;
  if (std::filesystem::space(folder).available >= gib_needed * gib) return;
  throw std::runtime_error("measuring needs " + std::to_string(gib_needed) + " GiB of disk in " +
                           folder.string() + ": choose another with --folder, or --quick");
}

}  // namespace tributary::bench
