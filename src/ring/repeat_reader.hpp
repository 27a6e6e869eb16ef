#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "journal/reader.hpp"
#include "protocol/record.hpp"

namespace tributary::ring {

/// Finds the records of requests that came again, so that they get their first answer. Reads the
/// journal on a thread of its own: a storm of retries delays nobody but itself.
class RepeatReader {
 public:
  struct Found {
    protocol::Sequence sequence = 0;
    protocol::Time time;
    const protocol::Record* record = nullptr;  ///< none: the journal cannot be read now
  };
  using Done = std::function<void(const Found&)>;

  explicit RepeatReader(std::string journal_url);
  ~RepeatReader();

  /// Calls `done` on the reader's thread. Needs: a durable sequence.
  void find(protocol::Sequence sequence, Done done);
  void stop();

 private:
  struct Wish {
    protocol::Sequence sequence = 0;
    Done done;
  };
  void run();
  void serve(journal::Reader& reader, Wish& wish);

  std::string url_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Wish> wishes_;
  bool stopping_ = false;
  journal::Group group_;  ///< the group read last: retries tend to ask for neighbours
  std::thread thread_;
};

}  // namespace tributary::ring
