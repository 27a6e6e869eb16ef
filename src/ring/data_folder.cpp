#include "ring/data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "journal/tables.hpp"
#include "store/database.hpp"
#include "store/private_file.hpp"

namespace tributary::ring {

void DataFolder::create() const {
  for (const auto& folder : {path_, snapshots(), request_index(), read_models()}) {
    store::make_private_folder(folder);
  }
}

std::optional<std::string> DataFolder::why_unreadable() const {
  const std::filesystem::path journal = path_ / "journal.db";
  if (::access(journal.c_str(), R_OK) == 0) return why_foreign();
  if (errno == ENOENT || errno == ENOTDIR) {
    return "there is no platform in " + path_.string() + "; choose its folder with --data";
  }
  return journal.string() + " cannot be read: " + std::generic_category().message(errno);
}

std::optional<std::string> DataFolder::why_foreign() const {
  try {
    store::Database database(journal_url(), {.access = store::Access::read_only});
    return journal::why_foreign(database);
  } catch (const store::StoreFault&) {
    return std::nullopt;  // whoever reads it finds out more
  }
}

FolderLock::FolderLock(const DataFolder& folder, std::chrono::milliseconds patience) {
  const std::string name = (folder.path() / "LOCK").string();
  file_ = store::open_private_file(name, O_RDWR);
  if (file_ < 0) throw std::system_error(errno, std::generic_category(), name);
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    if (error == EWOULDBLOCK && std::chrono::steady_clock::now() < give_up) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      continue;
    }
    ::close(file_);
    if (error != EWOULDBLOCK) throw std::system_error(error, std::generic_category(), name);
    throw FolderHeld("another process serves the data folder " + folder.path().string() +
                     ": stop it, or choose another folder with --data");
  }
}

FolderLock::~FolderLock() { ::close(file_); }

}  // namespace tributary::ring
