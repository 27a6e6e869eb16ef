#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "tests/scenarios/golden.hpp"
#include "tests/scenarios/play.hpp"

/// tributary_scenario FILE               plays a scenario
/// tributary_scenario --record FILE OUT  plays it and keeps its journal, unless there is one
/// tributary_scenario --replay FILE      replays a journal that was kept
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

void run(const std::vector<std::string>& arguments) {
  if (arguments.size() == 2 && arguments[0] == "--replay") {
    replay_golden(text_of(arguments[1]));
    return;
  }
  const bool recording = arguments.size() == 3 && arguments[0] == "--record";
  if (!recording && arguments.size() != 1) {
    throw Complaint("usage: tributary_scenario [--record] FILE [OUT] | --replay FILE");
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
