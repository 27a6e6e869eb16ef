#include "tests/http/other_clock.hpp"

#include <cstdint>
#include <ctime>
#include <fstream>
#include <stdexcept>

namespace tributary::http_test {
namespace {

milliseconds true_time() {
  return std::chrono::duration_cast<milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
}

}  // namespace

/// In place: the platform has the file in its memory.
void OtherClock::set(milliseconds ahead) {
  ahead_ = ahead;
  const std::int64_t offset_ms = ahead.count();
  std::fstream out(file(), std::ios::binary | std::ios::in | std::ios::out);
  if (!out) out.open(file(), std::ios::binary | std::ios::out);
  out.write(reinterpret_cast<const char*>(&offset_ms), sizeof offset_ms);
  out.close();
  if (!out) throw std::runtime_error("the clock cannot be set");
}

void OtherClock::set(const std::string& time) {
  std::tm civil{};
  if (::strptime(time.c_str(), "%Y-%m-%dT%H:%M:%SZ", &civil) == nullptr) {
    throw std::runtime_error(time + " is no time");
  }
  set(std::chrono::seconds(::timegm(&civil)) - true_time());
}

std::string OtherClock::shows() const {
  const std::time_t seconds = (true_time() + ahead_) / std::chrono::seconds(1);
  std::tm civil{};
  ::gmtime_r(&seconds, &civil);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &civil)};
}

Words OtherClock::run_by_it(Words words) const {
  words.insert(words.begin(), {"/usr/bin/env", "LD_PRELOAD=" TRIBUTARY_SET_CLOCK,
                               "TRIBUTARY_CLOCK_FILE=" + file().string()});
  return words;
}

}  // namespace tributary::http_test
