#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace tributary::vertical {

/// Takes the figures of this moment, under names of Prometheus.
class MetricSink {
 public:
  struct Label {
    std::string_view name;
    std::string_view value;
  };

  virtual ~MetricSink() = default;

  /// What goes up and down.
  virtual void gauge(const char* name, const char* help, double value) = 0;
  /// What only grows: the counters that follow are of this name.
  virtual void counters(const char* name, const char* help) = 0;
  virtual void counter(std::initializer_list<Label> labels, std::uint64_t value) = 0;
};

}  // namespace tributary::vertical
