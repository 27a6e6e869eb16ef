#pragma once

#include <memory>
#include <vector>

#include "request_index/file_writer.hpp"
#include "request_index/index_file.hpp"

namespace tributary::request_index {

/// Neighbouring files on their way into one, in steps.
class Merge {
 public:
  /// Errors: IndexFault, here and below.
  Merge(std::vector<std::shared_ptr<IndexFile>> inputs, const std::filesystem::path& folder,
        IndexFileWriter::AfterStep after_step);

  const std::vector<std::shared_ptr<IndexFile>>& inputs() const { return inputs_; }

  /// Takes over about so many entries. False: there are none left.
  bool step(std::size_t entries);
  /// Needs: nothing left. The new file's path.
  std::filesystem::path finish();

 private:
  std::vector<std::shared_ptr<IndexFile>> inputs_;
  std::vector<EntryReader> readers_;
  IndexFileWriter writer_;
};

}  // namespace tributary::request_index
