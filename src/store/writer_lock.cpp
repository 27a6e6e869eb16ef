#include "store/writer_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "store/fault.hpp"

namespace tributary::store {

WriterLock::WriterLock(const std::string& file) {
  const std::string path = file + "-writer";
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
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

}  // namespace tributary::store
