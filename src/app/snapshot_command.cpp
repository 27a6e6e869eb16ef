#include <ostream>
#include <string>

#include "app/commands.hpp"
#include "app/loss.hpp"
#include "app/progress_bar.hpp"
#include "app/request_archive.hpp"
#include "base/flags.hpp"
#include "journal/journal.hpp"

namespace tributary::app {

int snapshot_command(Words words, std::ostream& out, std::ostream& err) {
  base::Flags flags(words);
  if (flags.has("--help")) {
    out << "usage: tributary snapshot [--data FOLDER]\n\n"
           "Writes a snapshot of a platform that does not run, so that its next start is short.\n";
    return 0;
  }
  const DataFolder folder(flags.text("--data", "data"));
  flags.finish();
  if (const auto why = folder.why_unreadable()) {
    err << "tributary snapshot: " << *why << '\n';
    return 2;
  }
  const FolderLock lock(folder);
  folder.create();
  require_whole_journal(folder);
  journal::Journal journal(folder.journal_url());
  // What a killed process has written may not be on the disk yet. An epoch is, and all before it:
  // no snapshot may be of more.
  journal.begin_epoch();
  engine::Engine engine;
  ProgressBar progress(err, "replaying the journal");
  const Progress show = [&](std::uint64_t sequence, std::uint64_t) { progress.show(sequence); };
  RequestArchive archive(folder, show);
  const Recovered recovered =
      recover(engine, folder, true, show, [&](engine::Engine& told) { archive.follow(told); });
  progress.finish();
  write_snapshot(engine.state(), recovered.end, folder);
  out << "snapshot of sequence " << recovered.end.last_sequence << " written\n";
  return 0;
}

}  // namespace tributary::app
