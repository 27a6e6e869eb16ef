#pragma once

#include <functional>
#include <optional>

#include "journal/reader.hpp"
#include "request_index/request_index.hpp"
#include "ring/recovery.hpp"

namespace tributary::ring {

/// The index of old requests and the journal that it is derived from. One thread, but for what the
/// index allows any.
class RequestArchive {
 public:
  /// Opens what is there. Needs: a journal in the folder.
  /// Errors: request_index::IndexFault if the folder cannot be read; those of journal::Reader.
  explicit RequestArchive(const DataFolder& folder, Progress progress = {});

  request_index::RequestIndex& index() { return index_; }
  const request_index::RequestIndex& index() const { return index_; }

  /// For `recover`: at first gives the index all that the engine has forgotten and no file holds,
  /// out of the journal; then takes from the engine what it closes on the way, so that memory stays
  /// small however long the journal is. What cannot be written stays in the engine.
  void follow(engine::Engine& engine);

  /// Writes what a closed generation has beyond the files. Needs: all of it durable.
  /// Errors: IndexFault; then nothing has changed.
  void keep(const engine::RequestWindow::Generation& generation);

  /// Writes a damaged file again out of the journal, unless `gives_up` says so meanwhile.
  /// Errors: IndexFault; those of journal::Reader.
  void mend(const std::shared_ptr<request_index::IndexFile>& damaged,
            const std::function<bool()>& gives_up);

 private:
  using Range = request_index::SequenceRange;
  using Generations = engine::RequestWindow::Generations;

  void complete(engine::Engine& engine);
  void fill(const Range& gap);
  /// Out of the journal, in generations of a bounded size.
  void read_generations(const Range& range,
                        const std::function<bool(Generations::value_type)>& take) const;
  std::shared_ptr<request_index::IndexFile> write(
      const engine::RequestWindow::Generation& generation, protocol::Sequence behind);
  void merge_all();

  std::string journal_url_;
  Progress progress_;
  journal::Reader journal_;
  request_index::RequestIndex index_;
  bool is_complete_ = false;
  bool is_writable_ = true;
};

}  // namespace tributary::ring
