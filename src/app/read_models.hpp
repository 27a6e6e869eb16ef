#pragma once

#include <functional>
#include <optional>
#include <string>

#include "follow/runner.hpp"
#include "ring/data_folder.hpp"

namespace tributary::app {

/// The read models of all verticals, which follow the journal on a thread of their own.
class ReadModels {
 public:
  explicit ReadModels(const ring::DataFolder& folder);
  ~ReadModels() { stop(); }

  void start() { runner_.start(); }
  void stop() { runner_.stop(); }
  /// Any thread, once a sequence is durable.
  void durable(std::uint64_t sequence) { runner_.notify(sequence); }
  std::uint64_t sequence() const { return runner_.cursor(); }
  /// Their file; it may change.
  std::string url() const { return runner_.read_url(); }
  /// Why they do not follow now, if they do not.
  std::optional<std::string> fault() const;

 private:
  follow::Runner runner_;
};

}  // namespace tributary::app
