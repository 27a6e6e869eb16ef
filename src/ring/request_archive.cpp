#include "ring/request_archive.hpp"

#include "base/log.hpp"
#include "follow/records.hpp"
#include "ring/ordered_requests.hpp"
#include "ring/read_ahead.hpp"

namespace tributary::ring {

using request_index::IndexFault;
using request_index::IndexFile;
using request_index::IndexFileWriter;
using Generation = engine::RequestWindow::Generation;

namespace {

std::string words_of(const request_index::SequenceRange& range) {
  return "sequences " + std::to_string(range.first) + " to " + std::to_string(range.last);
}

}  // namespace

RequestArchive::RequestArchive(const DataFolder& folder, Progress progress)
    : journal_url_(folder.journal_url()),
      progress_(std::move(progress)),
      journal_(journal_url_),
      index_(folder.request_index(), journal_.platform(),
             {.is_of_journal = [this](protocol::Sequence last, const journal::Digest& hash) {
               const auto group = journal_.group_holding(last);
               return group && group->hash == hash;
             }}) {
  for (const std::string& why : index_.unusable()) {
    base::log_warning("request_index_unusable", why);
  }
}

void RequestArchive::follow(engine::Engine& engine) {
  if (!is_complete_) complete(engine);
  // Two closed ones are what a running engine has too.
  constexpr std::size_t few = 3;
  const engine::RequestWindow& window = engine.state().requests;
  if (window.closed().size() < few || !is_writable_) return;
  try {
    for (const auto& generation : window.closed()) {
      keep(*generation);
      merge_all();
    }
    engine.forget_requests(index_.files()->through());
  } catch (const IndexFault& fault) {
    base::log_warning("request_index_unwritten", fault.what());
    is_writable_ = false;
  }
}

void RequestArchive::complete(engine::Engine& engine) {
  is_complete_ = true;
  const protocol::Sequence needed = engine.state().requests.forgotten_through();
  try {
    for (const Range& gap : index_.missing(needed)) fill(gap);
  } catch (const IndexFault& fault) {
    base::log_warning("request_index_unwritten",
                      std::string(fault.what()) + ": the request ids stay in memory");
    is_writable_ = false;
  }
  index_.drop_behind_gap();
  const protocol::Sequence through = index_.files()->through();
  if (through >= needed) return;
  Generations older;
  read_generations({through + 1, needed}, [&](Generations::value_type generation) {
    older.push_back(std::move(generation));
    return true;
  });
  engine.state_for_restore().requests.remember_again(std::move(older));
}

void RequestArchive::fill(const Range& gap) {
  base::log_info("request_index_incomplete",
                 "no file holds the request ids of " + words_of(gap) + ": the journal does");
  read_generations(gap, [&](const Generations::value_type& generation) {
    index_.put_in({write(*generation, 0)});
    merge_all();
    return true;
  });
}

void RequestArchive::read_generations(
    const Range& range, const std::function<bool(Generations::value_type)>& take) const {
  const std::size_t generation_size = engine::RequestWindow::requests_per_generation;
  journal::Reader journal(journal_url_);
  journal.seek(range.first);
  ReadAhead groups(journal);
  auto generation = std::make_unique<Generation>(generation_size);
  for (journal::Group group; groups.next(group);) {
    bool goes_on = group.header.last_sequence() < range.last;
    follow::for_each_record(
        group, [&](protocol::Sequence sequence, const protocol::Record& record) {
          if (sequence < range.first || sequence > range.last) return;
          if (generation->table.size() == 0) generation->first = sequence;
          generation->last = sequence;
          generation->table.insert(engine::known_request(sequence, record));
          if (const auto reference = engine::known_reference(sequence, record)) {
            generation->table.insert(*reference);
          }
        });
    if (generation->table.is_full() || !goes_on) {
      if (progress_) progress_(generation->last, range.last);
      goes_on =
          take(std::exchange(generation, std::make_unique<Generation>(generation_size))) && goes_on;
    }
    if (!goes_on) return;
  }
  throw journal::JournalFault("the journal ends before requests that were answered: " +
                              words_of(range));
}

std::shared_ptr<IndexFile> RequestArchive::write(const Generation& generation,
                                                 protocol::Sequence behind) {
  const auto group = journal_.group_holding(generation.last);
  if (!group) throw journal::JournalFault("the journal ends before requests that were answered");
  const Range range{std::max(generation.first, behind + 1), generation.last};
  const std::vector<protocol::KnownRequest> requests = ordered_behind(generation.table, behind);
  return index_.write(range, group->hash, requests.size(), [&](IndexFileWriter& writer) {
    for (const protocol::KnownRequest& request : requests) writer.add(request);
  });
}

void RequestArchive::keep(const Generation& generation) {
  const protocol::Sequence through = index_.files()->through();
  if (generation.last <= through) return;
  ASSERT(generation.first <= through + 1);
  index_.put_in({write(generation, through)});
}

void RequestArchive::mend(const std::shared_ptr<IndexFile>& damaged,
                          const std::function<bool()>& gives_up) {
  const Range range{damaged->header().first, damaged->header().last};
  base::log_warning(
      "request_index_damaged",
      damaged->path().string() + " is written again out of the journal, " + words_of(range));
  std::vector<std::shared_ptr<IndexFile>> pieces;
  bool gave_up = false;
  read_generations(range, [&](const Generations::value_type& generation) {
    pieces.push_back(write(*generation, 0));
    gave_up = gives_up();
    return !gave_up;
  });
  if (!gave_up) index_.put_in(std::move(pieces), damaged);
}

void RequestArchive::merge_all() {
  while (index_.merge_some()) {
  }
}

}  // namespace tributary::ring
