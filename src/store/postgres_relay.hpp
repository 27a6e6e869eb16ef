#pragma once

#include <string>
#include <string_view>
#include <thread>

#include "store/temporary_folder.hpp"

namespace tributary::store {

/// For tests: stands between one client and the server of PostgreSQL, and cuts the line for ever
/// when the client says a word.
class PostgresRelay {
 public:
  enum class Cut {
    before,   ///< The server does not hear what had the word in it.
    unheard,  ///< It hears and does it, but its answer does not arrive.
    midst,    ///< Some of the answer arrives.
  };

  PostgresRelay(const std::string& server, std::string_view word, Cut cut);
  ~PostgresRelay();
  PostgresRelay(const PostgresRelay&) = delete;
  PostgresRelay& operator=(const PostgresRelay&) = delete;

  /// The way to the server through it.
  std::string url() const { return url_; }

 private:
  void relay();

  TemporaryFolder folder_;
  std::string server_;
  std::string url_;
  std::string word_;
  Cut cut_;
  int listening_;
  std::jthread thread_;
};

}  // namespace tributary::store
