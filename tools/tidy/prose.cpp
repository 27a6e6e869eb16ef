#include <algorithm>
#include <array>
#include <cctype>

#include "tidy/rules.hpp"
#include "tidy/source_text.hpp"

namespace tributary::tidy {

namespace {

struct Slip {
  std::string_view text;
  std::string_view why;
};

/// Whole words, in this case only.
constexpr std::array marks{
    Slip{"TODO", "finish it"}, Slip{"FIXME", "finish it"}, Slip{"XXX", "finish it"},
    Slip{"HACK", "finish it"}, Slip{"WIP", "finish it"},
};

/// Phrases, in any case.
constexpr std::array phrases{
    Slip{"lorem ipsum", "write the text"},
    Slip{"placeholder text", "write the text"},
    Slip{"as discussed", "a reader was not there"},
    Slip{"as requested", "a reader was not there"},
    Slip{"this pull request", "a text speaks of what is, not of how it came"},
};

/// Folders that exist on one machine only, where nothing stands before them.
constexpr std::array machine_paths{"/home/", "/root/", "/Users/", "/work/"};

/// The rule's own words, and the tests that show it fire.
bool is_exempt(std::string_view path) { return path.starts_with("tools/tidy/prose"); }

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char c) { return std::tolower(c); });
  return result;
}

bool names_machine(std::string_view line) {
  return std::ranges::any_of(machine_paths, [&](std::string_view path) {
    const std::size_t at = line.find(path);
    if (at == line.npos) return false;
    constexpr std::string_view before_a_root = " \t\"'`(=:[<>";
    return at == 0 || before_a_root.contains(line[at - 1]);
  });
}

std::string fault_of(std::string_view line) {
  for (const Slip& mark : marks) {
    if (find_word(line, mark.text) == line.npos) continue;
    return std::string(mark.text) + ": " + std::string(mark.why);
  }
  const std::string lowered = lower(line);
  for (const Slip& phrase : phrases) {
    if (lowered.contains(phrase.text)) {
      return '"' + std::string(phrase.text) + "\": " + std::string(phrase.why);
    }
  }
  return names_machine(line) ? "a path of one machine" : "";
}

}  // namespace

Findings check_prose(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    if (is_exempt(file.path)) continue;
    int number = 0;
    for (const std::string_view line : lines_of(file.text)) {
      ++number;
      const std::string fault = fault_of(line);
      if (!fault.empty()) findings.push_back({file.path, number, fault});
    }
  }
  return findings;
}

}  // namespace tributary::tidy
