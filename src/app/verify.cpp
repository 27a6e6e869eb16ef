#include <iomanip>
#include <ostream>
#include <string>

#include "app/commands.hpp"
#include "app/data_folder.hpp"
#include "app/flags.hpp"
#include "app/progress_bar.hpp"
#include "app/records.hpp"
#include "app/recovery.hpp"
#include "app/verify_read_models.hpp"
#include "app/verify_request_index.hpp"
#include "engine/invariants/invariants.hpp"
#include "engine/snapshot.hpp"
#include "journal/chain_check.hpp"

namespace tributary::app {
namespace {

constexpr std::string_view usage =
    "usage: tributary verify [--data FOLDER]\n\n"
    "Reads the whole journal from the first command: checks the chain of hashes, decides every\n"
    "command again and compares, folds the events and compares the state behind every group, then\n"
    "compares the snapshots, the index of old request ids and the read models with it, looks for\n"
    "a request that was executed twice, and runs every invariant. May run beside a serving "
    "process. Exit code 0: everything agrees; 1: "
    "something\n"
    "does not, and what.\n";

/// Prints one line a check and remembers whether any failed.
class Findings {
 public:
  explicit Findings(std::ostream& out) : out_(out) {}

  void good(std::string_view check, const std::string& detail) { line("ok    ", check, detail); }
  void bad(std::string_view check, const std::string& detail) {
    line("WRONG ", check, detail);
    all_good_ = false;
  }
  bool all_good() const { return all_good_; }

 private:
  void line(std::string_view word, std::string_view check, const std::string& detail) {
    out_ << word << std::left << std::setw(34) << check << detail << std::endl;
  }

  std::ostream& out_;
  bool all_good_ = true;
};

/// An audit repeats no request: it need not remember any.
void forget_requests(engine::Engine& engine) { engine.forget_requests(UINT64_MAX); }

/// Folds the journal into an engine of its own, deciding each command again on the way.
class Audit {
 public:
  explicit Audit(RequestIndexCheck& requests) : requests_(requests) {}

  /// What is wrong with the group, if anything.
  std::optional<std::string> fold(const journal::Group& group) {
    engine_.begin_group({group.header.time_ms}, group.header.rules);
    forget_requests(engine_);
    std::optional<std::string> wrong;
    for_each_record(group, [&](protocol::Sequence sequence, const protocol::Record& record) {
      again_.clear();
      const auto refused = engine::decide_again(engine_.state(), sequence, record, again_);
      if (refused.refusal != record.refusal || !same_event(record)) {
        if (!wrong) wrong = "sequence " + std::to_string(sequence) + " would be decided otherwise";
      }
      engine_.replay(record);
      requests_.add(sequence, record);
    });
    if (engine_.state().hash.value() != group.header.state_hash) {
      return "the state behind the group at sequence " +
             std::to_string(group.header.first_sequence) + " is another than its writer had";
    }
    return wrong;
  }

  const engine::State& state() const { return engine_.state(); }

 private:
  bool same_event(const protocol::Record& record) const {
    if (record.refusal != protocol::Refusal::none) return again_.empty();
    protocol::Reader in(again_.view());
    const protocol::Frame again = protocol::read_frame(in);
    return again.number == record.event.number &&
           std::ranges::equal(again.fields, record.event.fields);
  }

  RequestIndexCheck& requests_;
  engine::Engine engine_;
  base::ByteBuffer again_;
};

/// Returns up to which sequence the snapshot has left request ids to files.
protocol::Sequence check_snapshot(const DataFolder& folder, std::uint64_t end, std::uint64_t hash,
                                  Findings& findings) {
  engine::Engine engine;
  std::optional<protocol::Sequence> forgotten_through;
  const auto after_group = [&](engine::Engine& reached) {
    if (!forgotten_through) forgotten_through = reached.state().requests.forgotten_through();
    forget_requests(reached);
  };
  const Recovered recovered = recover(engine, folder, true, {}, after_group);
  for (const std::string& skipped : recovered.skipped_snapshots) findings.bad("snapshot", skipped);
  for (const std::string& outdated : recovered.outdated_snapshots) {
    findings.good("snapshot", outdated + ": the next one replaces it");
  }
  if (recovered.snapshot_sequence == 0) {
    findings.good("snapshot", "there is none of this format");
  } else if (engine.state().sequence != end) {
    findings.good("snapshot", "the journal has grown meanwhile; its groups agreed");
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
  Flags flags(words);
  if (flags.has("--help")) {
    out << usage;
    return 0;
  }
  const DataFolder folder(flags.text("--data", "data"));
  flags.finish();
  if (const auto why = folder.why_unreadable()) {
    err << "tributary verify: " << *why << '\n';
    return 2;
  }

  Findings findings(out);
  RequestIndexCheck requests(folder);
  Audit audit(requests);
  std::optional<std::string> wrong;
  std::uint64_t records = 0;
  ProgressBar progress(err, "reading the journal");
  const journal::ChainReport chain =
      journal::check_chain(folder.journal_url(), [&](const journal::Group& group) {
        records += group.header.record_count;
        if (!wrong) wrong = audit.fold(group);
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
  if (wrong) {
    findings.bad("commands decided again", *wrong);
  } else {
    findings.good("commands decided again", "every event and refusal is the same");
    findings.good("state behind every group", "as its writer had it");
  }
  for (const engine::Invariant& invariant : engine::invariants) {
    const auto broken = invariant.check(audit.state());
    if (broken) {
      findings.bad(invariant.name, *broken);
    } else {
      findings.good(invariant.name, "holds");
    }
  }
  const protocol::Sequence forgotten_through =
      check_snapshot(folder, audit.state().sequence, audit.state().hash.value(), findings);
  const RequestIndexCheck::Report ids = requests.compare(forgotten_through);
  if (ids.difference) {
    findings.bad("index of old request ids", *ids.difference);
  } else {
    findings.good("index of old request ids", ids.summary);
  }
  const ReadModelsReport books = compare_read_models(folder, audit.state());
  if (books.difference) {
    findings.bad("read models", *books.difference);
  } else {
    findings.good("read models", books.summary);
  }
  out << (findings.all_good() ? "Everything agrees.\n" : "Something does not agree: see above.\n");
  return findings.all_good() ? 0 : 1;
}

}  // namespace tributary::app
