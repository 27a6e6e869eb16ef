#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <map>

#include "tests/http/market.hpp"
#include "tests/http/tiny_disk.hpp"

namespace tributary::http_test {
namespace {

namespace fs = std::filesystem;

constexpr auto all_bits = fs::perms::mask;

/// A platform that is started with a umask that keeps nobody out.
class PrivateFiles : public testing::Test {
 protected:
  PrivateFiles() { before_ = ::umask(0); }
  ~PrivateFiles() override { ::umask(before_); }

  void expect_private(std::size_t files_min) {
    std::size_t files = 0;
    const auto expect = [](const fs::path& path, fs::perms mode) {
      EXPECT_EQ(fs::status(path).permissions() & all_bits, mode) << path;
    };
    expect(platform_.data(), fs::perms::owner_all);
    for (const auto& entry : fs::recursive_directory_iterator(platform_.data())) {
      files += entry.is_regular_file() ? 1 : 0;
      expect(entry.path(), entry.is_directory() ? fs::perms::owner_all
                                                : fs::perms::owner_read | fs::perms::owner_write);
    }
    EXPECT_GE(files, files_min);
  }

  /// A platform that has ended with deposits in its journal, by a stop or in the midst.
  void live(bool stops_well) {
    platform_.start();
    Market market(platform_);
    const Member member = market.member("investor");
    for (int i = 0; i < 20; ++i) market.deposit(member, 100);
    if (stops_well) {
      platform_.stop();
    } else {
      platform_.kill();
    }
  }

  Platform platform_;
  mode_t before_ = 0;
};

TEST_F(PrivateFiles, NobodyElseOpensWhatIsWritten) {
  live(true);
  expect_private(6);
  platform_.start();
  Market market(platform_);
  expect_private(12);
  ASSERT_EQ(platform_.tool({"verify"}).code, 0);
  expect_private(12);
  platform_.kill();
  ASSERT_EQ(platform_.tool({"snapshot"}).code, 0);
  expect_private(12);
}

TEST_F(PrivateFiles, ADemoIsPrivateToo) {
  const Ending made =
      platform_.tool({"demo", "--members", "200", "--years", "1", "--until", "2026-01-31"});
  ASSERT_EQ(made.code, 0) << made.errors;
  expect_private(2);
}

TEST_F(PrivateFiles, WhatWasOpenIsClosedAtTheStart) {
  live(false);
  std::ofstream(platform_.data() / "notes.txt") << "of somebody";
  for (const auto& entry : fs::recursive_directory_iterator(platform_.data())) {
    fs::permissions(entry.path(), entry.is_directory() ? fs::perms(0755) : fs::perms(0644));
  }
  fs::permissions(platform_.data(), fs::perms(0755));
  platform_.start();
  EXPECT_NE(platform_.errors().find("folder_closed: "), std::string::npos) << platform_.errors();
  EXPECT_NE(platform_.errors().find("it also holds notes.txt"), std::string::npos)
      << platform_.errors();
  EXPECT_EQ(fs::status(platform_.data() / "notes.txt").permissions(), fs::perms(0644));
  EXPECT_EQ(fs::status(platform_.data()).permissions(), fs::perms(0755));
  platform_.stop();

  fs::remove(platform_.data() / "notes.txt");
  platform_.start();
  expect_private(12);
}

/// Name, size and time of everything in a folder.
std::map<fs::path, std::pair<std::uintmax_t, fs::file_time_type>> listing(const fs::path& folder) {
  std::map<fs::path, std::pair<std::uintmax_t, fs::file_time_type>> files;
  files[folder] = {0, fs::last_write_time(folder)};
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    files[entry.path()] = {entry.is_directory() ? 0 : entry.file_size(), entry.last_write_time()};
  }
  return files;
}

/// The words before a program's that make it run as a user who owns nothing; none where everybody
/// but root is such a user already.
Words as_nobody() {
  if (::geteuid() != 0) return {};
  return {"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
}

/// `tributary COMMAND … --data FOLDER` with words before it.
Ending run_on(const fs::path& data, Words before, const Words& command) {
  before.emplace_back(TRIBUTARY_PROGRAM);
  before.insert(before.end(), command.begin(), command.end());
  before.insert(before.end(), {"--data", data.string()});
  return run(before);
}

/// Everything that reads, on a copy that it may not write; nothing in it changes.
void expect_readable(const fs::path& copy, const Words& before) {
  const auto as_it_was = listing(copy);
  expect_agreement(run_on(copy, before, {"verify"}));
  const Ending told = run_on(copy, before, {"journal", "--type", "deposit_recorded"});
  EXPECT_EQ(told.code, 0) << told.errors;
  EXPECT_EQ(std::ranges::count(told.output, '\n'), 20);
  const Ending listed = run_on(copy, before, {"token", "list"});
  EXPECT_EQ(listed.code, 0) << listed.errors;
  EXPECT_NE(listed.output.find("admin"), std::string::npos) << listed.output;
  EXPECT_EQ(run_on(copy, before, {"snapshot"}).code, 1);
  EXPECT_EQ(listing(copy), as_it_was);
}

void make_read_only(const fs::path& folder) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    fs::permissions(entry.path(), entry.is_directory() ? fs::perms(0555) : fs::perms(0444));
  }
  fs::permissions(folder, fs::perms(0555));
}

void make_writable(const fs::path& folder) {
  fs::permissions(folder, fs::perms(0700));
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    fs::permissions(entry.path(), entry.is_directory() ? fs::perms(0700) : fs::perms(0600));
  }
}

/// Copies of a platform's folder: as a stop and as a kill leave it, with and without the log's
/// index, and the two files alone that have to be kept.
class ReadOnlyCopies : public PrivateFiles {
 protected:
  ReadOnlyCopies() { fs::permissions(copies_.path(), fs::perms(0755)); }

  std::vector<fs::path> make_copies() {
    std::vector<fs::path> copies;
    const auto copy = [&](std::string_view name) {
      copies.push_back(copies_.path() / name);
      fs::remove(platform_.data() / "admin.sock");  // what a kill leaves; no copy needs it
      fs::copy(platform_.data(), copies.back(), fs::copy_options::recursive);
      return copies.back();
    };
    live(false);
    copy("killed");
    const fs::path without_index = copy("killed-without-index");
    for (const auto& entry : fs::recursive_directory_iterator(without_index)) {
      if (entry.path().string().ends_with("-shm")) fs::remove(entry.path());
    }
    platform_.start();
    platform_.stop();
    copy("stopped");
    const fs::path bare = copy("bare");
    for (const auto& entry : fs::directory_iterator(bare)) {
      if (entry.path().extension() != ".db") fs::remove_all(entry.path());
    }
    return copies;
  }

  store::TemporaryFolder copies_;
};

TEST_F(ReadOnlyCopies, AreReadByWhoOwnsNothingInThem) {
  const Words nobody = as_nobody();
  if (!nobody.empty()) {
    Words words = nobody;
    words.insert(words.end(), {TRIBUTARY_PROGRAM, "--version"});
    if (!fs::exists(nobody[0]) || run(words).code != 0) {
      GTEST_SKIP() << "nobody else may run the program here";
    }
  }
  for (const fs::path& copy : make_copies()) {
    SCOPED_TRACE(copy);
    make_read_only(copy);
    expect_readable(copy, nobody);
    make_writable(copy);
  }
}

TEST_F(ReadOnlyCopies, AreLeftAsTheyAreByRootToo) {
  for (const fs::path& copy : make_copies()) {
    SCOPED_TRACE(copy);
    make_read_only(copy);
    const auto as_it_was = listing(copy);
    expect_agreement(run_on(copy, {}, {"verify"}));
    EXPECT_EQ(listing(copy), as_it_was);
    make_writable(copy);
  }
}

TEST_F(ReadOnlyCopies, AreReadOnADiskThatTakesNothing) {
  const store::TemporaryFolder place;
  const auto disk = TinyDisk::make(64 << 20, place.path());
  if (!disk) GTEST_SKIP() << "this system lets nobody mount a disk";
  std::vector<fs::path> copies;
  for (const fs::path& copy : make_copies()) {
    copies.push_back(disk->path() / copy.filename());
    fs::copy(copy, copies.back(), fs::copy_options::recursive);
  }
  ASSERT_TRUE(disk->make_read_only());
  for (const fs::path& copy : copies) {
    SCOPED_TRACE(copy);
    expect_readable(copy, {});
  }
}

}  // namespace
}  // namespace tributary::http_test
