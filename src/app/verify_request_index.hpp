#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/data_folder.hpp"
#include "engine/engine.hpp"
#include "request_index/folder.hpp"

namespace tributary::app {

/// Compares the index of old requests with the journal: each file with what the journal has between
/// the sequences of its name. Changes nothing; may run beside a serving process.
class RequestIndexCheck {
 public:
  /// Before the journal is read.
  explicit RequestIndexCheck(const DataFolder& folder);

  /// For each record of the journal, in order.
  void add(protocol::Sequence sequence, const protocol::Record& record);

  struct Report {
    std::optional<std::string> difference;
    std::string summary;
  };
  /// Reads all files. When the whole journal was added.
  Report compare() const;

 private:
  request_index::FolderContent content_;
  std::optional<std::string> unreadable_;
  std::vector<std::uint64_t> sums_;  ///< of the journal, a file each
  std::size_t at_ = 0;               ///< the file whose sequences come now
};

}  // namespace tributary::app
