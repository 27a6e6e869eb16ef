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
    "usage: tributary restore --from FOLDER [--data FOLDER] [--database URL]\n\n"
    "Makes a platform of a backup, which stays as it is, in an empty place: a folder, or with\n"
    "--database a schema without tables and a folder for what is made of the journal. Checks there "
    "the\n"
    "chain of the journal, the state behind every group, the audit, and that the journal has all "
    "that\n"
    "rows and backup know of it. Until that is done no start uses what is there; cut short, it is\n"
    "begun again by the same words.\n"
    "  --from             the backup's folder, as `tributary backup` made it\n"
    "  --data             where the platform is to be; it is made if it is not there\n";

void write_time(std::ostream& out, protocol::Time time) {
  std::string text;
  api::append_time(text, time);
  out << text;
}

void tell(std::ostream& out, const app::Backup& restored, const ring::DataFolder& to) {
  out << "restored platform " << journal::hex(restored.platform) << " to "
      << (to.holds_all() ? to.path().string() : "the " + to.journal_place()) << "\n  journal   "
      << restored.groups << " groups, to sequence " << restored.end.last_sequence << " of ";
  write_time(out, {restored.end.time_ms});
  out << ", head " << journal::hex(restored.end.hash).substr(0, 16) << "\n  rows      "
      << restored.rows << "\n  backup    of ";
  write_time(out, restored.made);
  out << "\nAll of it was checked. What was answered after the backup was made is not in it: a "
         "client that\n"
         "sends such a request again has it executed, and what was revoked since is valid again.\n";
}

}  // namespace

int restore_command(Words words, std::ostream& out, std::ostream& err) {
  base::Flags flags(words);
  if (flags.has("--help")) {
    out << usage << database_usage;
    return 0;
  }
  const ring::DataFolder to = read_place(flags);
  const std::string from = flags.text("--from", "");
  flags.finish();
  if (from.empty()) throw base::FlagError("--from FOLDER is needed");
  base::ProgressBar progress(err, "restoring");
  const app::Backup restored = app::restore(
      from, to, [&](std::string_view doing, std::uint64_t done) { progress.show(done, doing); });
  progress.finish();
  tell(out, restored, to);
  return 0;
}

}  // namespace tributary::command_line
