#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include "store/temporary_folder.hpp"

namespace tributary::http_test {

/// A disk in memory that holds little, seen by this process and those it starts alone.
class TinyDisk {
 public:
  /// Nothing where the system lets this process mount nothing. Needs: no other thread yet.
  static std::unique_ptr<TinyDisk> make(std::size_t bytes);
  ~TinyDisk();
  TinyDisk(const TinyDisk&) = delete;
  TinyDisk& operator=(const TinyDisk&) = delete;

  const std::filesystem::path& path() const { return place_.path(); }

 private:
  TinyDisk() = default;

  store::TemporaryFolder place_;
  bool mounted_ = false;
};

}  // namespace tributary::http_test
