#include <set>

#include "tidy/layers.hpp"
#include "tidy/rules.hpp"
#include "tidy/source_text.hpp"

namespace tributary::tidy {

namespace {

/// Paths below src/ that some other file includes.
std::set<std::string> included_headers(const Repository& repository) {
  std::set<std::string> included;
  for (const File& file : repository.files()) {
    if (!is_source(file.path)) continue;
    for (const Include& include : includes_of(file.text)) {
      const std::string path = "src/" + include.path;
      if (path != file.path) included.insert(path);
    }
  }
  return included;
}

/// Whether CMakeLists.txt makes a target of this layer's folder.
bool is_built(std::string_view cmake, const std::string& layer) {
  if (layer == "app") return cmake.contains("tributary_app()");
  if (layer.starts_with("verticals/")) return cmake.contains("tributary_verticals()");
  return find_word(cmake, "tributary_layer(" + layer) != cmake.npos;
}

std::string fault_of_source(std::string_view cmake, std::string_view path_in_src) {
  const std::string layer = layer_of(path_in_src);
  if (!is_layer(layer)) return "this folder is no layer";
  return is_built(cmake, layer) ? "" : "CMakeLists.txt does not build " + layer;
}

}  // namespace

Findings check_dead_files(const Repository& repository) {
  Findings findings;
  const File* cmake = repository.find("CMakeLists.txt");
  const std::string_view targets = cmake != nullptr ? std::string_view(cmake->text) : "";
  const std::set<std::string> included = included_headers(repository);
  for (const File& file : repository.files()) {
    if (!file.path.starts_with("src/") || !is_source(file.path)) continue;
    const std::string fault = fault_of_source(targets, std::string_view(file.path).substr(4));
    if (!fault.empty()) {
      findings.push_back({file.path, 0, fault});
    } else if (is_header(file.path) && !included.contains(file.path)) {
      findings.push_back({file.path, 0, "nobody includes this header"});
    }
  }
  return findings;
}

}  // namespace tributary::tidy
