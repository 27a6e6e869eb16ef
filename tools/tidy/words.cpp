#include <algorithm>
#include <array>

#include "tidy/layers.hpp"
#include "tidy/rules.hpp"
#include "tidy/source_text.hpp"

namespace tributary::tidy {

namespace {

struct Ban {
  std::string_view words;
  std::string_view layers;
  std::string_view why;
};

constexpr std::string_view all_but_store =
    "base money protocol engine journal request_index follow http api vertical verticals ring app "
    "command_line";

/// Words are whole identifiers, so that `thread` meets both <thread> and std::thread.
constexpr std::array bans{
    Ban{"double float", "money protocol engine", "money is counted in integers"},
    Ban{"system_clock steady_clock high_resolution_clock clock_gettime gettimeofday",
        "money protocol engine", "time comes with the command"},
    Ban{"rand srand random random_device mt19937 mt19937_64", "money protocol engine",
        "a decision has no chance in it"},
    Ban{"unordered_map unordered_set unordered_multimap unordered_multiset", "engine",
        "the order of a hash map must not reach a decision; use boost::unordered_flat_map and "
        "never iterate over it"},
    Ban{"thread jthread thread_local mutex shared_mutex recursive_mutex condition_variable asio",
        "money protocol engine", "one thread decides"},
    Ban{"fstream ifstream ofstream fopen filesystem", "money protocol engine",
        "this layer reads and writes no files"},
    Ban{"shared_ptr make_shared", "engine", "state has one owner"},
    Ban{"sqlite3 libpq", all_but_store, "databases stay behind store/"},
    Ban{"assert",
        "store base money protocol engine journal request_index follow http api vertical verticals "
        "ring app command_line",
        "use ASSERT, which stays in release builds"},
};

bool names(std::string_view list, std::string_view word) {
  const auto words = words_of(list);
  return std::ranges::find(words, word) != words.end();
}

void find_banned(const File& file, std::string_view code, const Ban& ban, Findings& findings) {
  for (const std::string_view word : words_of(ban.words)) {
    for (std::size_t at = find_word(code, word); at != code.npos;
         at = find_word(code, word, at + word.size())) {
      findings.push_back({file.path, line_at(code, at),
                          std::string(word) + " is banned here: " + std::string(ban.why)});
    }
  }
}

}  // namespace

Findings check_words(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    if (!file.path.starts_with("src/") || !is_source(file.path) || is_test(file.path)) continue;
    const std::string layer = layer_of(std::string_view(file.path).substr(4));
    const std::string family = layer.substr(0, layer.find('/'));
    const std::string code = code_of(file.text);
    for (const Ban& ban : bans) {
      if (names(ban.layers, family)) find_banned(file, code, ban, findings);
    }
  }
  return findings;
}

}  // namespace tributary::tidy
