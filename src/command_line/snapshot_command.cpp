#include <ostream>
#include <string>

#include "base/flags.hpp"
#include "base/progress_bar.hpp"
#include "command_line/commands.hpp"
#include "command_line/database_flag.hpp"
#include "journal/journal.hpp"
#include "ring/loss.hpp"
#include "ring/request_archive.hpp"

namespace tributary::command_line {

int snapshot_command(Words words, std::ostream& out, std::ostream& err) {
  base::Flags flags(words);
  if (flags.has("--help")) {
    out << "usage: tributary snapshot [--data FOLDER] [--database URL]\n\n"
           "Writes a snapshot of a platform that does not run, so that its next start is short.\n";
    return 0;
  }
  const ring::DataFolder folder = read_place(flags);
  flags.finish();
  if (const auto why = folder.why_unreadable()) {
    err << "tributary snapshot: " << *why << '\n';
    return 2;
  }
  const ring::FolderLock lock(folder);
  folder.create();
  ring::require_whole_journal(folder);
  journal::Journal journal(folder.journal_url());
  // What a killed process has written may not be on the disk yet. An epoch is, and all before it:
  // no snapshot may be of more.
  journal.begin_epoch();
  engine::Engine engine;
  base::ProgressBar progress(err, "replaying the journal");
  const ring::Progress show = [&](std::uint64_t sequence, std::uint64_t) {
    progress.show(sequence);
  };
  ring::RequestArchive archive(folder, show);
  const ring::Recovered recovered = ring::recover(
      engine, folder, true, show, [&](engine::Engine& told) { archive.follow(told); });
  progress.finish();
  ring::write_snapshot(engine.state(), recovered.end, folder);
  out << "snapshot of sequence " << recovered.end.last_sequence << " written\n";
  return 0;
}

}  // namespace tributary::command_line
