#include "app/opening.hpp"

#include <stdexcept>

#include "ring/folder_modes.hpp"
#include "ring/loss.hpp"
#include "store/database.hpp"

namespace tributary::app {

std::string url_of_journal(const ring::DataFolder& folder) {
  if (const auto why = folder.why_elsewhere()) throw std::runtime_error(*why);
  ring::require_whole_journal(folder);
  return folder.journal_url();
}

ring::DataFolder make_folder(const ServeOptions& options) {
  ring::DataFolder folder(options.data, options.database);
  make_private(folder);
  return folder;
}

std::uint64_t lead(journal::Journal& journal, const ring::DataFolder& folder) {
  folder.remember(journal.platform());
  return journal.begin_epoch();
}

std::string rows_missing_in(const ring::DataFolder& folder) {
  return "no rows were in " + folder.rows_place() +
         ", though the journal is older: tokens and their audit are gone; stop, and put them back "
         "from a backup";
}

bool has_rows(const ring::DataFolder& folder) {
  if (!folder.holds_rows()) return false;
  store::Database database(folder.platform_url(), {.access = store::Access::read_only});
  return database.has_table("schema_version");
}

}  // namespace tributary::app
