#pragma once

#include <filesystem>

#include "base/secret.hpp"
#include "follow/generation.hpp"
#include "follow/toy_follower.hpp"
#include "journal/reader.hpp"
#include "journal/sample_groups.hpp"
#include "journal/snapshot.hpp"
#include "request_index/sample_requests.hpp"
#include "ring/loss.hpp"
#include "rows/committer.hpp"
#include "store/temporary_folder.hpp"

/// For tests of what a journal has lost.
namespace tributary::ring {

/// A journal, what is made of it, and an earlier copy of it alone. Each process has an epoch of its
/// own, so that groups in the same place are others after a restore.
class TestLoss {
 public:
  TestLoss() {
    folder_.create();
    grow(10);
  }

  std::uint64_t grow(int groups) {
    journal::Journal journal(folder_.journal_url());
    const std::uint64_t epoch = journal.begin_epoch();
    for (int i = 0; i < groups; ++i) journal::append_sample(journal, epoch);
    return journal.position().last_sequence;
  }
  journal::Position end() const { return journal::Reader(folder_.journal_url()).end(); }

  void keep_copy() const {
    std::filesystem::copy_file(journal_file(), copy_file(),
                               std::filesystem::copy_options::overwrite_existing);
  }
  /// As an operator would who has a copy of that file alone.
  void put_copy_back() const {
    std::filesystem::copy_file(copy_file(), journal_file(),
                               std::filesystem::copy_options::overwrite_existing);
  }
  /// Appends groups that the copy lacks; returns where they end.
  std::uint64_t lose_groups(int groups) {
    keep_copy();
    return grow(groups);
  }

  void make(Witness::Kind kind) const {
    switch (kind) {
      case Witness::Kind::snapshot:
        return make_snapshot();
      case Witness::Kind::read_models:
        return make_read_models(1);
      case Witness::Kind::request_index:
        return make_request_index();
      case Witness::Kind::rows:
        return make_rows();
    }
  }
  void make_all() const {
    for (const Witness::Kind kind : {Witness::Kind::snapshot, Witness::Kind::read_models,
                                     Witness::Kind::request_index, Witness::Kind::rows})
      make(kind);
  }
  void make_snapshot() const {
    const journal::Position place = end();
    journal::SnapshotWriter writer(folder_.snapshots(),
                                   {.sequence = place.last_sequence, .journal_hash = place.hash});
    writer.finish();
  }
  void make_read_models(int version) const {
    follow::Followers followers;
    followers.push_back(
        std::make_unique<follow::ToyFollower>(follow::ToyFollower::Settings{.version = version}));
    follow::Generation generation("sqlite:" + read_models_file().string(), folder_.journal_url(),
                                  std::move(followers), store::Durability::off,
                                  follow::Serving::at_once);
    generation.step(UINT64_MAX);
  }
  void make_request_index() const {
    journal::Reader journal(folder_.journal_url());
    const journal::Position place = journal.end();
    request_index::RequestIndex index(
        folder_.request_index(), journal.platform(),
        {.is_of_journal = [](protocol::Sequence, const request_index::Digest&) { return true; }});
    const request_index::SequenceRange range{1, place.last_sequence};
    const auto requests = request_index::sample_requests(range);
    index.write(range, place.hash, requests.size(), [&](request_index::IndexFileWriter& writer) {
      for (const auto& request : requests) writer.add(request);
    });
  }

  void make_rows() const {
    const auto clock = [] { return protocol::Time{1}; };
    const auto journal_end = [this] {
      const journal::Position place = end();
      return rows::JournalEnd{place.last_sequence, {place.hash.begin(), place.hash.end()}};
    };
    rows::Order order;
    order.decide = [](rows::Work&) { return rows::Accepted(); };
    rows::Committer(
        folder_.platform_url(), {},
        {.clock = clock, .shown = clock, .journal_end = journal_end, .chance = base::draw})
        .commit({&order, 1});
  }

  std::filesystem::path read_models_file() const { return folder_.read_models() / "read-1.db"; }
  std::filesystem::path journal_file() const { return folder_.path() / "journal.db"; }
  std::filesystem::path copy_file() const { return place_.path() / "journal.copy"; }

  const store::TemporaryFolder place_;
  const DataFolder folder_{place_.path() / "data"};
};

}  // namespace tributary::ring
