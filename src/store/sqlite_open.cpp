#include "store/sqlite_open.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "store/database.hpp"
#include "store/log_check.hpp"
#include "store/private_file.hpp"
#include "store/sqlite_fault.hpp"

namespace tributary::store {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view scheme = "sqlite:";
constexpr std::string_view vfs_marker = "?vfs=";

std::string vfs_of(std::string_view url) {
  const std::size_t marker = url.find(vfs_marker);
  return marker == url.npos ? "" : std::string(url.substr(marker + vfs_marker.size()));
}

/// Spares each allocation of SQLite a mutex that all threads share. No harm, and in vain, if SQLite
/// is in use already.
void keep_no_memory_statistics() {
  static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(once);
}

using Sqlite = std::unique_ptr<sqlite3, CloseSqlite>;

Sqlite open_file(const std::string& name, int flags, const std::string& vfs) {
  keep_no_memory_statistics();
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(name.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                      vfs.empty() ? nullptr : vfs.c_str());
  Sqlite connection(opened);
  if (code != SQLITE_OK) throw_sqlite_fault(opened, name);
  return connection;
}

/// `file:` with the path spelled so that none of it is taken for a parameter.
std::string uri_of(std::string_view file, std::string_view parameters) {
  std::string uri = "file:";
  for (const char c : file) {
    if (c == '%' || c == '?' || c == '#') {
      uri += c == '%' ? "%25" : c == '?' ? "%3f" : "%23";
    } else {
      uri += c;
    }
  }
  return uri + "?" + std::string(parameters);
}

/// By the mode too: root may write everywhere, and is to leave alone what was made read-only.
bool is_writable(const fs::path& path) {
  constexpr mode_t anybody_writes = S_IWUSR | S_IWGRP | S_IWOTH;
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && (status.st_mode & anybody_writes) != 0 &&
         ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0;
}

bool is_frozen(const fs::path& file) {
  std::error_code missing;
  const fs::path real = fs::canonical(file, missing);
  if (missing) return false;
  const bool frozen = !is_writable(real) || !is_writable(real.parent_path());
  return frozen && fs::exists(real, missing);  // else it was removed meanwhile
}

/// SQLite reads a file beside its writer with the help of an index of the log, which it shares, or
/// makes if it is not there. Where nothing can be made, the file stands still or there would be an
/// index; then the log, if there is one, is read through an index of this process alone.
void open_frozen(OpenSqlite& open, const std::string& file) {
  constexpr int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
  std::error_code missing;
  const fs::path real = fs::canonical(file, missing);
  if (missing) throw StoreFault(FaultKind::other, missing.value(), file + ": " + missing.message());
  const std::string log = real.string() + "-wal";
  const bool has_log = fs::file_size(log, missing) > 0 && !missing;
  const bool has_index = fs::exists(real.string() + "-shm");
  if (has_index && fs::exists(log)) {
    open.sqlite = open_file(uri_of(file, "readonly_shm=1"), flags, "");
    return;
  }
  open.still.emplace(real.string());
  if (!has_log) {
    open.sqlite = open_file(uri_of(file, "immutable=1"), flags, "");
    return;
  }
  // Without locks of its own SQLite keeps the index in memory, once it is told to be alone.
  open.sqlite = open_file(uri_of(file, "mode=ro"), flags, "unix-none");
  if (sqlite3_exec(open.sqlite.get(), "PRAGMA locking_mode = EXCLUSIVE", nullptr, nullptr,
                   nullptr) != SQLITE_OK) {
    throw_sqlite_fault(open.sqlite.get(), file);
  }
}

}  // namespace

std::string file_of(std::string_view url) {
  if (!url.starts_with(scheme)) {
    const std::string_view shown = url.substr(0, url.find(':'));  // behind it, a password
    throw StoreFault(FaultKind::other, 0, "not a database URL: " + std::string(shown));
  }
  url.remove_prefix(scheme.size());
  return std::string(url.substr(0, url.find(vfs_marker)));
}

void open_sqlite(OpenSqlite& open, std::string_view url, const Options& options) {
  const std::string file = file_of(url);
  const std::string vfs = vfs_of(url);
  if (options.access == Access::read_only) {
    if (vfs.empty() && is_frozen(file)) return open_frozen(open, file);
    open.sqlite = open_file(file, SQLITE_OPEN_READONLY, vfs);
    return;
  }
  open.writer.emplace(file);
  if (options.durability == Durability::full) check_log(file);
  // SQLite gives the log and its index the mode of the file. Where making fails, opening tells why.
  make_private_file(file);
  open.sqlite = open_file(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, vfs);
}

}  // namespace tributary::store
