#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace tributary::http {

/// One unit of something that is counted, given back when this ends: a request in flight, a stream.
/// The counter must outlive it.
class Lease {
 public:
  Lease() = default;
  /// Takes over a unit that was added to `count` already.
  explicit Lease(std::atomic<std::uint32_t>& count) : count_(&count) {}
  Lease(Lease&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
  Lease& operator=(Lease&& other) noexcept {
    if (this != &other) {
      reset();
      count_ = std::exchange(other.count_, nullptr);
    }
    return *this;
  }
  ~Lease() { reset(); }

  void reset() {
    if (count_ != nullptr) count_->fetch_sub(1, std::memory_order_release);
    count_ = nullptr;
  }

 private:
  std::atomic<std::uint32_t>* count_ = nullptr;
};

}  // namespace tributary::http
