#include "app/open_files.hpp"

#include <string>

#include "base/log.hpp"
#include "http/server.hpp"
#include "http/socket.hpp"

namespace tributary::app {

std::size_t raise_open_file_limit() {
  const std::size_t wished = http::Limits{}.connections + other_files;
  const std::size_t files = http::raise_open_file_limit();
  const std::string text = "at most " + std::to_string(files) + " open files";
  if (files >= wished) {
    base::log_info("open_files", text);
  } else {
    base::log_warning("open_files", text + ", too few for " +
                                        std::to_string(http::Limits{}.connections) +
                                        " connections: raise the hard limit (ulimit -Hn, or "
                                        "LimitNOFILE= of systemd) to " +
                                        std::to_string(wished));
  }
  return files;
}

}  // namespace tributary::app
