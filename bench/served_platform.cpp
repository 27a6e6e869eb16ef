#include "bench/served_platform.hpp"

#include <charconv>
#include <stdexcept>
#include <thread>

#include "bench/durable_platform.hpp"
#include "bench/fetch.hpp"
#include "bench/interruption.hpp"
#include "bench/new_token.hpp"
#include "ring/data_folder.hpp"

namespace tributary::bench {
namespace {

std::vector<std::string> words_of(const std::string& program, const std::filesystem::path& folder,
                                  const std::vector<std::string>& options, Timers timers) {
  std::vector<std::string> words{program,    "serve",       "--data",  folder.string(),
                                 "--listen", "127.0.0.1:0", "--quota", "staff=none"};
  if (timers == Timers::off) words.emplace_back("--no-timers");
  words.insert(words.end(), options.begin(), options.end());
  return words;
}

/// The port at the end of the line that begins so.
std::uint16_t port_of(Child& child, std::string_view beginning) {
  while (const auto line = child.read_line()) {
    if (!line->starts_with(beginning)) continue;
    std::uint16_t port = 0;
    std::from_chars(line->data() + line->rfind(':') + 1, line->data() + line->size(), port);
    if (port != 0) return port;
  }
  throw std::runtime_error("the platform ended before it listened");
}

/// The value of a metric without labels; 0 if it is not there.
double metric(const std::string& text, const std::string& name) {
  const std::size_t line = text.find('\n' + name + ' ');
  return line == std::string::npos ? 0
                                   : std::strtod(text.c_str() + line + name.size() + 2, nullptr);
}

}  // namespace

ServedPlatform::ServedPlatform(const std::string& program, const std::filesystem::path& folder,
                               const std::vector<std::string>& options, Timers timers)
    : child_(Child::program(words_of(program, folder, options, timers))),
      admin_port_(port_of(child_, "health and metrics on http://")),
      port_(port_of(child_, "listening on http")) {}

void ServedPlatform::await_read_models(std::chrono::milliseconds pause) const {
  while (metric(fetch(admin_port_, "/metrics"), "tributary_follower_lag_commands") > 0) {
    std::this_thread::sleep_for(pause);
    stop_if_interrupted();
  }
}

std::string found_platform(const std::filesystem::path& folder, const Market& market,
                           protocol::Time at) {
  DurablePlatform platform(folder);
  platform.set_clock(at);
  platform.submit(founding(market));
  return make_token(folder, {.role = "admin"});
}

}  // namespace tributary::bench
