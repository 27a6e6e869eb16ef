#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "request_index/folder.hpp"
#include "ring/data_folder.hpp"

namespace tributary::command_line {

/// Compares the index of old requests with the journal: each file with what the journal has between
/// the sequences of its name; and looks for a request that was executed twice, among all of the
/// journal. Changes nothing; may run beside a serving process.
class RequestIndexCheck {
 public:
  /// Before the journal is read. `in_no_file_max`: of so many ids that no file holds it looks for
  /// one that was executed twice; they take a gigabyte.
  explicit RequestIndexCheck(const ring::DataFolder& folder,
                             std::size_t in_no_file_max = 33'554'432);

  /// For each record of the journal, in order.
  void add(protocol::Sequence sequence, const protocol::Record& record);

  struct Report {
    std::optional<std::string> difference;
    std::string summary;
    bool looked_at_all = true;  ///< at every id of the journal
  };
  /// Reads all files. When the whole journal was added. `forgotten_through`: of the snapshot that
  /// a start would use, so that files have to hold what is before.
  Report compare(protocol::Sequence forgotten_through);

 private:
  void add(const protocol::KnownRequest& request);
  /// In the order of keys over all files and what is in none: two of one key, if there are.
  std::optional<std::string> find_executed_twice();
  std::string words_of_missing(protocol::Sequence forgotten_through) const;

  const std::size_t in_no_file_max_;
  request_index::FolderContent content_;
  std::optional<std::string> unreadable_;
  std::vector<std::uint64_t> sums_;                 ///< of the journal, a file each
  std::size_t at_ = 0;                              ///< the file whose sequences come now
  std::vector<protocol::KnownRequest> in_no_file_;  ///< the first `in_no_file_max_` of them
  std::uint64_t not_looked_at_ = 0;                 ///< the others
};

}  // namespace tributary::command_line
