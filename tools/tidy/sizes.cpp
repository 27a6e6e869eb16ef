#include <algorithm>
#include <array>

#include "tidy/rules.hpp"
#include "tidy/source_text.hpp"

namespace tributary::tidy {

namespace {

constexpr std::size_t lines_max = 500;

bool is_written_by_hand(std::string_view path) {
  constexpr std::array endings{".cpp", ".hpp", ".cmake", ".sh", ".sql", ".ts", ".vue", ".css"};
  return path == "dev" ||
         std::ranges::any_of(endings, [&](const char* ending) { return path.ends_with(ending); });
}

bool gives_a_reason(const std::vector<std::string_view>& lines) {
  return std::ranges::any_of(lines, [](std::string_view line) {
    return line.starts_with("// long: ") || line.starts_with("# long: ");
  });
}

}  // namespace

Findings check_sizes(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    if (!is_written_by_hand(file.path)) continue;
    const auto lines = lines_of(file.text);
    if (lines.size() <= lines_max || gives_a_reason(lines)) continue;
    findings.push_back({file.path, 0,
                        std::to_string(lines.size()) + " lines, more than " +
                            std::to_string(lines_max) +
                            ": split it, or say why not in a line `// long: …`"});
  }
  return findings;
}

}  // namespace tributary::tidy
