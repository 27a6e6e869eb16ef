#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "base/byte_buffer.hpp"
#include "journal/journal.hpp"

namespace tributary::simulation {

/// Writes groups to a journal on a thread of its own: the next ones are decided meanwhile.
class GroupWriter {
 public:
  struct Group {
    journal::GroupHeader header;
    base::ByteBuffer body;
  };

  explicit GroupWriter(journal::Journal& journal);
  ~GroupWriter();

  /// Takes the group over and leaves an empty one. Errors: what the journal threw since.
  void write(Group& group);
  /// Returns when everything is durable. Errors: as `write`.
  void finish();

 private:
  void run();

  journal::Journal& journal_;
  const std::uint64_t epoch_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Group waiting_;
  bool has_group_ = false;
  bool stopping_ = false;
  std::exception_ptr fault_;
  std::thread thread_;
};

}  // namespace tributary::simulation
