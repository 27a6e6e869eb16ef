#pragma once

#include <stdlib.h>

#include <cerrno>
#include <filesystem>
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

}  // namespace tributary::bench
