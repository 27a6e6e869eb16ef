#include "base/log.hpp"

#include <cstdio>
#include <ctime>
#include <string>

namespace tributary::base {
namespace {

void write(const char* level, std::string_view name, std::string_view text) {
  const std::time_t now = std::time(nullptr);
  std::tm civil{};
  gmtime_r(&now, &civil);
  char time[32];
  std::strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%SZ", &civil);
  std::string line = std::string(time) + " " + level + " " + std::string(name) + ": ";
  line.append(text).push_back('\n');
  // One call a line, so that lines of several threads do not mix.
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace

void log_info(std::string_view name, std::string_view text) { write("info", name, text); }
void log_warning(std::string_view name, std::string_view text) { write("warning", name, text); }
void log_error(std::string_view name, std::string_view text) { write("error", name, text); }

}  // namespace tributary::base
