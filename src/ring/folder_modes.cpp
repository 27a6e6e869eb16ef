#include "ring/folder_modes.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>
#include <string_view>

#include "base/log.hpp"
#include "http/socket.hpp"
#include "store/private_file.hpp"

namespace tributary::ring {
namespace {

namespace fs = std::filesystem;

constexpr mode_t others = S_IRWXG | S_IRWXO;

/// What the store keeps beside a database.
constexpr std::string_view beside_a_database[] = {"", "-wal", "-shm", "-writer", "-journal"};

bool is_database(std::string_view name, std::string_view database) {
  return std::ranges::any_of(beside_a_database, [&](std::string_view part) {
    return name.size() == database.size() + part.size() && name.starts_with(database) &&
           name.ends_with(part);
  });
}

/// The file itself and never what a symbolic link names; without opening it, for closing a
/// database's file a second time gives back SQLite's locks.
class Entry {
 public:
  explicit Entry(const fs::path& path)
      : file_(::open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC)) {
    if (::fstat(file_.get(), &status_) != 0) status_ = {};
  }

  bool is_open_to_others() const {
    return (S_ISREG(status_.st_mode) || S_ISDIR(status_.st_mode)) &&
           (status_.st_mode & others) != 0;
  }
  /// False, with errno, when it is not ours to change.
  bool close_to_others() const {
    const std::string name = "/proc/self/fd/" + std::to_string(file_.get());
    return ::chmod(name.c_str(), status_.st_mode & static_cast<mode_t>(~others) & 07777) == 0;
  }

 private:
  http::FileDescriptor file_;
  struct stat status_{};
};

class Closer {
 public:
  explicit Closer(const DataFolder& folder) : folder_(folder) {}

  ClosedFolder close() {
    std::string strangers;
    for (const auto& entry : fs::directory_iterator(folder_.path())) {
      const std::string name = entry.path().filename();
      if (is_ours(name)) {
        close_entry(entry.path());
      } else if (name != "lost+found") {
        strangers.append(strangers.empty() ? "" : ", ").append(name);
      }
    }
    for (const auto& inner : {folder_.snapshots(), folder_.request_index(), folder_.read_models()})
      close_inside(inner);
    if (strangers.empty()) {
      close_entry(fs::canonical(folder_.path()));
    } else if (Entry(fs::canonical(folder_.path())).is_open_to_others()) {
      done_.left_open.push_back(folder_.path().string() + " (it also holds " + strangers + ")");
    }
    return std::move(done_);
  }

 private:
  static bool is_ours(std::string_view name) {
    return is_database(name, "journal.db") || is_database(name, "platform.db") || name == "LOCK" ||
           name == "DATABASE" || name == "DATABASE-new" || name == "admin.sock" ||
           name == "snapshots" || name == "request-index" || name == "read-models" ||
           name == "put-aside" || name == "making";
  }

  void close_inside(const fs::path& folder) {
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator(folder, missing)) {
      const std::string name = entry.path().filename();
      if (name.starts_with("snapshot-") || name.starts_with("requests-") ||
          name.starts_with("read-"))
        close_entry(entry.path());
    }
  }

  void close_entry(const fs::path& path) {
    const Entry entry(path);
    if (!entry.is_open_to_others()) return;
    if (entry.close_to_others()) {
      done_.closed.push_back(path.string());
    } else {
      done_.left_open.push_back(path.string() + " (" + std::strerror(errno) + ")");
    }
  }

  const DataFolder& folder_;
  ClosedFolder done_;
};

std::string some_of(std::span<const std::string> names) {
  constexpr std::size_t shown = 8;
  std::string text;
  for (const std::string& name : names.first(std::min(names.size(), shown))) {
    text.append(text.empty() ? "" : ", ").append(name);
  }
  if (names.size() > shown) text += " and " + std::to_string(names.size() - shown) + " more";
  return text;
}

}  // namespace

ClosedFolder close_to_others(const DataFolder& folder) { return Closer(folder).close(); }

void make_private(const DataFolder& folder) {
  folder.create();
  const ClosedFolder done = close_to_others(folder);
  if (!done.closed.empty()) {
    base::log_info("folder_closed", "other users could open " + some_of(done.closed) + ": no more");
  }
  if (!done.left_open.empty()) {
    base::log_warning("folder_open", "other users can open " + some_of(done.left_open));
  }
}

}  // namespace tributary::ring
