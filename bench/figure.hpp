#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/histogram.hpp"

namespace tributary::bench {

/// When the next request is sent.
enum class Loop : std::uint8_t {
  closed,  ///< when an answer has come: a fixed number waits at any time
  open,    ///< at its time, whatever has been answered; latency counts from that time
};
BOOST_DESCRIBE_ENUM(Loop, closed, open)

/// How long single ones took. Units: ns.
struct Latency {
  std::uint64_t p50_ns = 0;
  std::uint64_t p99_ns = 0;
  std::uint64_t p99_9_ns = 0;
  std::uint64_t max_ns = 0;
};
BOOST_DESCRIBE_STRUCT(Latency, (), (p50_ns, p99_ns, p99_9_ns, max_ns))

Latency latency_of(const Histogram& histogram);

/// One measured number and all that is needed to read it rightly.
struct Figure {
  std::string key{};              ///< its name in the JSON object; carries the unit
  std::string name{};             ///< its name in the table
  std::string unit{};             ///< "/s", "s", "ms", "us", "%"
  std::string counts{};           ///< what one of it is, and under which conditions
  std::uint32_t connections = 0;  ///< 0: within the process
  std::optional<Loop> loop{};     ///< none: not a load

  // What was measured; `with_rounds` fills it in.
  double value = 0;  ///< the median of the rounds
  double least = 0;
  double most = 0;
  std::uint32_t rounds = 0;
  std::optional<Latency> latency{};   ///< of the median round
  std::optional<double> client_us{};  ///< processor time of the load generator a request
  std::optional<double> server_us{};  ///< likewise of what was measured, all its threads
};
BOOST_DESCRIBE_STRUCT(Figure, (),
                      (key, name, unit, counts, connections, loop, value, least, most, rounds,
                       latency, client_us, server_us))

/// One round of a measurement.
struct Round {
  double value = 0;
  std::optional<Latency> latency{};
  std::optional<double> client_us{};
  std::optional<double> server_us{};
};

/// In ms, of a load: what 99 of 100 requests took at most. Needs: a latency; asserted.
double p99_ms(const std::optional<Latency>& latency);

/// Fills the measured fields of `figure` with the median round; of an even number, the lower one.
/// Needs: at least one round; asserted.
Figure with_rounds(Figure figure, std::vector<Round> rounds);

}  // namespace tributary::bench
