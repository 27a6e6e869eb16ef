#include <string_view>

#include "tidy/rules.hpp"
#include "tidy/source_text.hpp"

namespace tributary::tidy {

namespace {

bool begins_with_pragma_once(std::string_view text) {
  const std::string code = code_of(text);
  const std::size_t begin = code.find_first_not_of(" \n");
  return begin != code.npos && std::string_view(code).substr(begin).starts_with("#pragma once\n");
}

/// Includes are rooted at src/; beside src/ also at the repository, or at the folder of its kind.
bool is_ours(const Repository& repository, std::string_view from, const std::string& path) {
  const std::string own_root(from.substr(0, from.find('/') + 1));
  return repository.find("src/" + path) != nullptr || repository.find(own_root + path) != nullptr ||
         repository.find(path) != nullptr;
}

std::string fault_of(const Repository& repository, const File& file, const Include& include) {
  if (include.path.contains("../")) return "an include is rooted at src/, not relative";
  const bool ours = is_ours(repository, file.path, include.path);
  if (include.quoted && !ours) return "no such file below src/: " + include.path;
  if (!include.quoted && ours) return "a file of ours is included with quotes: " + include.path;
  return {};
}

}  // namespace

Findings check_includes(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    if (!is_source(file.path)) continue;
    if (is_header(file.path) && !begins_with_pragma_once(file.text)) {
      findings.push_back({file.path, 1, "a header begins with #pragma once"});
    }
    for (const Include& include : includes_of(file.text)) {
      const std::string fault = fault_of(repository, file, include);
      if (!fault.empty()) findings.push_back({file.path, include.line, fault});
    }
  }
  return findings;
}

}  // namespace tributary::tidy
