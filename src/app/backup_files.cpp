#include "app/backup_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "http/socket.hpp"
#include "store/private_file.hpp"
#include "store/transaction.hpp"

namespace tributary::app {
namespace {

namespace fs = std::filesystem;

/// What the store keeps beside a database.
constexpr std::array<std::string_view, 5> beside = {"", "-wal", "-shm", "-writer", "-journal"};

fs::path part_of(const fs::path& database, std::string_view part) {
  return database.string() + std::string(part);
}

bool is_of(std::string_view name, std::string_view database) {
  return name.starts_with(database) &&
         std::ranges::find(beside, name.substr(database.size())) != beside.end();
}

void sync(const fs::path& path) {
  const http::FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0 || ::fsync(file.get()) != 0) {
    throw std::system_error(errno, std::generic_category(), path.string());
  }
}

bool has_log(const fs::path& database) {
  std::error_code missing;
  const auto bytes = fs::file_size(part_of(database, "-wal"), missing);
  return !missing && bytes > 0;
}

/// A log belongs to its file: beside another it may be taken for that one's.
void fold_log(const fs::path& database) {
  if (!has_log(database)) return;
  {
    const store::Database writer("sqlite:" + database.string());
  }
  if (has_log(database)) {
    throw std::runtime_error(database.string() + " is being read: begin again when it is not");
  }
}

}  // namespace

std::optional<BackupNote> read_note(store::Database& rows) {
  if (!rows.has_table(BackupNote::table)) return std::nullopt;
  return rows::Table<BackupNote>(rows).find(1);
}

void write_note(store::Database& rows, const BackupNote& note) {
  store::Transaction transaction(rows);
  remove_note(rows);
  rows.execute(rows::create_table<BackupNote>());
  rows::Table<BackupNote>(rows).insert(note);
  transaction.commit();
}

void remove_note(store::Database& rows) {
  rows.execute("DROP TABLE IF EXISTS " + std::string(BackupNote::table));
}

bool may_be_in_backup(std::string_view name) {
  return name == "LOCK" || name == "lost+found" || is_of(name, "journal.db") ||
         is_of(name, "platform.db") || is_of(name, "platform.db-new");
}

NewRows::NewRows(const fs::path& folder)
    : place_(folder / "platform.db"), file_(folder / "platform.db-new") {
  remove();
}

void NewRows::copy(const ring::DataFolder& from, std::span<const rows::Schema> schemas,
                   const rows::EachRow& each) {
  store::Database source(from.platform_url(), {.access = store::Access::read_only});
  if (!from.holds_all()) {
    const store::Transaction one_state(source, store::Transaction::Kind::read);
    store::Database target(url());
    rows::copy_rows(source, target, schemas, each);
    return;
  }
  if (!store::make_private_file(file_)) {
    throw std::system_error(errno, std::generic_category(), file_.string());
  }
  source.prepare("VACUUM INTO $1").run(std::string_view(file_.native()));
}

void NewRows::take_place() {
  fold_log(file_);
  sync(file_);
  fold_log(place_);
  for (const char* part : {"-wal", "-shm"}) fs::remove(part_of(place_, part));
  fs::rename(file_, place_);
  sync(place_.parent_path());
  remove();
}

void NewRows::remove() {
  for (const std::string_view part : beside) fs::remove(part_of(file_, part));
}

}  // namespace tributary::app
