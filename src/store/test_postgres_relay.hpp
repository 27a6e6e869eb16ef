#pragma once

#include <atomic>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "store/temporary_folder.hpp"

namespace tributary::store {

/// For tests: stands between clients and the server of PostgreSQL, and cuts a line for ever when
/// its client says a word: that of the first who says it, so that the same word may be said again.
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
  bool has_cut() const { return has_cut_; }

 private:
  void serve();
  void relay(int client);

  TemporaryFolder folder_;
  std::string server_;
  std::string url_;
  std::string word_;
  Cut cut_;
  int listening_;
  std::atomic<bool> has_cut_{false};
  std::vector<int> clients_;         ///< the thread's that takes clients in, until it has ended
  std::vector<std::jthread> lines_;  ///< the thread's that takes clients in
  std::jthread thread_;
};

}  // namespace tributary::store
