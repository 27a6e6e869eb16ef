#pragma once

#include <string>

namespace tributary::store {

/// Says that this process writes a file, by a lock on `<file>-writer` that dies with the process
/// (a forked child shares it). SQLite before 3.51.3 can lose commits when two connections write or
/// checkpoint one file at once: https://www.sqlite.org/wal.html#walresetbug
class WriterLock {
 public:
  /// Errors: StoreFault, `busy` when another connection has it.
  explicit WriterLock(const std::string& file);
  ~WriterLock();
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace tributary::store
