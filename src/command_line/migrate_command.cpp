#include <ostream>
#include <string>

#include "app/move.hpp"
#include "base/flags.hpp"
#include "base/progress_bar.hpp"
#include "command_line/commands.hpp"
#include "command_line/database_flag.hpp"
#include "store/database.hpp"

namespace tributary::command_line {
namespace {

constexpr std::string_view usage =
    "usage: tributary migrate [--data FOLDER] --to URL\n"
    "       tributary migrate [--data FOLDER] --from URL\n"
    "       tributary migrate [--data FOLDER] [--database URL] --undo\n\n"
    "Moves a platform that does not run from the files of a data folder to PostgreSQL, or back:\n"
    "journal and rows as they are, into a place where no platform is. Reads both again and "
    "compares\n"
    "them, the state behind every group included; then marks the old place, which stays as it "
    "was,\n"
    "so that nobody starts it. What was cut short is begun again by the same words; until then no\n"
    "start uses what is there.\n"
    "  --to    where to: postgresql://USER@HOST/NAME, whose schema is there and empty\n"
    "  --from  where from; FOLDER must hold no journal. `env` for either takes the URL from\n"
    "          TRIBUTARY_DATABASE, for one with a password\n"
    "  --undo  makes the old place good again: it goes on from where it was left, without what "
    "the\n"
    "          new one has done since. See to it that nobody starts that\n";

/// Of `--to` or `--from`; empty: the word is not there.
std::string read_url(base::Flags& flags, std::string_view name) {
  const std::string word = flags.text(name, "");
  if (word.empty()) return word;
  if (word != "env") return checked_database(name, word);
  base::Flags nothing({});
  const std::string url = read_database(nothing);
  if (url.empty()) throw base::FlagError("TRIBUTARY_DATABASE names no database");
  return url;
}

}  // namespace

int migrate_command(Words words, std::ostream& out, std::ostream& err) {
  base::Flags flags(words);
  if (flags.has("--help")) {
    out << usage;
    return 0;
  }
  if (flags.has("--undo")) {
    const ring::DataFolder old = read_place(flags);
    flags.finish();
    app::undo_move(old);
    out << "the platform goes on in " << old.journal_place() << '\n';
    return 0;
  }
  const std::string data = flags.text("--data", "data");
  const std::string to = read_url(flags, "--to");
  const std::string from = read_url(flags, "--from");
  flags.finish();
  if (to.empty() == from.empty()) throw base::FlagError("one of --to and --from is needed");
  const ring::DataFolder source(data, from);
  const ring::DataFolder target(data, to);
  base::ProgressBar progress(err, "moving");
  const app::Moved moved = app::move_platform(
      source, target,
      [&](std::string_view doing, std::uint64_t done) { progress.show(done, doing); });
  progress.finish();
  out << "moved to the " << target.journal_place() << ": " << moved.groups << " groups to sequence "
      << moved.end.last_sequence << ", head " << journal::hex(moved.end.hash).substr(0, 16)
      << ", state " << std::hex << moved.end.state_hash << std::dec << "; " << moved.rows
      << " rows. All of it was compared.\n"
      << "What was in " << source.journal_place()
      << " stays there and cannot be started. To go back to it as it is:\n"
      << "  tributary migrate --undo --data " << data << (from.empty() ? "" : " --database URL")
      << '\n';
  return 0;
}

}  // namespace tributary::command_line
