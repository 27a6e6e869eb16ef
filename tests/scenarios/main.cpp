#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <sstream>

#include "tests/scenarios/golden.hpp"
#include "tests/scenarios/play.hpp"

/// tributary_scenario FILE               plays a scenario
/// tributary_scenario --record FILE OUT  plays it and keeps its journal, unless there is one
/// tributary_scenario --replay FILE      replays a journal that was kept
/// tributary_scenario --told FOLDER      sees that every refusal is told in some scenario
/// tributary_scenario --numbers FILE     sees that refusals keep the numbers of the list
namespace tributary::scenarios {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Complaint(path.string() + " cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

void record(const World& world, const std::filesystem::path& path) {
  if (std::filesystem::exists(path)) {
    throw Complaint(path.string() + " exists: what is golden stays as it is");
  }
  std::ofstream out(path, std::ios::binary);
  out << golden_text(world.journal(), world.state().hash.value());
  if (!out.flush()) throw Complaint(path.string() + " cannot be written");
}

/// Only what no scenario can reach is left out: limits that would take gigabytes.
void check_all_told(const std::filesystem::path& folder) {
  std::string all;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".scenario") all += text_of(entry.path());
  }
  std::string untold;
  for (const protocol::RefusalText& text : protocol::refusal_texts()) {
    const bool of_engine = text.refusal >= protocol::Refusal::approval_invalid &&
                           text.refusal != protocol::Refusal::capacity_reached;
    if (of_engine && !all.contains(text.name)) untold += ' ' + std::string(text.name);
  }
  if (!untold.empty()) throw Complaint("no scenario tells of" + untold);
}

/// `NUMBER NAME`, or `NUMBER NAME withdrawn` for one that is no longer told: its number is used up.
void check_numbers(const std::filesystem::path& path) {
  std::set<protocol::Refusal> listed;
  std::istringstream lines(text_of(path));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::uint64_t number = 0;
    std::string name;
    std::string rest;
    words >> number >> name >> rest;
    const auto refusal = protocol::refusal_of(number);
    if (rest == "withdrawn") {
      if (refusal) throw Complaint("number " + std::to_string(number) + " was used for " + name);
    } else if (!refusal || protocol::text_of(*refusal).name != name) {
      throw Complaint("number " + std::to_string(number) + " is no longer that of " + name);
    } else {
      listed.insert(*refusal);
    }
  }
  for (const protocol::RefusalText& text : protocol::refusal_texts()) {
    if (listed.contains(text.refusal)) continue;
    throw Complaint("to " + path.string() + " belongs the line " + std::to_string(text.number) +
                    ' ' + std::string(text.name));
  }
}

void run(const std::vector<std::string>& arguments) {
  if (arguments.size() == 2 && arguments[0] == "--replay") {
    replay_golden(text_of(arguments[1]));
    return;
  }
  if (arguments.size() == 2 && arguments[0] == "--told") {
    check_all_told(arguments[1]);
    return;
  }
  if (arguments.size() == 2 && arguments[0] == "--numbers") {
    check_numbers(arguments[1]);
    return;
  }
  const bool recording = arguments.size() == 3 && arguments[0] == "--record";
  if (!recording && arguments.size() != 1) {
    throw Complaint(
        "usage: tributary_scenario FILE | --record FILE OUT | --replay FILE | --told FOLDER | "
        "--numbers FILE");
  }
  const std::string& file = arguments[recording ? 1 : 0];
  World world;
  play(world, file, text_of(file));
  if (recording) record(world, arguments[2]);
}

}  // namespace
}  // namespace tributary::scenarios

int main(int count, char** values) {
  try {
    tributary::scenarios::run({values + 1, values + count});
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
