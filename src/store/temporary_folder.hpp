#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace tributary::store {

/// A folder of its own for a test or a measurement, removed with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder() : TemporaryFolder(std::filesystem::temp_directory_path()) {}
  /// Errors: std::runtime_error naming the folder that cannot be made.
  explicit TemporaryFolder(const std::filesystem::path& parent) {
    // mkdtemp puts letters in the place of each X.
    std::string name = (parent / "tributary-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string url(const std::string& file) const { return "sqlite:" + (path_ / file).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace tributary::store
