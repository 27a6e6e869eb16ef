#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::tidy {

/// A file of the repository; a binary one has no text.
struct File {
  std::string path;  ///< from the repository's root, with '/'
  std::string text;
};

/// Every file a reader of the repository sees, in order of path: no build output, no data, no
/// installed packages.
class Repository {
 public:
  explicit Repository(std::vector<File> files);

  const std::vector<File>& files() const { return files_; }
  const std::set<std::string, std::less<>>& folders() const { return folders_; }

  const File* find(std::string_view path) const;
  /// Whether a file or a folder of this path is there.
  bool has(std::string_view path) const;

 private:
  std::vector<File> files_;
  std::set<std::string, std::less<>> folders_;
};

/// Errors: throws std::filesystem::filesystem_error or std::runtime_error when it cannot be read.
Repository read_repository(const std::filesystem::path& root);

}  // namespace tributary::tidy
