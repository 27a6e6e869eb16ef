#include "store/private_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace tributary::store {

namespace fs = std::filesystem;

namespace {

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// What root has made goes to the owner of its folder; best effort, for root may still use it.
void give_to_owner_of_folder(int made, const fs::path& path) {
  struct stat folder{};
  if (::geteuid() != 0 || ::stat(folder_of(path).c_str(), &folder) != 0) return;
  [[maybe_unused]] const int given = ::fchown(made, folder.st_uid, folder.st_gid);
}

}  // namespace

bool make_private_file(const fs::path& path) {
  const int made = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, private_file_mode);
  if (made < 0) return errno == EEXIST;
  give_to_owner_of_folder(made, path);
  ::close(made);
  return true;
}

int open_private_file(const fs::path& path, int flags) {
  return make_private_file(path) ? ::open(path.c_str(), flags | O_CLOEXEC) : -1;
}

void make_private_folder(const fs::path& path) {
  if (fs::is_directory(path)) return;
  if (const fs::path above = path.lexically_normal().parent_path(); above != path) {
    if (!above.empty()) make_private_folder(above);
  }
  if (::mkdir(path.c_str(), private_folder_mode) != 0) {
    if (errno == EEXIST && fs::is_directory(path)) return;
    throw std::system_error(errno, std::generic_category(), "cannot make " + path.string());
  }
  const int made = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (made < 0) return;
  give_to_owner_of_folder(made, path);
  ::close(made);
}

}  // namespace tributary::store
