#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "store/temporary_folder.hpp"

namespace tributary::http_test {

/// A disk in memory that holds little. It is mounted in a namespace of its own by a child process
/// and reached through that process's root, so that no rights are needed beyond those of making
/// namespaces.
class TinyDisk {
 public:
  /// Nothing where the system does not allow it.
  static std::unique_ptr<TinyDisk> make(std::size_t bytes);
  ~TinyDisk();
  TinyDisk(const TinyDisk&) = delete;
  TinyDisk& operator=(const TinyDisk&) = delete;

  std::filesystem::path path() const;

 private:
  TinyDisk() = default;

  store::TemporaryFolder place_;
  pid_t keeper_ = -1;
  int alive_ = -1;  ///< closing it ends the keeper
};

}  // namespace tributary::http_test
