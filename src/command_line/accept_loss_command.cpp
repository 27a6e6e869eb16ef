#include <ostream>
#include <string>

#include "base/flags.hpp"
#include "command_line/commands.hpp"
#include "command_line/database_flag.hpp"
#include "ring/loss.hpp"

namespace tributary::command_line {
namespace {

constexpr std::string_view usage =
    "usage: tributary accept-loss [--data FOLDER] [--database URL] [--confirm SEQUENCE]\n\n"
    "For a platform whose start was refused because its journal has lost commands at its end, and\n"
    "of which there is no better copy. Says what is lost; with --confirm, puts the files that "
    "know\n"
    "of it aside, so that the next start goes on from the journal as it is. Cannot be undone once\n"
    "the platform has run. Nothing is removed: the files stay in FOLDER/put-aside;\n"
    "of platform.db, which stays in use, a copy. Rows in PostgreSQL are not copied.\n"
    "  --confirm  the sequence at which the journal ends, as a first call says it\n"
    "Exits with 0 when nothing is lost or it was confirmed, with 1 when it has to be confirmed.\n";

void tell(const ring::Loss& loss, std::ostream& out) {
  out << "The journal ends at sequence " << loss.journal_end << ". Files know of more:\n";
  for (const ring::Witness& witness : loss.witnesses)
    out << "  " << words_of(witness, loss) << '\n';
}

void tell_consequences(const ring::Loss& loss, std::ostream& out) {
  out << "To go on from there means, for good:\n"
         "- what was answered behind sequence "
      << loss.journal_end
      << " did not happen: accounts, bids, loans and payments are as they were there, and the "
         "same\n"
         "  numbers of accounts, loans, withdrawals and commands are given again, to others: "
         "whoever\n"
         "  kept one, such as a bank or a partner, has to be told;\n"
         "- a bank's reference that was lost with its booking can be booked again;\n"
         "- money that moved at the bank meanwhile is in no account until it is recorded again;\n"
         "- a client that sends such a request again has it executed now.\n"
         "Copy the data folder first, and look for a better journal: a backup, a replica of the "
         "volume.\n"
         "If there is none, say it again with --confirm and the sequence at which the journal "
         "ends.\n";
}

}  // namespace

int accept_loss_command(Words words, std::ostream& out, std::ostream& err) {
  base::Flags flags(words);
  if (flags.has("--help")) {
    out << usage;
    return 0;
  }
  const ring::DataFolder folder = read_place(flags);
  const auto confirmed = flags.number_given("--confirm");
  flags.finish();
  // A journal that is missing holds nothing; files that were made of it may be there.
  const auto why = folder.why_unreadable();
  if (why && (folder.holds_a_platform() || ring::find_loss(folder).witnesses.empty())) {
    err << "tributary accept-loss: " << *why << '\n';
    return 2;
  }
  const ring::FolderLock lock(folder);
  const ring::Loss loss = ring::find_loss(folder);
  if (loss.witnesses.empty()) {
    out << "Nothing is known to be lost: no file knows more than the journal, which ends at "
           "sequence "
        << loss.journal_end << ".\n";
    return 0;
  }
  tell(loss, out);
  if (!confirmed) {
    tell_consequences(loss, out);
    return 1;
  }
  if (*confirmed != loss.journal_end) {
    throw base::FlagError(
        "the journal ends at another sequence than --confirm says; nothing was changed");
  }
  out << "They are in " << ring::put_aside(folder, loss).string()
      << " now. The next start goes on behind sequence " << loss.journal_end << ".\n";
  return 0;
}

}  // namespace tributary::command_line
