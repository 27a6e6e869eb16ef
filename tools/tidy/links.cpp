#include <filesystem>
#include <optional>

#include "tidy/rules.hpp"
#include "tidy/source_text.hpp"

namespace tributary::tidy {

namespace {

/// `code` spans hold examples, not links.
std::string without_code_spans(std::string_view line) {
  std::string text(line);
  bool in_code = false;
  for (char& c : text) {
    if (c == '`') in_code = !in_code;
    if (in_code) c = ' ';
  }
  return text;
}

/// The path a link target names from the repository's root; nothing for a link that leaves it or
/// stays on its page.
std::optional<std::string> linked_path(std::string_view from, std::string_view target) {
  target = target.substr(0, target.find_first_of(" #"));
  if (target.empty() || target.contains(':')) return std::nullopt;
  const std::filesystem::path folder =
      target.starts_with('/') ? "" : std::filesystem::path(from).parent_path();
  target.remove_prefix(std::min(target.find_first_not_of('/'), target.size()));
  std::string path = (folder / target).lexically_normal().generic_string();
  if (path.ends_with('/')) path.pop_back();
  return path == "." ? "" : path;
}

void check_line(const Repository& repository, const File& file, int number, std::string_view line,
                Findings& findings) {
  for (std::size_t at = line.find("]("); at != line.npos; at = line.find("](", at + 2)) {
    const std::size_t end = line.find(')', at);
    if (end == line.npos) return;
    const std::string_view target = line.substr(at + 2, end - at - 2);
    const auto path = linked_path(file.path, target);
    if (path && !repository.has(*path)) {
      findings.push_back({file.path, number, "this link leads nowhere: " + std::string(target)});
    }
  }
}

}  // namespace

Findings check_links(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    if (!file.path.ends_with(".md")) continue;
    int number = 0;
    bool in_fence = false;
    for (const std::string_view line : lines_of(file.text)) {
      ++number;
      if (line.starts_with("```")) in_fence = !in_fence;
      if (!in_fence) check_line(repository, file, number, without_code_spans(line), findings);
    }
  }
  return findings;
}

}  // namespace tributary::tidy
