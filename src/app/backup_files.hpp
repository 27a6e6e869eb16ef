#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/types.hpp"
#include "ring/data_folder.hpp"
#include "rows/move.hpp"
#include "rows/table.hpp"

/// What a backup consists of: a folder with `journal.db` and `platform.db`, which can be read as a
/// data folder can.
namespace tributary::app {

/// Lies in the copied rows and gets its place with them, so that it always is of these rows.
struct BackupNote {
  static constexpr std::string_view table = "backup_note";
  static constexpr std::string_view key = "id";
  std::uint32_t id = 1;
  protocol::Time made;                 ///< by the machine's clock, when reading began
  std::uint64_t sequence = 0;          ///< The backup is whole if its journal reaches this,
  rows::Bytes hash = rows::Bytes(32);  ///< by this group.
};
BOOST_DESCRIBE_STRUCT(BackupNote, (), (id, made, sequence, hash))

std::optional<BackupNote> read_note(store::Database& rows);
void write_note(store::Database& rows, const BackupNote& note);
void remove_note(store::Database& rows);

/// Whether a backup, whole or not, may hold a file of this name.
bool may_be_in_backup(std::string_view name);

/// `platform.db` of a folder, on the way to its place: it is made beside it, and takes it at once.
class NewRows {
 public:
  /// Removes what an earlier one has left. Needs: the folder is there, and nobody else's.
  explicit NewRows(const std::filesystem::path& folder);

  /// Copies all rows of a platform, which may serve meanwhile, as they are at one moment.
  /// `each` is told of each row where rows are read one by one. Errors: StoreFault.
  void copy(const ring::DataFolder& from, std::span<const rows::Schema> schemas,
            const rows::EachRow& each);

  std::string url() const { return "sqlite:" + file_.string(); }

  /// From here on it is `platform.db`, whatever happens. Needs: no connection to it.
  /// Errors: std::runtime_error, std::system_error; then the old one is there as it was.
  void take_place();

  void remove();

 private:
  std::filesystem::path place_;
  std::filesystem::path file_;
};

}  // namespace tributary::app
