#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"

namespace tributary::base {

/// Zeroed memory straight from the system, for what is large and looked at in no order. It costs
/// nothing until it is touched. In huge pages, if the system has them: nearly each place of a large
/// table is a page of its own, and a huge one is found twice as fast.
class Pages {
 public:
  static constexpr std::size_t huge_page = std::size_t{1} << 21;

  explicit Pages(std::size_t bytes) : size_(bytes + huge_page) {
    mapped_ = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    ASSERT(mapped_ != MAP_FAILED);
    data_ = static_cast<std::byte*>(mapped_);
    if (bytes < huge_page) return;
    data_ += -reinterpret_cast<std::uintptr_t>(mapped_) & (huge_page - 1);
    // A hint: refused, it only costs time.
    ::madvise(data_, bytes / huge_page * huge_page, MADV_HUGEPAGE);
  }
  ~Pages() { ::munmap(mapped_, size_); }
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  std::byte* data() const { return data_; }

 private:
  std::size_t size_;
  void* mapped_ = nullptr;
  std::byte* data_ = nullptr;
};

}  // namespace tributary::base
