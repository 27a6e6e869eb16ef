#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "request_index/fault.hpp"
#include "request_index/index_format.hpp"

namespace tributary::request_index {

/// Where a crash can come between; told to tests.
enum class WriteStep { opened, entries_written, synced, renamed, folder_synced };

/// Writes a file of the index in one pass over its entries: beside, made durable, then named.
/// Dropped without `finish`, it leaves nothing.
class IndexFileWriter {
 public:
  using AfterStep = std::function<void(WriteStep)>;

  /// Errors: IndexFault, here and below.
  IndexFileWriter(const std::filesystem::path& folder, const IndexHeader& header,
                  AfterStep after_step = {});
  ~IndexFileWriter();
  IndexFileWriter(IndexFileWriter&&) noexcept;

  /// Needs: an entry whose key is above the last one's; else it is a fault, for no request is twice
  /// in a journal.
  void add(const protocol::KnownRequest& entry);

  /// Needs: as many entries as the header has. The content need not be known before.
  std::filesystem::path finish();

 private:
  struct File;
  std::unique_ptr<File> file_;
};

/// Makes what was renamed or made in a folder outlive a power cut. Errors: IndexFault.
void sync_folder(const std::filesystem::path& folder);

/// The present error of the system, at this file. Errors: IndexFault, always.
[[noreturn]] void throw_index_fault(const std::filesystem::path& path);

}  // namespace tributary::request_index
