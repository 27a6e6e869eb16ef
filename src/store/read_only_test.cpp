#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <map>
#include <thread>

#include "store/database.hpp"
#include "store/temporary_folder.hpp"
#include "store/writer_lock.hpp"

namespace tributary::store {
namespace {

namespace fs = std::filesystem;

/// A database with one row in the file and one in its log alone, as a process that was killed
/// leaves it, and copies of it.
class ReadOnlyTest : public testing::Test {
 protected:
  ReadOnlyTest() : writer_(folder_.url("a.db"), {.checkpoints = Checkpoints::by_hand}) {
    writer_.execute("CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1)");
    writer_.checkpoint();
    writer_.execute("INSERT INTO a VALUES (2)");
  }
  ~ReadOnlyTest() override { ::chmod(copy_.c_str(), 0700); }

  void copy(std::initializer_list<std::string_view> parts) {
    fs::create_directory(copy_);
    for (const std::string_view part : parts) {
      const std::string name = "a.db" + std::string(part);
      fs::copy_file(folder_.path() / name, copy_ / name);
      ::chmod((copy_ / name).c_str(), 0444);
    }
    ::chmod(copy_.c_str(), 0555);
    before_ = listing();
  }
  std::int64_t rows() const {
    Database reader("sqlite:" + (copy_ / "a.db").string(), {.access = Access::read_only});
    Statement query = reader.prepare("SELECT count(*) FROM a");
    query.step();
    return query.integer(0);
  }
  std::map<std::string, fs::file_time_type> listing() const {
    std::map<std::string, fs::file_time_type> files;
    for (const auto& entry : fs::directory_iterator(copy_)) {
      files[entry.path()] = entry.last_write_time();
    }
    files["."] = fs::last_write_time(copy_);
    return files;
  }

  TemporaryFolder folder_;
  fs::path copy_ = folder_.path() / "copy?100%#";
  Database writer_;
  std::map<std::string, fs::file_time_type> before_;
};

TEST_F(ReadOnlyTest, ACopyOfTheFileAloneIsRead) {
  copy({""});
  EXPECT_EQ(rows(), 1) << "what was in the log was not copied";
  EXPECT_EQ(listing(), before_);
}

TEST_F(ReadOnlyTest, TheLogOfACopyIsReadWithoutItsIndex) {
  copy({"", "-wal", "-writer"});
  EXPECT_EQ(rows(), 2);
  EXPECT_EQ(listing(), before_);
}

TEST_F(ReadOnlyTest, AnIndexThatNobodyKeepsIsNotTrusted) {
  copy({"", "-wal", "-shm", "-writer"});
  EXPECT_EQ(rows(), 2);
  EXPECT_EQ(listing(), before_);
}

TEST_F(ReadOnlyTest, AnIndexWithoutItsLogIsNotTrusted) {
  copy({"", "-shm"});
  EXPECT_EQ(rows(), 1);
  EXPECT_EQ(listing(), before_);
}

TEST_F(ReadOnlyTest, ReadersShareACopyAndKeepWritersAway) {
  copy({"", "-wal", "-writer"});
  const std::string url = "sqlite:" + (copy_ / "a.db").string();
  const Database reader(url, {.access = Access::read_only});
  EXPECT_EQ(rows(), 2);
  ::chmod(copy_.c_str(), 0700);
  ::chmod((copy_ / "a.db-writer").c_str(), 0600);
  try {
    const Database second(url);
    FAIL() << "two connections without a shared index";
  } catch (const StoreFault& fault) {
    EXPECT_EQ(fault.kind(), FaultKind::busy);
  }
}

TEST_F(ReadOnlyTest, AFileThatIsBeingWrittenUnseenIsRefused) {
  copy({"", "-writer"});
  const WriterLock elsewhere((copy_ / "a.db").string());
  try {
    rows();
    FAIL() << "pages would change meanwhile";
  } catch (const StoreFault& fault) {
    EXPECT_EQ(fault.kind(), FaultKind::busy);
    EXPECT_NE(std::string(fault.what()).find("read a copy"), std::string::npos);
  }
}

TEST_F(ReadOnlyTest, BesideALiveWriterNothingIsChangedEither) {
  ::chmod(folder_.path().c_str(), 0500);
  Database reader(folder_.url("a.db"), {.access = Access::read_only});
  Statement query = reader.prepare("SELECT count(*) FROM a");
  query.step();
  EXPECT_EQ(query.integer(0), 2);
  query.reset();
  writer_.execute("INSERT INTO a VALUES (3)");
  query.step();
  EXPECT_EQ(query.integer(0), 3) << "both use the index";
  ::chmod(folder_.path().c_str(), 0700);
}

TEST_F(ReadOnlyTest, AMissingFileIsTold) {
  EXPECT_THROW(Database(folder_.url("b.db"), {.access = Access::read_only}), StoreFault);
  EXPECT_FALSE(fs::exists(folder_.path() / "b.db"));
}

/// As when a rebuilt database takes the place of one that somebody is about to read.
TEST(VanishingFile, IsAFaultWheneverItGoes) {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "read.db";
  const std::jthread other([&](const std::stop_token& done) {
    while (!done.stop_requested()) {
      std::ofstream(file).close();
      fs::remove(file);
    }
  });
  for (int n = 0; n < 20'000; ++n) {
    try {
      const Database database(folder.url("read.db"), {.access = Access::read_only});
    } catch (const StoreFault&) {  // nothing else ends it
    }
  }
}

}  // namespace
}  // namespace tributary::store
