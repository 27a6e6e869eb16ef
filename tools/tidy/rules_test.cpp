#include "tidy/rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tributary::tidy {
namespace {

using testing::ElementsAre;

/// "path:line" of each finding.
std::vector<std::string> places(const Findings& findings) {
  std::vector<std::string> places;
  for (const Finding& finding : findings) {
    places.push_back(finding.path + ':' + std::to_string(finding.line));
  }
  return places;
}

Repository tree(std::vector<File> files) { return Repository(std::move(files)); }

std::string lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "x\n";
  return text;
}

TEST(Layers, EachEdgeOfTheTableHolds) {
  struct Case {
    const char* from;
    const char* includes;
    bool allowed;
  };
  const Case cases[] = {
      {"base", "money", false},
      {"money", "base", true},
      {"money", "protocol", false},
      {"protocol", "money", true},
      {"protocol", "engine", false},
      {"engine", "protocol", true},
      {"engine", "engine", true},
      {"engine", "journal", false},
      {"engine", "store", false},
      {"store", "base", true},
      {"store", "money", false},
      {"journal", "store", true},
      {"journal", "engine", false},
      {"journal", "follow", false},
      {"follow", "journal", true},
      {"follow", "engine", false},
      {"follow", "http", false},
      {"http", "base", true},
      {"http", "protocol", false},
      {"api", "http", true},
      {"api", "engine", false},
      {"api", "store", false},
      {"verticals/points", "follow", true},
      {"verticals/points", "api", true},
      {"verticals/points", "engine", false},
      {"verticals/points", "verticals/points", true},
      {"verticals/points", "verticals/books", false},
      {"app", "engine", true},
      {"app", "ring", true},
      {"app", "command_line", false},
      {"ring", "engine", true},
      {"ring", "vertical", true},
      {"ring", "app", false},
      {"ring", "verticals/books", false},
      {"command_line", "app", true},
      {"command_line", "ring", true},
      {"command_line", "verticals/books", false},
      {"app", "verticals/books", false},
      {"app", "vertical", true},
      {"vertical", "follow", true},
      {"vertical", "verticals/books", false},
      {"vertical", "engine", false},
      {"verticals/points", "vertical", true},
      {"base", "app", false},
      {"verticals/points", "app", false},
  };
  for (const Case& c : cases) {
    const std::string included = std::string(c.includes) + "/x.hpp";
    const Repository repository = tree({
        {std::string("src/") + c.from + "/a.cpp",
         "#include <vector>\n#include \"" + included + "\"\n"},
        {"src/" + included, "#pragma once\n"},
    });
    EXPECT_EQ(check_layers(repository).empty(), c.allowed) << c.from << " -> " << c.includes;
  }
}

TEST(Layers, AFileDeeperInALayerBelongsToIt) {
  const Repository repository =
      tree({{"src/engine/commands/a.cpp", "\n#include \"store/sql.hpp\"\n"}});
  EXPECT_THAT(places(check_layers(repository)), ElementsAre("src/engine/commands/a.cpp:2"));
}

TEST(Layers, OneFileNamesTheVerticals) {
  const std::string names = "#include \"verticals/books/books.hpp\"\n";
  const Repository repository = tree({
      {"src/app/verticals.cpp", names},
      {"src/app/metrics.cpp", names},
      {"src/app/metrics_test.cpp", names},
  });
  EXPECT_THAT(places(check_layers(repository)), ElementsAre("src/app/metrics.cpp:1"));
}

TEST(Layers, WhatLiesBesideSrcIsForTheCommandLineAlone) {
  const Repository repository = tree({
      {"bench/bench.hpp", ""},
      {"src/app/a.cpp", "#include \"bench/bench.hpp\"\n"},
      {"src/command_line/main.cpp", "#include \"bench/bench.hpp\"\n"},
      {"src/engine/a.cpp", "#include \"bench/bench.hpp\"\n"},
  });
  EXPECT_THAT(places(check_layers(repository)),
              ElementsAre("src/app/a.cpp:1", "src/engine/a.cpp:1"));
}

TEST(Layers, WhatLiesBesideSrcIsHeldToThemToo) {
  const Repository repository = tree({
      {"src/ring/ring.hpp", ""},
      {"src/command_line/words.hpp", ""},
      {"simulate/life.hpp", "#include \"ring/ring.hpp\"\n"},
      {"bench/run.cpp",
       "#include \"ring/ring.hpp\"\n#include \"command_line/words.hpp\"\n"
       "#include \"simulate/life.hpp\"\n"},
  });
  EXPECT_THAT(places(check_layers(repository)), ElementsAre("bench/run.cpp:2", "bench/run.cpp:3"));
}

TEST(Includes, FiresOnRelativeUnknownAndAngledOnes) {
  const Repository repository = tree({
      {"src/base/a.hpp", "#pragma once\n"},
      {"src/base/b.cpp",
       "#include \"base/a.hpp\"\n#include \"../base/a.hpp\"\n#include \"a.hpp\"\n"
       "#include <base/a.hpp>\n#include <vector>\n"},
      {"tests/world.hpp", "#pragma once\n"},
      {"tests/loan_test.cpp", "#include \"world.hpp\"\n#include \"base/a.hpp\"\n"},
      {"bench/run.hpp", "#pragma once\n"},
      {"bench/run.cpp", "#include \"bench/run.hpp\"\n"},
  });
  EXPECT_THAT(places(check_includes(repository)),
              ElementsAre("src/base/b.cpp:2", "src/base/b.cpp:3", "src/base/b.cpp:4"));
}

TEST(Includes, FiresOnAHeaderWithoutPragmaOnce) {
  const Repository repository = tree({
      {"src/base/good.hpp", "// Why.\n#pragma once\n"},
      {"src/base/guarded.hpp", "#ifndef X\n#define X\n#endif\n"},
  });
  EXPECT_THAT(places(check_includes(repository)), ElementsAre("src/base/guarded.hpp:1"));
}

TEST(Words, FiresWhereALayerKnowsWhatItMustNot) {
  struct Case {
    const char* path;
    const char* text;
    bool fires;
  };
  const Case cases[] = {
      {"src/money/a.cpp", "double x;", true},
      {"src/engine/commands/a.cpp", "float x;", true},
      {"src/money/a.cpp", "// double the sum", false},
      {"src/money/a.cpp", "int doubled;", false},
      {"src/money/a_test.cpp", "double expected = 1.5;", false},
      {"src/http/a.cpp", "double seconds;", false},
      {"src/engine/a.cpp", "std::chrono::system_clock::now();", true},
      {"src/app/a.cpp", "std::chrono::system_clock::now();", false},
      {"src/engine/a.cpp", "int x = rand();", true},
      {"src/engine/a.cpp", "#include <unordered_map>", true},
      {"src/engine/a.cpp", "boost::unordered_flat_map<int, int> x;", false},
      {"src/follow/a.cpp", "std::unordered_map<int, int> x;", false},
      {"src/engine/a.cpp", "std::thread t;", true},
      {"src/engine/a.cpp", "std::mutex m;", true},
      {"src/journal/a.cpp", "std::mutex m;", false},
      {"src/engine/a.cpp", "#include <fstream>", true},
      {"src/engine/a.cpp", "std::shared_ptr<int> p;", true},
      {"src/journal/a.cpp", "#include <sqlite3.h>", true},
      {"src/verticals/books/a.cpp", "#include <sqlite3.h>", true},
      {"src/store/a.cpp", "#include <sqlite3.h>", false},
      {"src/journal/a.cpp", "#include <libpq-fe.h>", true},
      {"src/store/a.cpp", "#include <libpq-fe.h>", false},
      {"src/api/a.cpp", "assert(x);", true},
      {"src/api/a.cpp", "ASSERT(x); static_assert(true);", false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(check_words(tree({{c.path, c.text}})).size(), c.fires ? 1u : 0u)
        << c.path << ": " << c.text;
  }
}

TEST(Sizes, FiresOnALongFileWithoutAReason) {
  const Repository repository = tree({
      {"src/base/full.cpp", lines(500)},
      {"src/base/long.cpp", lines(501)},
      {"src/base/table.cpp", "// long: one table of figures\n" + lines(600)},
      {"tests/golden/journal.jsonl", lines(600)},
  });
  EXPECT_THAT(places(check_sizes(repository)), ElementsAre("src/base/long.cpp:0"));
}

TEST(DeadFiles, FiresOnWhatNoTargetReaches) {
  const Repository repository = tree({
      {"CMakeLists.txt", "tributary_layer(base)\ntributary_verticals()\n"},
      {"src/base/used.hpp", ""},
      {"src/base/unused.hpp", "#include \"base/unused.hpp\"\n"},
      {"src/base/a.cpp", "#include \"base/used.hpp\"\n"},
      {"src/money/a.cpp", ""},
      {"src/verticals/books/a.cpp", ""},
      {"src/verticals/a.cpp", ""},
      {"src/command_line/main.cpp", ""},
      {"src/stray/a.cpp", ""},
      {"src/a.cpp", ""},
  });
  EXPECT_THAT(places(check_dead_files(repository)),
              ElementsAre("src/a.cpp:0", "src/base/unused.hpp:0", "src/command_line/main.cpp:0",
                          "src/money/a.cpp:0", "src/stray/a.cpp:0", "src/verticals/a.cpp:0"));
}

TEST(Folders, FiresOnMissingAndLongReadmesAndOnDepth) {
  const Repository repository = tree({
      {"src/README.md", "x"},
      {"src/base/README.md", lines(60)},
      {"src/money/README.md", lines(61)},
      {"src/engine/a.cpp", ""},
      {"src/verticals/README.md", "x"},
      {"src/verticals/books/README.md", "x"},
      {"src/verticals/books/sql/a.sql", ""},
      {"tests/a.cpp", ""},
  });
  EXPECT_THAT(places(check_folders(repository)),
              ElementsAre("src/engine:0", "src/money/README.md:0", "src/verticals/books/sql:0"));
}

TEST(Links, FiresOnThoseThatLeadNowhere) {
  const Repository repository = tree({
      {"README.md",
       "[a](docs/guide.md) [b](docs) [c](docs/guide.md#part) [d](https://example.org/x)\n"
       "[e](#here) `[f](example.md)` ![g](docs/gone.png)\n"
       "```\n[h](in_code.md)\n```\n"},
      {"docs/guide.md", "[a](../README.md) [b](/README.md) [c](..)\n[d](README.md)\n"},
  });
  EXPECT_THAT(places(check_links(repository)), ElementsAre("README.md:2", "docs/guide.md:2"));
}

}  // namespace
}  // namespace tributary::tidy
