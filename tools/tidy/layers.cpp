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

/// Who may include whom. The command line sees everything, and nobody sees it.
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
    Layer{"rows", "follow store http api protocol money base"},
    Layer{"agents", "rows follow journal store http api protocol money base"},
    Layer{"vertical", "agents rows follow store http api protocol money base"},
    Layer{"verticals", "vertical agents rows follow store http api protocol money base"},
    Layer{"ring",
          "vertical agents rows follow request_index journal store engine http api protocol money "
          "base"},
    Layer{"app",
          "verticals ring vertical agents rows follow request_index journal store engine http api "
          "protocol money "
          "base"},
    Layer{"bench",
          "app verticals ring vertical agents rows follow request_index journal store engine http "
          "api "
          "protocol "
          "money base"},
    Layer{"simulate",
          "app verticals ring vertical agents rows follow request_index journal store engine http "
          "api protocol money base"},
    Layer{
        "command_line",
        "simulate bench app verticals ring vertical agents rows follow request_index journal store "
        "engine http "
        "api protocol money base"},
};

std::string_view first_folder(std::string_view path) { return path.substr(0, path.find('/')); }

const Layer* rules_of(std::string_view layer) {
  const auto found = std::ranges::find(layers, first_folder(layer), &Layer::name);
  return found == layers.end() ? nullptr : &*found;
}

bool may_include(const std::string& from, const std::string& to) {
  if (from == to) return true;
  const Layer* layer = rules_of(from);
  if (layer == nullptr) return false;
  const auto allowed = words_of(layer->may_include);
  return std::ranges::find(allowed, first_folder(to)) != allowed.end();
}

/// What the platform runs is looped over by the list of verticals; who names one does not loop.
/// `main` prints a quote by the calendar that is shipped; what measures and simulates, and tests,
/// may.
bool may_name_a_vertical(std::string_view file) {
  return !file.starts_with("src/") || file == "src/app/verticals.cpp" ||
         file == "src/command_line/main.cpp" || is_test(file);
}

}  // namespace

std::string layer_of(std::string_view path_in_src) {
  std::size_t end = path_in_src.find('/');
  if (first_folder(path_in_src) == "verticals" && end != path_in_src.npos) {
    end = path_in_src.find('/', end + 1);
  }
  return end == path_in_src.npos ? std::string() : std::string(path_in_src.substr(0, end));
}

bool is_layer(std::string_view layer) { return rules_of(layer) != nullptr; }

namespace {

/// What lies beside `src` and is built of it is a layer too; of any other file, nothing.
std::string layer_of_file(std::string_view path) {
  if (path.starts_with("src/")) return layer_of(path.substr(4));
  const std::string_view folder = first_folder(path);
  return folder == "bench" || folder == "simulate" ? std::string(folder) : std::string();
}

}  // namespace

Findings check_layers(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    const std::string from = layer_of_file(file.path);
    if (from.empty() || !is_source(file.path)) continue;
    for (const Include& include : includes_of(file.text)) {
      const std::string to = layer_of(include.path);
      const bool ours = repository.has("src/" + include.path) || repository.has(include.path) ||
                        (include.quoted && is_layer(to));
      const bool is_of_the_house = from == "app" || from == "command_line";
      if (ours && is_of_the_house && to.starts_with("verticals/") &&
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
