#include <boost/describe/enum_to_string.hpp>
#include <iomanip>
#include <ostream>
#include <string>

#include "app/verify_read_models.hpp"
#include "base/flags.hpp"
#include "base/progress_bar.hpp"
#include "command_line/commands.hpp"
#include "command_line/database_flag.hpp"
#include "command_line/verify_request_index.hpp"
#include "command_line/verify_rows.hpp"
#include "engine/invariants/invariants.hpp"
#include "engine/snapshot.hpp"
#include "journal/chain_check.hpp"
#include "money/text.hpp"
#include "ring/audit.hpp"
#include "ring/data_folder.hpp"
#include "ring/loss.hpp"
#include "ring/recovery.hpp"

namespace tributary::command_line {
namespace {

constexpr std::string_view usage =
    "usage: tributary verify [--data FOLDER] [--database URL]\n\n"
    "Reads the whole journal from the first command: checks the chain of hashes, decides again "
    "and\n"
    "compares every command that was decided by the rules of this program, folds the events and\n"
    "compares the state behind every group, then compares the snapshots, the index of old request\n"
    "ids and the read models with it, follows the audit of what was changed in rows and compares\n"
    "each row with it, looks for a request that was executed twice, and runs every invariant. May\n"
    "run beside a serving process, and on the folder of a backup, which it tells to be whole or "
    "not.\n\n"
    "Exit code 0: everything was checked and agrees; 1: something does not agree, and what; 3:\n"
    "nothing disagrees, but part could not be checked, such as commands that older rules "
    "decided.\n";

/// Prints one line a check and remembers whether any failed.
class Findings {
 public:
  explicit Findings(std::ostream& out) : out_(out) {}

  void good(std::string_view check, const std::string& detail) { line("ok    ", check, detail); }
  /// What does not exist, so that there is nothing to look at.
  void none(std::string_view check, const std::string& detail) { line("none  ", check, detail); }
  /// What could not be looked at, or not wholly.
  void partly(std::string_view check, const std::string& detail) {
    line("part  ", check, detail);
    all_checked_ = false;
  }
  void bad(std::string_view check, const std::string& detail) {
    line("WRONG ", check, detail);
    all_good_ = false;
  }

  /// Says how it ends. The exit code.
  int end() {
    if (!all_good_) {
      out_ << "Something does not agree: see above.\n";
      return 1;
    }
    if (!all_checked_) {
      out_ << "Nothing disagrees, but not everything could be checked: see the lines with part.\n";
      return 3;
    }
    out_ << "Everything agrees.\n";
    return 0;
  }

 private:
  void line(std::string_view word, std::string_view check, const std::string& detail) {
    out_ << word << std::left << std::setw(34) << check << detail << '\n' << std::flush;
  }

  std::ostream& out_;
  bool all_good_ = true;
  bool all_checked_ = true;
};

/// An audit repeats no request: it need not remember any.
void forget_requests(engine::Engine& engine) { engine.forget_requests(UINT64_MAX); }

/// What the audit saw of the commands and of the state behind each group.
void tell(const ring::Audit& audit, Findings& findings) {
  const std::string decided = std::to_string(audit.decided_again()) + " commands";
  if (audit.decided_otherwise() != 0) {
    findings.bad("commands decided again", std::to_string(audit.decided_otherwise()) + " of " +
                                               decided +
                                               " would be decided otherwise, first that "
                                               "at sequence " +
                                               std::to_string(audit.first_otherwise()));
  } else if (audit.decided_again() != 0) {
    findings.good("commands decided again", decided + ", every event and refusal is the same");
  }
  for (const auto& [rules, commands] : audit.applied_alone()) {
    findings.partly("commands only applied",
                    std::to_string(commands) + " of rules " + std::to_string(rules) +
                        ": this program has rules " + std::to_string(engine::rules_version) +
                        ", so they were not decided again");
  }
  if (const auto from = audit.other_state()) {
    findings.bad("state behind every group", "the one behind the group at sequence " +
                                                 std::to_string(*from) +
                                                 " is another than its writer had");
  } else {
    findings.good("state behind every group", "as its writer had it");
  }
}

void tell(const rows::RowsBesideAudit& rows, Findings& findings) {
  constexpr std::string_view check = "rows beside their audit";
  for (const std::string& difference : rows.differences) findings.bad(check, difference);
  if (rows.differences_more != 0) {
    findings.bad(check, std::to_string(rows.differences_more) + " rows more");
  }
  if (!rows.not_taken_over.empty()) {
    findings.partly(check, "not those of " + rows.not_taken_over +
                               ": an older program wrote them; the next start takes them over");
  }
  if (!rows.differences.empty() || (rows.rows == 0 && !rows.not_taken_over.empty())) return;
  findings.good(check, std::to_string(rows.rows) + " rows, each as the audit says");
}

void tell(const RowsCheck::Report& rows, Findings& findings) {
  if (rows.difference) {
    findings.bad("audit of rows", *rows.difference);
  } else if (!rows.exist) {
    findings.none("audit of rows", "there are no rows yet");
  } else {
    findings.good("audit of rows", rows.summary);
    tell(rows.rows, findings);
  }
}

/// Whether files that were made of the journal know more than it.
bool tell_loss(const ring::Loss& loss, Findings& findings) {
  for (const ring::Witness& witness : loss.witnesses) {
    findings.bad("whole journal", words_of(witness, loss));
  }
  if (loss.witnesses.empty()) {
    findings.good("whole journal", "nothing that was made of it knows more");
  } else {
    findings.partly("what was made of the journal", "not compared: commands may be lost");
  }
  return !loss.witnesses.empty();
}

/// What all are owed, added up from the accounts, beside what there is for it: for people to read.
void tell_owed(const engine::State& state, Findings& findings) {
  for (const engine::Currency currency : engine::currencies) {
    engine::Amount owed;
    bool is_used = false;
    for (std::uint64_t number = 1; number <= state.ledger.accounts().size(); ++number) {
      const engine::Account& account = state.ledger.accounts()[number];
      if (account.currency != currency || account.is_mirror()) continue;
      owed += account.posted;
      is_used = true;
    }
    if (!is_used) continue;
    const engine::Standing& standing = state.ledger.standing(currency);
    const std::string sums = money::to_string(owed) + " = " + money::to_string(standing.cash) +
                             " at the bank + " + money::to_string(standing.gap) + " in the gap";
    const std::string check =
        std::string("owed to all, ") + boost::describe::enum_to_string(currency, "");
    if (owed == standing.cash + standing.gap) {
      findings.good(check, sums);
    } else {
      findings.bad(check, sums + " is not so");
    }
  }
}

/// Returns up to which sequence the snapshot has left request ids to files.
protocol::Sequence check_snapshot(const ring::DataFolder& folder, std::uint64_t end,
                                  std::uint64_t hash, Findings& findings) {
  engine::Engine engine;
  std::optional<protocol::Sequence> forgotten_through;
  const auto after_group = [&](engine::Engine& reached) {
    if (!forgotten_through) forgotten_through = reached.state().requests.forgotten_through();
    forget_requests(reached);
  };
  const ring::Recovered recovered = ring::recover(engine, folder, true, {}, after_group);
  for (const std::string& skipped : recovered.skipped_snapshots) findings.bad("snapshot", skipped);
  for (const std::string& outdated : recovered.outdated_snapshots) {
    findings.none("snapshot", outdated + ": the next one replaces it");
  }
  if (recovered.snapshot_sequence == 0) {
    findings.none("snapshot", "there is none of this format");
  } else if (engine.state().sequence != end) {
    findings.partly("snapshot", "not compared: the journal has grown meanwhile");
  } else if (engine.state().hash.value() != hash) {
    findings.bad("snapshot", "leads to another state than the journal alone");
  } else {
    findings.good("snapshot", "of sequence " + std::to_string(recovered.snapshot_sequence) +
                                  " leads to the same state");
  }
  return forgotten_through.value_or(0);
}

}  // namespace

int verify_command(Words words, std::ostream& out, std::ostream& err) {
  base::Flags flags(words);
  if (flags.has("--help")) {
    out << usage;
    return 0;
  }
  const ring::DataFolder folder = read_place(flags);
  flags.finish();
  if (const auto why = folder.why_unreadable()) {
    err << "tributary verify: " << *why << '\n';
    return 2;
  }

  Findings findings(out);
  RequestIndexCheck requests(folder);
  RowsCheck rows(folder);
  ring::Audit audit;
  std::uint64_t records = 0;
  base::ProgressBar progress(err, "reading the journal");
  const journal::ChainReport chain =
      journal::check_chain(folder.journal_url(), [&](const journal::Group& group) {
        records += group.header.record_count;
        rows.see(group);
        audit.fold(group, [&](protocol::Sequence sequence, const protocol::Record& record) {
          requests.add(sequence, record);
        });
        progress.show(group.header.last_sequence());
      });
  progress.finish();

  if (chain.flaw) {
    findings.bad("chain of hashes", chain.explanation);
    return 1;
  }
  findings.good("chain of hashes", std::to_string(chain.groups) + " groups, " +
                                       std::to_string(records) + " commands, head " +
                                       journal::hex(chain.end.hash).substr(0, 16));
  tell(audit, findings);
  if (audit.other_state()) {
    findings.partly("everything else", "not looked at: there is no state to trust");
    return findings.end();
  }
  for (const engine::Invariant& invariant : engine::invariants) {
    const auto broken = invariant.check(audit.state());
    if (broken) {
      findings.bad(invariant.name, *broken);
    } else {
      findings.good(invariant.name, "holds");
    }
  }
  tell_owed(audit.state(), findings);
  if (exists(folder.snapshots()) && !is_directory(folder.snapshots())) {
    findings.bad("snapshot", folder.snapshots().string() + " is no folder: a start is refused");
  }
  if (tell_loss(ring::find_loss(folder), findings)) return findings.end();
  const protocol::Sequence forgotten_through =
      check_snapshot(folder, audit.state().sequence, audit.state().hash.value(), findings);
  const RequestIndexCheck::Report ids = requests.compare(forgotten_through);
  if (ids.difference) {
    findings.bad("index of old request ids", *ids.difference);
  } else if (!ids.looked_at_all) {
    findings.partly("index of old request ids", ids.summary);
  } else {
    findings.good("index of old request ids", ids.summary);
  }
  tell(rows.compare(), findings);
  const app::ReadModelsReport books = app::compare_read_models(folder, audit.state());
  if (books.difference) {
    findings.bad("read models", *books.difference);
  } else if (!books.exist) {
    findings.none("read models", books.summary);
  } else if (!books.compared) {
    findings.partly("read models", books.summary);
  } else {
    findings.good("read models", books.summary);
  }
  return findings.end();
}

}  // namespace tributary::command_line
