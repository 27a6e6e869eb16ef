#pragma once

#include <mutex>
#include <utility>

#include "journal/group.hpp"
#include "rows/committer.hpp"

namespace tributary::app {

/// The end of the journal that is durable, as rows note it beside what they commit: so that a
/// restored copy shows whether its rows and its journal belong together. Any thread.
class JournalEndBoard {
 public:
  explicit JournalEndBoard(const journal::Position& position) { post(position); }

  void post(const journal::Position& position) {
    const std::scoped_lock lock(mutex_);
    position_ = position;
  }
  rows::JournalEnd read() const {
    const std::scoped_lock lock(mutex_);
    return {position_.last_sequence, {position_.hash.begin(), position_.hash.end()}};
  }

 private:
  mutable std::mutex mutex_;
  journal::Position position_;
};

}  // namespace tributary::app
