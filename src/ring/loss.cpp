#include "ring/loss.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "follow/generation_files.hpp"
#include "follow/place.hpp"
#include "journal/reader.hpp"
#include "journal/stray_snapshots.hpp"
#include "request_index/folder.hpp"
#include "rows/committer.hpp"
#include "store/private_file.hpp"

namespace tributary::ring {
namespace {

namespace fs = std::filesystem;

/// Holds what derived files say against the journal, which may have none of it.
class Hearing {
 public:
  explicit Hearing(const DataFolder& folder) : folder_(folder) {
    if (folder.holds_a_platform()) journal_.emplace(folder.journal_url());
  }

  Loss hear() {
    hear_snapshots();
    hear_read_models();
    hear_request_index();
    hear_rows();
    if (journal_) loss_.journal_end = journal_->end().last_sequence;
    return std::move(loss_);
  }

 private:
  /// Asked after the file was read, so that a journal that grows meanwhile is never behind it.
  bool is_known(std::uint64_t sequence, const journal::Digest& hash) {
    if (sequence == 0) return true;
    const auto group = journal_ ? journal_->group_holding(sequence) : std::nullopt;
    return group && group->hash == hash;
  }

  void hear_snapshots() {
    const auto strays = journal::stray_snapshots(
        folder_.snapshots(), [this](const journal::SnapshotHeader& header) {
          return is_known(header.sequence, header.journal_hash);
        });
    for (const journal::NamedSnapshot& stray : strays) {
      add(Witness::Kind::snapshot, stray.file, stray.header.sequence);
    }
  }

  void hear_read_models() {
    if (!fs::is_directory(folder_.read_models())) return;
    for (const std::uint64_t number : follow::list_generations(folder_.read_models())) {
      const fs::path file = follow::generation_file(folder_.read_models(), number);
      const auto place = follow::place_told(file);
      if (!place || is_known(place->cursor, place->group_hash)) continue;
      add(Witness::Kind::read_models, file, place->cursor);
    }
  }

  void hear_request_index() {
    if (!fs::is_directory(folder_.request_index())) return;
    const auto platform = journal_ ? journal_->platform() : journal::PlatformId{};
    request_index::FolderContent content;
    try {
      content = request_index::read_folder(folder_.request_index(), platform);
    } catch (const request_index::IndexFault&) {
      return;  // it bears witness of nothing; who needs it says so
    }
    for (const auto& file : content.files) {
      const request_index::IndexHeader& header = file->header();
      if (is_known(header.last, header.journal_hash)) continue;
      add(Witness::Kind::request_index, file->path(), header.last);
    }
    for (const auto& unusable : content.unusable) {
      const auto range = request_index::range_of_name(unusable.path.filename().string());
      if (unusable.is_foreign && range) {
        add(Witness::Kind::request_index, unusable.path, range->last);
      }
    }
  }

  void hear_rows() {
    std::optional<rows::RowsState> state;
    try {
      if (!folder_.holds_rows()) return;
      store::Database database(folder_.platform_url(), {.access = store::Access::read_only});
      state = rows::read_rows_state(database);
    } catch (const store::StoreFault&) {
      return;  // it bears witness of nothing; the start says so
    }
    if (!state || state->journal_hash.size() != sizeof(journal::Digest)) return;
    journal::Digest hash;
    std::ranges::copy(state->journal_hash, hash.begin());
    if (is_known(state->journal_sequence, hash)) return;
    add(Witness::Kind::rows, folder_.rows_place(), state->journal_sequence);
  }

  void add(Witness::Kind kind, const fs::path& file, std::uint64_t sequence) {
    loss_.witnesses.push_back({kind, file, sequence});
  }

  const DataFolder& folder_;
  std::optional<journal::Reader> journal_;
  Loss loss_;
};

std::string_view name_of(Witness::Kind kind) {
  switch (kind) {
    case Witness::Kind::snapshot:
      return "the snapshot";
    case Witness::Kind::read_models:
      return "the read models";
    case Witness::Kind::request_index:
      return "the index of old requests";
    case Witness::Kind::rows:
      return "the platform's rows";
  }
  std::unreachable();
}

std::string commands(std::uint64_t count) {
  return count == 1 ? "1 command" : std::to_string(count) + " commands";
}

std::string better_file(const Loss& loss) {
  return "Either a disk said that it had written and had not, or an older copy of journal.db was "
         "put back alone. Nothing was served and nothing was removed. What you can do:\n"
         "- Put back the whole data folder from a backup, or a journal.db that reaches sequence " +
         std::to_string(loss.known_through()) +
         ", with the journal.db-wal that belongs to it; move one that belongs to another away.\n";
}

std::string better_database(const DataFolder& folder, const Loss& loss) {
  return "The " + folder.journal_place() +
         " has less than it had: an older backup was put back, a server took over that was behind, "
         "or a disk said that it had written and had not. Nothing was served and nothing was "
         "removed. What you can do:\n"
         "- Bring back a server or a backup that reaches sequence " +
         std::to_string(loss.known_through()) + ".\n";
}

std::string words_of(const DataFolder& folder, const Loss& loss) {
  std::string words = "commands that were answered may be lost. ";
  words += loss.journal_end == 0
               ? "The journal holds no command"
               : "The journal ends at sequence " + std::to_string(loss.journal_end);
  words += ", and files that were made of it know of others:\n";
  for (const Witness& witness : loss.witnesses) words += "  " + words_of(witness, loss) + '\n';
  words += folder.holds_all() ? better_file(loss) : better_database(folder, loss);
  words += "- If there is none: `tributary accept-loss --data " + folder.path().string() +
           (folder.holds_all() ? "`" : "`, with the same --database,") +
           " says what it means to go on without those commands, and puts these files aside once "
           "you have confirmed it. That cannot be undone.\n"
           "More: docs/operations.md, \"A journal that is too short\".";
  return words;
}

/// A name that nothing has.
fs::path new_folder(const DataFolder& folder, const Loss& loss) {
  const fs::path everything_aside = folder.path() / "put-aside";
  const std::string name = "behind-" + std::to_string(loss.journal_end);
  fs::path path = everything_aside / name;
  for (int number = 2; fs::exists(path); ++number) {
    path = everything_aside / (name + "-" + std::to_string(number));
  }
  store::make_private_folder(everything_aside);
  store::make_private_folder(path);
  return path;
}

/// The file, and what a database keeps beside it.
std::vector<fs::path> parts_of(const Witness& witness) {
  if (witness.kind != Witness::Kind::read_models) return {witness.file};
  const fs::path folder = witness.file.parent_path();
  for (const std::uint64_t number : follow::list_generations(folder)) {
    if (follow::generation_file(folder, number) == witness.file) {
      return follow::parts_of_generation(folder, number);
    }
  }
  return {};
}

/// As they were, for whoever looks for what was lost. A database is not copied.
void copy_rows(const DataFolder& folder, const fs::path& into) {
  store::make_private_folder(into);
  for (const fs::path& file : folder.rows_files()) fs::copy_file(file, into / file.filename());
}

/// Rows were committed behind a journal that there is no longer: from here on they follow the one
/// that there is.
void forget_how_far(const DataFolder& folder, std::uint64_t journal_end) {
  store::Database database(folder.platform_url(), {.part = rows::rows_part});
  auto state = rows::read_rows_state(database);
  if (!state) return;
  const journal::Position end =
      journal_end == 0 ? journal::Position() : journal::Reader(folder.journal_url()).end();
  state->journal_sequence = end.last_sequence;
  state->journal_hash.assign(end.hash.begin(), end.hash.end());
  rows::Table<rows::RowsState>(database).save(*state);
}

}  // namespace

std::uint64_t Loss::known_through() const {
  std::uint64_t through = 0;
  for (const Witness& witness : witnesses) through = std::max(through, witness.sequence);
  return through;
}

Loss find_loss(const DataFolder& folder) { return Hearing(folder).hear(); }

std::string words_of(const Witness& witness, const Loss& loss) {
  std::string words(name_of(witness.kind));
  words += " " + witness.file.string() + " reach sequence " + std::to_string(witness.sequence);
  if (witness.kind == Witness::Kind::snapshot || witness.kind == Witness::Kind::request_index) {
    words.replace(words.find(" reach "), 7, " reaches ");
  }
  if (witness.sequence > loss.journal_end) {
    return words + ", " + commands(witness.sequence - loss.journal_end) +
           " beyond the journal's end";
  }
  return words + ", where the journal holds another group: they are of different histories";
}

CommandsLost::CommandsLost(const DataFolder& folder, Loss loss)
    : std::runtime_error(words_of(folder, loss)), loss_(std::move(loss)) {}

void require_whole_journal(const DataFolder& folder) {
  Loss loss = find_loss(folder);
  if (!loss.witnesses.empty()) throw CommandsLost(folder, std::move(loss));
}

fs::path put_aside(const DataFolder& folder, const Loss& loss) {
  const fs::path aside = new_folder(folder, loss);
  for (const Witness& witness : loss.witnesses) {
    if (witness.kind == Witness::Kind::rows) {
      copy_rows(folder, aside / "rows");
      forget_how_far(folder, loss.journal_end);
      continue;
    }
    const fs::path into = aside / witness.file.parent_path().filename();
    store::make_private_folder(into);
    for (const fs::path& part : parts_of(witness)) fs::rename(part, into / part.filename());
  }
  return aside;
}

}  // namespace tributary::ring
