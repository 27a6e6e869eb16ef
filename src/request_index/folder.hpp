#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "request_index/index_file.hpp"

namespace tributary::request_index {

/// What lies in a folder of the index. Changes nothing there.
struct FolderContent {
  /// Those that count, oldest first: of files that begin together the longest, for it was merged of
  /// the others.
  std::vector<std::shared_ptr<IndexFile>> files;
  std::vector<std::filesystem::path> leftovers;  ///< unfinished, or merged into others
  struct Unusable {
    std::filesystem::path path;
    std::string why;
    int code = 0;             ///< the system's error number; 0: its content is not what was written
    bool is_foreign = false;  ///< whole, of another platform
  };
  std::vector<Unusable> unusable;
};

/// Errors: IndexFault if the folder cannot be read.
FolderContent read_folder(const std::filesystem::path& folder, const PlatformId& platform);

}  // namespace tributary::request_index
