#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "store/temporary_folder.hpp"
#include "tests/http/process.hpp"

namespace tributary::http_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

Ending tributary(Words words) {
  words.insert(words.begin(), TRIBUTARY_PROGRAM);
  return run(words);
}

/// Those that `tributary help` names.
std::vector<std::string> commands() {
  std::vector<std::string> commands;
  std::istringstream lines(tributary({"help"}).output);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("  ")) commands.push_back(line.substr(2, line.find(' ', 2) - 2));
  }
  return commands;
}

/// Every word that the commands of `app` say of themselves: whoever changes one reads it once more,
/// and finds the figures of a default beside it.
TEST(Commands, SayOfThemselvesWhatWasAgreed) {
  std::string said;
  const auto add = [&](const Words& words) {
    const Ending ending = tributary(words);
    EXPECT_EQ(ending.code, 0) << ending.errors;
    EXPECT_EQ(ending.errors, "");
    std::string line = "$ tributary";
    for (const std::string& word : words) line += " " + word;
    said += line + "\n" + ending.output + "\n";
  };
  add({"help"});
  for (const std::string& command : commands()) {
    const bool is_of_another_room =
        command == "quote" || command == "demo" || command == "simulate" || command == "bench";
    if (!is_of_another_room) add({command, "--help"});
  }
  std::ifstream file(fs::path(TRIBUTARY_GOLDEN) / "help.txt");
  const std::string agreed{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(said, agreed);
}

TEST(Commands, AreNamedWhereNoneIs) {
  const Ending help = tributary({"help"});
  EXPECT_EQ(tributary({"--help"}).output, help.output);
  const Ending nothing = tributary({});
  EXPECT_EQ(nothing.code, 2);
  EXPECT_EQ(nothing.output, "");
  EXPECT_EQ(nothing.errors, help.output);
  const Ending unknown = tributary({"sevre"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_EQ(unknown.errors, "tributary: there is no command 'sevre'; see `tributary help`\n");
  const Ending version = tributary({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_THAT(version.output, testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+\n"));
  const Ending token = tributary({"token"});
  EXPECT_EQ(token.code, 2);
  EXPECT_EQ(token.output, "");
  EXPECT_EQ(token.errors, tributary({"token", "--help"}).output);
}

TEST(Commands, RefuseAWordThatTheyDoNotKnow) {
  const store::TemporaryFolder folder;
  const std::string data = (folder.path() / "data").string();
  const std::string token = (folder.path() / "token").string();
  std::ofstream(token) << "trb_secret\n";
  const Words of_a_platform{"--token", token, "--url", "http://127.0.0.1:1"};
  const std::vector<std::pair<Words, Words>> cases{
      {{"serve"}, {"--data", data, "--listen", "127.0.0.1:0"}},
      {{"token", "create"}, {"--data", data, "--role", "admin"}},
      {{"token", "list"}, {"--data", data}},
      {{"token", "revoke", "1"}, {"--data", data}},
      {{"day-end"}, of_a_platform},
      {{"day-items"}, of_a_platform},
      {{"day-items", "retry"},
       {"--kind", "write_off_loan", "--loan", "1", "--token", token, "--url",
        "http://127.0.0.1:1"}},
      {{"clock"}, of_a_platform},
      {{"clock", "confirm"},
       {"--time", "2026-11-26T12:00:00Z", "--token", token, "--url", "http://127.0.0.1:1"}},
      {{"verify"}, {"--data", data}},
      {{"journal"}, {"--data", data}},
      {{"snapshot"}, {"--data", data}},
      {{"accept-loss"}, {"--data", data}},
  };
  for (auto [words, more] : cases) {
    const std::string command = words.front();
    words.emplace_back("--not-known");
    words.insert(words.end(), more.begin(), more.end());
    const Ending ending = tributary(words);
    EXPECT_EQ(ending.code, 2) << testing::PrintToString(words);
    EXPECT_EQ(ending.errors, "tributary " + command + ": '--not-known' is not known here; see `" +
                                 "tributary " + command + " --help`\n");
  }
  EXPECT_FALSE(fs::exists(data));
}

TEST(Commands, OfAFolderSayWhereThereIsNoPlatform) {
  const store::TemporaryFolder folder;
  const std::string data = (folder.path() / "data").string();
  for (const char* command : {"verify", "journal", "snapshot", "accept-loss"}) {
    const Ending ending = tributary({command, "--data", data});
    EXPECT_EQ(ending.code, 2) << command;
    EXPECT_EQ(ending.output, "");
    EXPECT_EQ(ending.errors, "tributary " + std::string(command) + ": there is no platform in " +
                                 data + "; choose its folder with --data\n");
  }
  std::ofstream(folder.path() / "file") << "no folder";
  const Ending ending = tributary({"verify", "--data", (folder.path() / "file").string()});
  EXPECT_EQ(ending.code, 2);
  EXPECT_THAT(ending.errors, HasSubstr("there is no platform in "));
  EXPECT_FALSE(fs::exists(data));
}

}  // namespace
}  // namespace tributary::http_test
