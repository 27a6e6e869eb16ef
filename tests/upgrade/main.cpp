#include <gtest/gtest.h>

#include <iostream>

#include "tests/upgrade/platform.hpp"

namespace tributary::upgrade {
namespace {

/// Leaves behind what the program of today writes: the next one's before.
void record(const std::filesystem::path& folder) {
  if (std::filesystem::exists(folder / "journal.db")) {
    throw std::runtime_error(folder.string() + " holds a journal: what is kept stays as it is");
  }
  std::ofstream answers(folder / "answers.txt");
  Platform platform(folder);
  for (const Sent& sent : requests()) {
    answers << platform.answer_at(platform.send(sent).sequence) << '\n';
  }
}

}  // namespace
}  // namespace tributary::upgrade

int main(int count, char** values) {
  testing::InitGoogleTest(&count, values);
  if (count == 3 && std::string_view(values[1]) == "--record") {
    try {
      tributary::upgrade::record(values[2]);
      return 0;
    } catch (const std::exception& error) {
      std::cerr << error.what() << '\n';
      return 1;
    }
  }
  return RUN_ALL_TESTS();
}
