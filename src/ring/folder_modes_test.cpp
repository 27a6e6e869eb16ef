#include "ring/folder_modes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "store/temporary_folder.hpp"

namespace tributary::ring {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class FolderModesTest : public testing::Test {
 protected:
  FolderModesTest() {
    folder_.create();
    add(path_, 0755);
  }
  void add(const fs::path& path, mode_t mode) {
    if (!fs::exists(path)) std::ofstream(path) << "x";
    ::chmod(path.c_str(), mode);
  }
  static int mode_of(const fs::path& path) {
    return static_cast<int>(fs::status(path).permissions());
  }

  store::TemporaryFolder parent_;
  const fs::path path_ = parent_.path() / "data";
  const DataFolder folder_{path_};
};

TEST_F(FolderModesTest, ANewFolderIsClosed) {
  const DataFolder fresh(parent_.path() / "fresh");
  fresh.create();
  EXPECT_EQ(mode_of(fresh.path()), 0700);
  EXPECT_EQ(mode_of(fresh.snapshots()), 0700);
  EXPECT_THAT(close_to_others(fresh).closed, IsEmpty());
}

TEST_F(FolderModesTest, WhatThePlatformMakesIsClosed) {
  const std::vector<fs::path> files{path_ / "journal.db",
                                    path_ / "journal.db-wal",
                                    path_ / "journal.db-shm",
                                    path_ / "journal.db-journal",
                                    path_ / "journal.db-writer",
                                    path_ / "platform.db",
                                    path_ / "platform.db-wal",
                                    path_ / "LOCK",
                                    path_ / "put-aside",
                                    path_ / "making",
                                    folder_.snapshots() / "snapshot-12.bin",
                                    folder_.request_index() / "requests-1-20.index",
                                    folder_.read_models() / "read-3.db-shm"};
  fs::create_directory(path_ / "lost+found");
  std::vector<std::string> names{path_.string(), folder_.snapshots().string()};
  for (const fs::path& file : files) {
    add(file, 0664);
    names.push_back(file.string());
  }
  add(folder_.snapshots(), 0775);
  const ClosedFolder done = close_to_others(folder_);
  EXPECT_THAT(done.closed, testing::UnorderedElementsAreArray(names));
  EXPECT_THAT(done.left_open, IsEmpty());
  for (const fs::path& file : files) EXPECT_EQ(mode_of(file), 0600) << file;
  EXPECT_EQ(mode_of(path_), 0700);
  EXPECT_EQ(mode_of(folder_.snapshots()), 0700);
  EXPECT_THAT(close_to_others(folder_).closed, IsEmpty()) << "once";
}

TEST_F(FolderModesTest, WhatBelongsToOthersStaysAsItIs) {
  add(path_ / "journal.db", 0644);
  add(path_ / "journal.db.backup", 0644);
  add(folder_.snapshots() / "notes", 0644);
  const ClosedFolder done = close_to_others(folder_);
  EXPECT_THAT(done.closed, ElementsAre((path_ / "journal.db").string()));
  EXPECT_THAT(done.left_open, ElementsAre(HasSubstr("it also holds journal.db.backup")));
  EXPECT_EQ(mode_of(path_ / "journal.db.backup"), 0644);
  EXPECT_EQ(mode_of(folder_.snapshots() / "notes"), 0644);
  EXPECT_EQ(mode_of(path_), 0755);
}

TEST_F(FolderModesTest, WhatWasClosedIsLogged) {
  for (const char* name : {"journal.db", "journal.db-wal", "journal.db-shm", "journal.db-writer",
                           "platform.db", "platform.db-wal", "platform.db-shm", "LOCK"}) {
    add(path_ / name, 0644);
  }
  testing::internal::CaptureStderr();
  make_private(folder_);
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, testing::ContainsRegex("folder_closed: other users could open ([^,]*, ){7}[^,]* "
                                          "and 1 more: no more"));
  EXPECT_THAT(log, testing::Not(HasSubstr("folder_open")));

  add(path_, 0755);
  add(path_ / "notes", 0644);
  add(path_ / "LOCK", 0644);
  testing::internal::CaptureStderr();
  make_private(folder_);
  const std::string again = testing::internal::GetCapturedStderr();
  EXPECT_THAT(again,
              HasSubstr("other users could open " + (path_ / "LOCK").string() + ": no more"));
  EXPECT_THAT(again, HasSubstr("folder_open: other users can open " + path_.string() +
                               " (it also holds notes)"));
  testing::internal::CaptureStderr();
  close_to_others(folder_);
  add(path_, 0700);
  make_private(folder_);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "") << "nothing is open";
}

TEST_F(FolderModesTest, ALinkIsNotFollowed) {
  const fs::path elsewhere = parent_.path() / "elsewhere";
  add(elsewhere, 0644);
  fs::create_symlink(elsewhere, path_ / "journal.db");
  EXPECT_THAT(close_to_others(folder_).closed, UnorderedElementsAre(path_.string()));
  EXPECT_EQ(mode_of(elsewhere), 0644);
}

TEST_F(FolderModesTest, WhatTheOwnerMayDoStays) {
  add(path_ / "journal.db", 0444);
  close_to_others(folder_);
  EXPECT_EQ(mode_of(path_ / "journal.db"), 0400);
}

}  // namespace
}  // namespace tributary::ring
