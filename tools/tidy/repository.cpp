#include "tidy/repository.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace tributary::tidy {

namespace fs = std::filesystem;

namespace {

bool is_skipped(const fs::path& from_root) {
  static const std::set<std::string> at_root{".git", "build", "data"};
  return at_root.contains(from_root.string()) || from_root.filename() == "node_modules";
}

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  std::string text{std::istreambuf_iterator<char>(in), {}};
  return text.contains('\0') ? std::string() : text;
}

}  // namespace

Repository read_repository(const fs::path& root) {
  std::vector<File> files;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    const fs::path from_root = entry->path().lexically_relative(root);
    if (is_skipped(from_root)) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file()) {
      files.push_back({from_root.generic_string(), read_text(entry->path())});
    }
  }
  return Repository(std::move(files));
}

Repository::Repository(std::vector<File> files) : files_(std::move(files)) {
  std::ranges::sort(files_, {}, &File::path);
  for (const File& file : files_) {
    for (fs::path up = fs::path(file.path).parent_path(); !up.empty(); up = up.parent_path()) {
      folders_.insert(up.generic_string());
    }
  }
}

const File* Repository::find(std::string_view path) const {
  const auto found = std::ranges::lower_bound(files_, path, {}, &File::path);
  return found != files_.end() && found->path == path ? &*found : nullptr;
}

bool Repository::has(std::string_view path) const {
  return path.empty() || find(path) != nullptr || folders_.contains(path);
}

}  // namespace tributary::tidy
