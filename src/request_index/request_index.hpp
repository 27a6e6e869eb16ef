#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "request_index/file_set.hpp"
#include "request_index/file_writer.hpp"
#include "request_index/merge.hpp"

/// Which requests were answered, and where in the journal, for all that are no longer remembered in
/// memory. Derived from the journal: what is missing here can be written again.
namespace tributary::request_index {

class RequestIndex {
 public:
  struct Options {
    /// Whether the journal had this hash in the group that holds this sequence.
    std::function<bool(protocol::Sequence, const Digest&)> is_of_journal;
    std::uint64_t entries_per_file_max = 1U << 28;
    IndexFileWriter::AfterStep after_step{};  ///< for tests
  };

  /// Opens what is whole in the folder, by its headers, and removes what is not.
  /// Errors: IndexFault if the folder cannot be read.
  RequestIndex(std::filesystem::path folder, const PlatformId& platform, Options options);

  /// Files that were there and are not used, and why.
  const std::vector<std::string>& unusable() const { return unusable_; }

  /// Any thread, as is `version`, which is another number after each change of the files.
  std::shared_ptr<const FileSet> files() const {
    const std::lock_guard lock(files_mutex_);
    return files_;
  }
  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

  // From here on: one thread.

  /// Ranges up to `needed_through` that no file holds.
  std::vector<SequenceRange> missing(protocol::Sequence needed_through) const;
  /// Removes the files behind the first gap.
  void drop_behind_gap();

  /// Writes the `entries` of a range and opens the file. `source(writer)` adds them in ascending
  /// order of their keys. Not in use before `put_in`. Errors: IndexFault.
  template <class Source>
  std::shared_ptr<IndexFile> write(const SequenceRange& range, const Digest& journal_hash,
                                   std::uint64_t entries, Source&& source) {
    IndexHeader header{.platform = platform_,
                       .first = range.first,
                       .last = range.last,
                       .journal_hash = journal_hash,
                       .entries = entries};
    make_folder();
    IndexFileWriter writer(folder_, header, options_.after_step);
    source(writer);
    return opened(writer.finish());
  }

  /// Takes files into use in the place of one that goes, or in a gap, or behind the last.
  void put_in(std::vector<std::shared_ptr<IndexFile>> made,
              const std::shared_ptr<IndexFile>& instead_of = nullptr);

  /// Merges on. False: there is nothing to merge. Errors: IndexFault; the files are as they were.
  bool merge_some(std::size_t entries = 1 << 18);
  /// Loads on, files that were there from the start. False: all filters are in memory.
  /// Errors: IndexFault.
  bool load_some();
  /// A file that is not what was written.
  std::shared_ptr<IndexFile> damaged() const;

 private:
  void open_files();
  /// Somebody may have removed it. Errors: IndexFault.
  void make_folder() const;
  std::shared_ptr<IndexFile> opened(const std::filesystem::path& path) const;
  void publish(std::vector<std::shared_ptr<IndexFile>> files);
  std::unique_ptr<Merge> begin_merge() const;
  void end_merge();

  std::filesystem::path folder_;
  PlatformId platform_;
  Options options_;
  std::vector<std::string> unusable_;
  // Not std::atomic<std::shared_ptr>: what g++ 12 makes of it is a data race by the standard's
  // letter.
  mutable std::mutex files_mutex_;
  std::shared_ptr<const FileSet> files_;
  std::atomic<std::uint64_t> version_ = 1;
  std::unique_ptr<Merge> merge_;
};

}  // namespace tributary::request_index
