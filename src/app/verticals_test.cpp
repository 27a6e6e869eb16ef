#include "app/verticals.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "journal/journal.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::app {
namespace {

/// No file can be made where a file has the folder's name.
TEST(Verticals, SayWhyTheyDoNotFollow) {
  const store::TemporaryFolder place;
  const DataFolder folder(place.path());
  folder.create();
  {
    const journal::Journal journal(folder.journal_url());
  }
  Verticals verticals(folder, [] { return std::uint64_t{0}; });
  std::filesystem::remove(folder.read_models());
  std::ofstream(folder.read_models()) << "no folder";
  EXPECT_EQ(verticals.fault(), std::nullopt) << "before they begin";
  verticals.start();
  std::optional<std::string> fault;
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!fault && std::chrono::steady_clock::now() < give_up) fault = verticals.fault();
  EXPECT_THAT(fault.value_or("none"), testing::StartsWith("The read models do not follow: "));
  verticals.stop();
}

}  // namespace
}  // namespace tributary::app
