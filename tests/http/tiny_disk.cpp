#include "tests/http/tiny_disk.hpp"

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>
#include <string>

namespace tributary::http_test {
namespace {

bool write_file(const char* path, const std::string& text) {
  return static_cast<bool>(std::ofstream(path) << text << std::flush);
}

/// Into a namespace where mounting is allowed and nobody else sees it: root's own mounts, or those
/// of a user namespace in which we are root.
bool enter_namespace() {
  if (::unshare(CLONE_NEWNS) == 0) return true;
  const std::string user = "0 " + std::to_string(::geteuid()) + " 1";
  const std::string group = "0 " + std::to_string(::getegid()) + " 1";
  return ::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
         write_file("/proc/self/setgroups", "deny") && write_file("/proc/self/uid_map", user) &&
         write_file("/proc/self/gid_map", group);
}

}  // namespace

std::unique_ptr<TinyDisk> TinyDisk::make(std::size_t bytes, const std::filesystem::path& place) {
  if (!enter_namespace()) return {};
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return {};
  const std::string options = "size=" + std::to_string(bytes);
  if (::mount("tiny", place.c_str(), "tmpfs", 0, options.c_str()) != 0) return {};
  return std::unique_ptr<TinyDisk>(new TinyDisk(place));
}

bool TinyDisk::make_read_only() const {
  return ::mount("tiny", path_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) == 0;
}

TinyDisk::~TinyDisk() { ::umount2(path_.c_str(), MNT_DETACH); }

}  // namespace tributary::http_test
