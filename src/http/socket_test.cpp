#include "http/socket.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace tributary::http {
namespace {

std::string failure_of(const std::filesystem::path& path) {
  try {
    listen_on(path);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

TEST(Socket, SaysWhatStandsInItsPlace) {
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("tributary-" + std::to_string(::getpid()));
  const auto expected = [&](const std::string& what) {
    return "cannot listen on " + path.string() + ": " + what + " is there; move it away";
  };
  std::filesystem::create_directory(path);
  EXPECT_EQ(failure_of(path), expected("a folder"));
  std::filesystem::remove(path);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(failure_of(path), expected("a pipe"));
  std::filesystem::remove(path);
  std::ofstream(path) << "words";
  EXPECT_EQ(failure_of(path), expected("a file"));
  EXPECT_TRUE(std::filesystem::exists(path)) << "it may be somebody's";
  std::filesystem::remove(path);
  EXPECT_EQ(failure_of(path), "");
  EXPECT_EQ(failure_of(path), "") << "a socket that nobody answers at is left over";
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace tributary::http
