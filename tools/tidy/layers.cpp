#include "tidy/layers.hpp"

#include <algorithm>
#include <array>

#include "tidy/rules.hpp"
#include "tidy/source_text.hpp"

namespace tributary::tidy {

namespace {

struct Layer {
  std::string_view name;
  std::string_view may_include;  ///< besides itself
};

/// Who may include whom. Only `app` sees everything, and nobody sees `app`.
constexpr std::array layers{
    Layer{"base", ""},
    Layer{"money", "base"},
    Layer{"protocol", "money base"},
    Layer{"engine", "protocol money base"},
    Layer{"store", "base"},
    Layer{"journal", "store protocol base"},
    Layer{"request_index", "store protocol base"},
    Layer{"follow", "store journal protocol base"},
    Layer{"http", "base"},
    Layer{"api", "http protocol money base"},
    Layer{"vertical", "follow store http api protocol money base"},
    Layer{"verticals", "vertical follow store http api protocol money base"},
};

std::string_view first_folder(std::string_view path) { return path.substr(0, path.find('/')); }

const Layer* rules_of(std::string_view layer) {
  const auto found = std::ranges::find(layers, first_folder(layer), &Layer::name);
  return found == layers.end() ? nullptr : &*found;
}

bool may_include(const std::string& from, const std::string& to) {
  if (from == to || from == "app") return true;
  const Layer* layer = rules_of(from);
  if (layer == nullptr) return false;
  const auto allowed = words_of(layer->may_include);
  return std::ranges::find(allowed, to) != allowed.end();
}

/// What the platform runs is looped over by the list of verticals; who names one does not loop.
/// `main` prints a quote by the calendar that is shipped. Tests may.
bool may_name_a_vertical(std::string_view file) {
  return file == "src/app/verticals.cpp" || file == "src/app/main.cpp" || is_test(file);
}

}  // namespace

std::string layer_of(std::string_view path_in_src) {
  std::size_t end = path_in_src.find('/');
  if (first_folder(path_in_src) == "verticals" && end != path_in_src.npos) {
    end = path_in_src.find('/', end + 1);
  }
  return end == path_in_src.npos ? std::string() : std::string(path_in_src.substr(0, end));
}

bool is_layer(std::string_view layer) { return layer == "app" || rules_of(layer) != nullptr; }

Findings check_layers(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    if (!file.path.starts_with("src/") || !is_source(file.path)) continue;
    const std::string from = layer_of(std::string_view(file.path).substr(4));
    for (const Include& include : includes_of(file.text)) {
      const std::string to = layer_of(include.path);
      const bool ours = repository.has("src/" + include.path) || repository.has(include.path) ||
                        (include.quoted && is_layer(to));
      if (ours && from == "app" && to.starts_with("verticals/") &&
          !may_name_a_vertical(file.path)) {
        findings.push_back({file.path, include.line,
                            "only app/verticals.cpp names a vertical: loop over its list"});
        continue;
      }
      if (!ours || may_include(from, to)) continue;
      const Layer* layer = rules_of(from);
      findings.push_back({file.path, include.line,
                          from + " may not include " + include.path + "; it may include: " +
                              (layer != nullptr ? std::string(layer->may_include) : "nothing")});
    }
  }
  return findings;
}

}  // namespace tributary::tidy
