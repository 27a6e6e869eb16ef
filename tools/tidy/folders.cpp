#include <algorithm>

#include "tidy/rules.hpp"
#include "tidy/source_text.hpp"

namespace tributary::tidy {

namespace {

constexpr std::size_t readme_lines_max = 60;
constexpr std::ptrdiff_t depth_max = 3;  // src/verticals/points, src/engine/commands

}  // namespace

Findings check_folders(const Repository& repository) {
  Findings findings;
  for (const std::string& folder : repository.folders()) {
    if (folder != "src" && !folder.starts_with("src/")) continue;
    if (std::ranges::count(folder, '/') >= depth_max) {
      findings.push_back({folder, 0, "too deep: a folder is a layer, a vertical, or one below"});
      continue;
    }
    const File* readme = repository.find(folder + "/README.md");
    if (readme == nullptr) {
      findings.push_back({folder, 0, "no README.md: purpose, main path, what it may include"});
    } else if (lines_of(readme->text).size() > readme_lines_max) {
      findings.push_back({readme->path, 0,
                          "longer than " + std::to_string(readme_lines_max) +
                              " lines: what is longer belongs into docs/"});
    }
  }
  return findings;
}

}  // namespace tributary::tidy
