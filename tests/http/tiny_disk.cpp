#include "tests/http/tiny_disk.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>

namespace tributary::http_test {
namespace {

bool write_file(const char* path, const std::string& text) {
  const int file = ::open(path, O_WRONLY);
  if (file < 0) return false;
  const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(file);
  return written;
}

/// As root in a user namespace of its own, where mounting is allowed.
bool enter_namespace() {
  const std::string user = "0 " + std::to_string(::geteuid()) + " 1";
  const std::string group = "0 " + std::to_string(::getegid()) + " 1";
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0) {
    write_file("/proc/self/setgroups", "deny");
    return write_file("/proc/self/uid_map", user) && write_file("/proc/self/gid_map", group);
  }
  return ::unshare(CLONE_NEWNS) == 0;
}

bool mount_disk(const std::string& place, std::size_t bytes) {
  if (!enter_namespace()) return false;
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  const std::string options = "size=" + std::to_string(bytes);
  return ::mount("tiny", place.c_str(), "tmpfs", 0, options.c_str()) == 0;
}

}  // namespace

std::unique_ptr<TinyDisk> TinyDisk::make(std::size_t bytes) {
  std::unique_ptr<TinyDisk> disk(new TinyDisk);
  std::array<int, 2> mounted{};
  std::array<int, 2> alive{};
  if (::pipe2(mounted.data(), O_CLOEXEC) != 0 || ::pipe2(alive.data(), O_CLOEXEC) != 0) return {};
  disk->keeper_ = ::fork();
  if (disk->keeper_ == 0) {
    ::close(alive[1]);
    const char good = mount_disk(disk->place_.path().string(), bytes) ? 'y' : 'n';
    char byte = 0;
    if (::write(mounted[1], &good, 1) == 1) {
      // Ends with the other end of the pipe, and that with its process.
      [[maybe_unused]] const ssize_t count = ::read(alive[0], &byte, 1);
    }
    ::_exit(0);
  }
  ::close(mounted[1]);
  ::close(alive[0]);
  disk->alive_ = alive[1];
  char good = 'n';
  const bool told = ::read(mounted[0], &good, 1) == 1;
  ::close(mounted[0]);
  return told && good == 'y' ? std::move(disk) : nullptr;
}

TinyDisk::~TinyDisk() {
  if (alive_ >= 0) ::close(alive_);
  if (keeper_ > 0) ::waitpid(keeper_, nullptr, 0);
}

std::filesystem::path TinyDisk::path() const {
  return "/proc/" + std::to_string(keeper_) + "/root" + place_.path().string();
}

}  // namespace tributary::http_test
