#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "ring/data_folder.hpp"

namespace tributary::app {

/// What somebody wants of the rows. Who reads alone needs no right to write there.
enum class OperatorWish { read, change };

/// The rows of a data folder, for whoever works at its machine: answered by the platform that runs
/// there, or, where none does, by this alone, in the same way. One way to change rows, whoever
/// asks.
class OperatorDesk {
 public:
  /// `patience`: with a platform that is just starting, or with another command.
  /// Errors: std::runtime_error when a platform runs there and does not answer; StoreFault.
  OperatorDesk(const ring::DataFolder& folder, OperatorWish wish,
               std::chrono::milliseconds patience = std::chrono::seconds(10));
  ~OperatorDesk();
  OperatorDesk(const OperatorDesk&) = delete;
  OperatorDesk& operator=(const OperatorDesk&) = delete;

  /// Where to ask, as `WebClient` takes it.
  const std::string& url() const { return url_; }

 private:
  struct Alone;
  std::unique_ptr<Alone> alone_;  ///< nothing: a platform runs
  std::string url_;
};

}  // namespace tributary::app
