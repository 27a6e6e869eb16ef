#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "tests/http/client.hpp"
#include "tests/http/platform.hpp"

/// What an operator sees of a running platform.
namespace tributary::http_test {

/// The value of a line "name value" in Prometheus' text format; -1 where there is none.
inline double metric_in(const std::string& text, const std::string& name) {
  const std::size_t at = text.find("\n" + name + " ");
  return at == std::string::npos ? -1 : std::stod(text.substr(at + name.size() + 2));
}

inline double metric(const Platform& platform, const std::string& name) {
  return metric_in(Client(platform.admin_port(), "").get("/metrics").body, name);
}

/// What is not as it should be, though the platform is ready.
inline std::vector<std::string> warnings_of(const Platform& platform) {
  std::vector<std::string> warnings;
  const boost::json::object ready = Client(platform.admin_port(), "").get("/readyz").json();
  const auto* const told = ready.if_contains("warnings");
  if (told == nullptr || !told->is_array()) return warnings;
  for (const auto& warning : told->as_array()) warnings.emplace_back(warning.as_string());
  return warnings;
}

/// Whether it holds within a minute.
inline bool await(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return true;
}

}  // namespace tributary::http_test
