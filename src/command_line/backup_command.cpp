#include <ostream>
#include <string>

#include "api/time_text.hpp"
#include "app/backup.hpp"
#include "base/flags.hpp"
#include "base/progress_bar.hpp"
#include "command_line/commands.hpp"
#include "command_line/database_flag.hpp"

namespace tributary::command_line {
namespace {

constexpr std::string_view usage =
    "usage: tributary backup [--data FOLDER] [--database URL] --to FOLDER\n\n"
    "Copies a platform, which may serve meanwhile, into a folder of its own: the rows as they are "
    "at\n"
    "one moment, then the journal up to the end it has after that. A folder with an older backup "
    "of\n"
    "the same platform gets what is new of the journal, and new rows in the place of the old. "
    "Killed\n"
    "at any moment, it leaves the old backup or the new one. `tributary verify --data FOLDER` "
    "says\n"
    "whether one is whole; `tributary restore` makes a platform of it, as files or in "
    "PostgreSQL.\n"
    "  --to               the backup's folder; it is made if it is not there\n";

std::string time_text(protocol::Time time) {
  std::string text;
  api::append_time(text, time);
  return text;
}

}  // namespace

int backup_command(Words words, std::ostream& out, std::ostream& err) {
  base::Flags flags(words);
  if (flags.has("--help")) {
    out << usage << database_usage;
    return 0;
  }
  const ring::DataFolder platform = read_place(flags);
  const std::string folder = flags.text("--to", "");
  flags.finish();
  if (folder.empty()) throw base::FlagError("--to FOLDER is needed");
  base::ProgressBar progress(err, "backing up");
  const app::Backup made =
      app::back_up(platform, folder,
                   [&](std::string_view doing, std::uint64_t done) { progress.show(done, doing); });
  progress.finish();
  out << "backup of platform " << journal::hex(made.platform) << " in " << folder << ", of "
      << time_text(made.made) << ": journal to sequence " << made.end.last_sequence << " ("
      << made.groups << " groups added), " << made.rows << " rows\n";
  return 0;
}

}  // namespace tributary::command_line
