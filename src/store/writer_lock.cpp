#include "store/writer_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "store/fault.hpp"
#include "store/private_file.hpp"

namespace tributary::store {

namespace {

std::string lock_of(const std::string& file) { return file + "-writer"; }

}  // namespace

WriterLock::WriterLock(const std::string& file) {
  const std::string path = lock_of(file);
  descriptor_ = open_private_file(path, O_RDWR);
  if (descriptor_ < 0) {
    throw StoreFault(errno == ENOSPC ? FaultKind::full : FaultKind::other, errno,
                     path + ": " + std::strerror(errno));
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const int code = errno;
    ::close(descriptor_);
    throw StoreFault(FaultKind::busy, code, file + " is being written by another process");
  }
}

WriterLock::~WriterLock() { ::close(descriptor_); }

StillLock::StillLock(const std::string& file)
    : descriptor_(::open(lock_of(file).c_str(), O_RDONLY | O_CLOEXEC)) {
  if (descriptor_ < 0 || ::flock(descriptor_, LOCK_SH | LOCK_NB) == 0) return;
  const int code = errno;
  if (code != EWOULDBLOCK) return;  // No locks on this file system.
  ::close(descriptor_);
  throw StoreFault(FaultKind::busy, code,
                   file +
                       " is being written by another process and cannot be shared with it without "
                       "permission to write: read it as that process's user, or read a copy");
}

StillLock::~StillLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace tributary::store
