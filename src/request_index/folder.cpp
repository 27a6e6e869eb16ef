#include "request_index/folder.hpp"

#include <algorithm>
#include <utility>

namespace tributary::request_index {

namespace fs = std::filesystem;

namespace {

struct Named {
  SequenceRange range;
  fs::path path;
};

std::vector<Named> named_files(const fs::path& folder, std::vector<fs::path>& leftovers) {
  std::vector<Named> found;
  std::error_code fault;
  fs::directory_iterator entries(folder, fault);
  if (fault) throw IndexFault(folder.string() + ": " + fault.message(), fault.value());
  for (const auto& entry : entries) {
    const std::string name = entry.path().filename();
    if (name.starts_with("requests-") && name.ends_with(unfinished_suffix)) {
      leftovers.push_back(entry.path());
    } else if (const auto range = range_of_name(name)) {
      found.push_back({*range, entry.path()});
    }
  }
  std::ranges::sort(found, [](const Named& one, const Named& other) {
    return std::pair(one.range.first, other.range.last) <
           std::pair(other.range.first, one.range.last);
  });
  return found;
}

}  // namespace

FolderContent read_folder(const fs::path& folder, const PlatformId& platform) {
  FolderContent content;
  protocol::Sequence covered = 0;
  for (const Named& named : named_files(folder, content.leftovers)) {
    if (named.range.first <= covered) {
      content.leftovers.push_back(named.path);
      continue;
    }
    try {
      content.files.push_back(std::make_shared<IndexFile>(named.path, platform));
      covered = named.range.last;
    } catch (const ForeignIndex& fault) {
      content.unusable.push_back({named.path, fault.what(), fault.code(), true});
    } catch (const IndexFault& fault) {
      content.unusable.push_back({named.path, fault.what(), fault.code()});
    }
  }
  return content;
}

}  // namespace tributary::request_index
