#include "ring/data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "journal/tables.hpp"
#include "rows/committer.hpp"
#include "store/database.hpp"
#include "store/migrate.hpp"
#include "store/private_file.hpp"

namespace tributary::ring {

namespace {

namespace fs = std::filesystem;

/// What `remember` noted: which platform, and where it is for people.
struct Note {
  std::string platform;
  std::string place;
};

std::optional<Note> read_note(const fs::path& path) {
  std::ifstream file(path);
  Note note;
  if (!std::getline(file, note.platform)) return std::nullopt;
  std::getline(file, note.place);
  return note;
}

store::Database to_read(const std::string& url) {
  return store::Database(url, {.access = store::Access::read_only});
}

bool has_part(const std::string& url, std::string_view part) {
  store::Database database = to_read(url);
  return store::version_of(database, part) != 0;
}

}  // namespace

std::string DataFolder::journal_url() const {
  return holds_all() ? "sqlite:" + journal_file().string() : database_;
}

std::string DataFolder::platform_url() const {
  return holds_all() ? "sqlite:" + rows_file().string() : database_;
}

std::string DataFolder::journal_place() const { return store::place_of(journal_url()); }

std::string DataFolder::rows_place() const { return store::place_of(platform_url()); }

std::vector<fs::path> DataFolder::rows_files() const {
  std::vector<fs::path> files;
  if (!holds_all()) return files;
  for (const char* beside : {"", "-wal"}) {
    if (fs::path file = rows_file().string() + beside; fs::exists(file)) files.push_back(file);
  }
  return files;
}

bool DataFolder::holds_a_platform() const {
  return holds_all() ? fs::exists(journal_file()) : has_part(database_, journal::journal_part);
}

bool DataFolder::holds_rows() const {
  return holds_all() ? fs::exists(rows_file()) : has_part(database_, rows::rows_part);
}

void DataFolder::create() const {
  for (const auto& folder : {path_, snapshots(), request_index(), read_models()}) {
    store::make_private_folder(folder);
  }
}

std::optional<std::string> DataFolder::why_unreadable() const {
  try {
    if (auto why = why_elsewhere()) return why;
    if (!holds_all()) {
      if (holds_a_platform()) return why_foreign();
      return "there is no platform in " + journal_place() + "; choose its URL with --database";
    }
  } catch (const store::StoreFault& fault) {
    return fault.what();
  }
  if (::access(journal_file().c_str(), R_OK) == 0) return why_foreign();
  if (errno == ENOENT || errno == ENOTDIR) {
    return "there is no platform in " + path_.string() + "; choose its folder with --data";
  }
  return journal_file().string() + " cannot be read: " + std::generic_category().message(errno);
}

std::optional<std::string> DataFolder::why_foreign() const {
  try {
    store::Database database = to_read(journal_url());
    return journal::why_foreign(database);
  } catch (const store::StoreFault&) {
    return std::nullopt;  // whoever reads it finds out more
  }
}

std::optional<std::string> DataFolder::why_elsewhere() const {
  const auto noted = read_note(note());
  if (holds_all()) {
    if (!noted) return std::nullopt;
    return "the platform of " + path_.string() + " is in the " + noted->place +
           ": name that with --database or in TRIBUTARY_DATABASE";
  }
  if (!noted) {
    if (!fs::exists(journal_file())) return std::nullopt;
    return path_.string() +
           " holds a platform of its own, beside that of --database: choose another folder with "
           "--data, or move the platform with `tributary migrate`";
  }
  store::Database database = to_read(database_);
  const bool is_there = store::version_of(database, journal::journal_part) != 0;
  if (is_there && journal::hex(journal::platform_of(database)) == noted->platform) {
    return std::nullopt;
  }
  return "what is in " + path_.string() + " was made of the platform in the " + noted->place +
         "; the " + journal_place() + " holds " + (is_there ? "another one" : "none") +
         ": choose another folder with --data";
}

/// Beside, then named: a note that is cut short would say nothing.
void DataFolder::remember(const journal::PlatformId& platform) const {
  const std::string id = journal::hex(platform);
  const auto noted = read_note(note());
  if (holds_all() || (noted && noted->platform == id && noted->place == journal_place())) return;
  const fs::path beside = path_ / "DATABASE-new";
  if (!store::make_private_file(beside)) {
    throw std::system_error(errno, std::generic_category(), beside.string());
  }
  std::ofstream file(beside, std::ios::trunc);
  file << id << '\n' << journal_place() << '\n' << std::flush;
  if (!file) throw std::system_error(errno, std::generic_category(), beside.string());
  fs::rename(beside, note());
}

void DataFolder::forget() const { fs::remove(note()); }

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
