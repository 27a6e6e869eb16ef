#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <utility>

namespace tributary::base {

/// A growing run of bytes that does not clear what it grows into: the encoder's output and the body
/// of a journal group. Reused by `clear`.
class ByteBuffer {
 public:
  ByteBuffer() = default;
  ByteBuffer(ByteBuffer&& other) noexcept { swap(other); }
  ByteBuffer& operator=(ByteBuffer&& other) noexcept {
    ByteBuffer moved(std::move(other));
    swap(moved);
    return *this;
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const std::byte* data() const { return bytes_.get(); }
  std::byte* data() { return bytes_.get(); }
  std::span<const std::byte> view() const { return {bytes_.get(), size_}; }
  std::span<const std::byte> view(std::size_t offset, std::size_t length) const {
    return {bytes_.get() + offset, length};
  }
  void clear() { size_ = 0; }

  /// Room for `count` more bytes behind the end; `commit` says how many were written.
  std::byte* reserve(std::size_t count) {
    if (capacity_ - size_ < count) [[unlikely]]
      grow(count);
    return bytes_.get() + size_;
  }
  void commit(std::size_t count) { size_ += count; }

  void append(std::span<const std::byte> more) {
    if (more.empty()) return;
    std::memcpy(reserve(more.size()), more.data(), more.size());
    size_ += more.size();
  }
  void push(std::byte value) {
    *reserve(1) = value;
    ++size_;
  }

 private:
  void grow(std::size_t count) {
    std::size_t capacity = capacity_ * 2 > size_ + count ? capacity_ * 2 : size_ + count;
    if (capacity < 256) capacity = 256;
    auto bytes = std::make_unique_for_overwrite<std::byte[]>(capacity);
    if (size_ != 0) std::memcpy(bytes.get(), bytes_.get(), size_);
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }
  void swap(ByteBuffer& other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

  std::unique_ptr<std::byte[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace tributary::base
