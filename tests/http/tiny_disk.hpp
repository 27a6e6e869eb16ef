#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

namespace tributary::http_test {

/// A disk in memory that holds little, mounted on a folder; only this process and those it starts
/// see it.
class TinyDisk {
 public:
  /// Nothing where the system lets this process mount nothing. Needs: no other thread yet.
  static std::unique_ptr<TinyDisk> make(std::size_t bytes, const std::filesystem::path& place);
  ~TinyDisk();
  TinyDisk(const TinyDisk&) = delete;
  TinyDisk& operator=(const TinyDisk&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// From now on it takes nothing more.
  bool make_read_only() const;

 private:
  explicit TinyDisk(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;
};

}  // namespace tributary::http_test
