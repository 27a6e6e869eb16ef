#pragma once

#include <stdexcept>
#include <string>

namespace tributary::request_index {

/// A file of the index that cannot be read or written, or is not what was written. The journal
/// still holds everything. `code` is the system's error number, 0 if there is none.
class IndexFault : public std::runtime_error {
 public:
  explicit IndexFault(const std::string& message, int code = 0)
      : std::runtime_error(message), code_(code) {}
  int code() const { return code_; }

 private:
  int code_;
};

/// A whole file of another platform.
class ForeignIndex : public IndexFault {
 public:
  using IndexFault::IndexFault;
};

}  // namespace tributary::request_index
