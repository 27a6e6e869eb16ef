#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "journal/reader.hpp"

namespace tributary::ring {

/// The groups of a journal, read and their chain checked on a thread of their own, while whoever
/// folds them works on the ones before. Needs: nobody else uses the reader meanwhile.
class ReadAhead {
 public:
  explicit ReadAhead(journal::Reader& journal);
  ~ReadAhead();

  /// False at the journal's end. Errors: those of `journal::Reader::next`.
  bool next(journal::Group& into);

 private:
  using Batch = std::vector<journal::Group>;

  void read();
  bool take_batch();

  journal::Reader& journal_;
  Batch taken_;
  std::size_t next_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> ready_;
  std::exception_ptr fault_;
  bool at_end_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tributary::ring
