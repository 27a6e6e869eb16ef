#pragma once

#include <string>

namespace tributary::store {

/// Says that this process writes a file, by a lock on `<file>-writer` that dies with the process
/// (a forked child shares it). Its mode keeps other users of the machine from taking it. SQLite
/// before 3.51.3 can lose commits when two connections write or checkpoint one file at once:
/// https://www.sqlite.org/wal.html#walresetbug
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

/// Keeps writers away from a file while it is read without SQLite's own locks: the shared side of
/// `WriterLock`. Makes nothing; a file without a lock beside it has no writer to keep away.
class StillLock {
 public:
  /// Errors: StoreFault, `busy` when the file is being written.
  explicit StillLock(const std::string& file);
  ~StillLock();
  StillLock(const StillLock&) = delete;
  StillLock& operator=(const StillLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace tributary::store
