#include "app/read_models.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "journal/journal.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::app {
namespace {

/// No file can be made where a file has the folder's name.
TEST(ReadModelsThatFollow, SayWhyTheyDoNotFollow) {
  const store::TemporaryFolder place;
  const ring::DataFolder folder(place.path());
  folder.create();
  {
    const journal::Journal journal(folder.journal_url());
  }
  ReadModels models(folder);
  std::filesystem::remove(folder.read_models());
  std::ofstream(folder.read_models()) << "no folder";
  EXPECT_EQ(models.fault(), std::nullopt) << "before they begin";
  models.start();
  std::optional<std::string> fault;
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!fault && std::chrono::steady_clock::now() < give_up) fault = models.fault();
  EXPECT_THAT(fault.value_or("none"), testing::StartsWith("The read models do not follow: "));
  models.stop();
}

}  // namespace
}  // namespace tributary::app
