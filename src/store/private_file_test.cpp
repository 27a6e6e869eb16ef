#include "store/private_file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/database.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::store {
namespace {

namespace fs = std::filesystem;

/// Under a umask that keeps nobody out.
class PrivateFileTest : public testing::Test {
 protected:
  PrivateFileTest() { before_ = ::umask(0); }
  ~PrivateFileTest() override { ::umask(before_); }

  static int mode_of(const fs::path& path) {
    return static_cast<int>(fs::status(path).permissions());
  }

  TemporaryFolder folder_;
  mode_t before_ = 0;
};

TEST_F(PrivateFileTest, EveryFileOfADatabaseIsForItsOwnerAlone) {
  Database writer(folder_.url("a.db"));
  writer.execute("CREATE TABLE a (x INTEGER)");
  int files = 0;
  for (const auto& entry : fs::directory_iterator(folder_.path())) {
    ++files;
    EXPECT_EQ(mode_of(entry.path()), 0600) << entry.path();
  }
  EXPECT_EQ(files, 4) << "the file, its log, the log's index, the lock";
}

TEST_F(PrivateFileTest, AFileThatIsThereStaysAsItIs) {
  const fs::path path = folder_.path() / "a";
  ::close(::open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0640));
  EXPECT_TRUE(make_private_file(path));
  EXPECT_EQ(mode_of(path), 0640);
}

TEST_F(PrivateFileTest, ToMakeOneWithoutAFolderFails) {
  EXPECT_FALSE(make_private_file(folder_.path() / "no" / "a"));
  EXPECT_EQ(errno, ENOENT);
  EXPECT_EQ(open_private_file(folder_.path() / "no" / "a", O_RDWR), -1);
}

TEST_F(PrivateFileTest, FoldersAreMadeWithThoseAboveThem) {
  make_private_folder(folder_.path() / "a" / "b");
  make_private_folder(folder_.path() / "a" / "c" / "");
  EXPECT_EQ(mode_of(folder_.path() / "a"), 0700);
  EXPECT_EQ(mode_of(folder_.path() / "a" / "b"), 0700);
  EXPECT_TRUE(fs::is_directory(folder_.path() / "a" / "c"));
  make_private_file(folder_.path() / "file");
  EXPECT_THROW(make_private_folder(folder_.path() / "file"), std::system_error);
}

TEST_F(PrivateFileTest, WhatRootMakesBelongsToTheOwnerOfItsFolder) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  constexpr uid_t somebody = 4711;
  ASSERT_EQ(::chown(folder_.path().c_str(), somebody, somebody), 0);
  make_private_folder(folder_.path() / "a");
  make_private_file(folder_.path() / "a" / "b");
  struct stat status{};
  ASSERT_EQ(::stat((folder_.path() / "a" / "b").c_str(), &status), 0);
  EXPECT_EQ(status.st_uid, somebody);
}

}  // namespace
}  // namespace tributary::store
