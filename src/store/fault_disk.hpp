#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace tributary::store {

/// A disk that fails when it is told to, for tests and simulations: a VFS over the real one, used
/// by URLs that end in `url_suffix()`. Outlives the databases opened on it.
class FaultDisk {
 public:
  enum class Operation { write, sync };
  struct Request {
    Operation operation;
    std::string_view file;
    std::int64_t offset;  ///< Of a write, in bytes.
    std::int64_t bytes;   ///< Of a write.
  };
  enum class Outcome {
    good,
    error,  ///< Nothing happens; EIO.
    full,   ///< Nothing happens; ENOSPC.
    torn,   ///< The first half of a write happens; EIO.
    lost,   ///< Nothing happens and success is told.
  };
  using Judge = std::function<Outcome(const Request&)>;

  /// Asks `judge` before each write and each sync.
  explicit FaultDisk(Judge judge);
  ~FaultDisk();
  FaultDisk(const FaultDisk&) = delete;
  FaultDisk& operator=(const FaultDisk&) = delete;

  std::string url_suffix() const;

 private:
  struct Vfs;
  std::unique_ptr<Vfs> vfs_;
};

}  // namespace tributary::store
