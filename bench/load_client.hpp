#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>

#include "bench/answer_scan.hpp"
#include "bench/fetch.hpp"
#include "bench/histogram.hpp"

namespace tributary::bench {

/// Where requests come from.
class Requests {
 public:
  virtual ~Requests() = default;
  /// The bytes of the next request; they stay until the call after.
  virtual std::string_view next() = 0;
};

/// What came of a load.
struct LoadResult {
  std::uint64_t accepted = 0;  ///< answers with a status of 2xx
  std::uint64_t others = 0;
  double seconds = 0;
  double client_seconds = 0;  ///< processor time of this generator
  Histogram latency;          ///< ns

  std::uint64_t answers() const { return accepted + others; }
  double per_second() const { return static_cast<double>(answers()) / seconds; }
};

/// Whether TLS is spoken.
enum class Secure : bool { no, yes };

/// An HTTP/1.1 client made to cost little: one thread, non-blocking sockets, one request at a time
/// on each of its kept-alive connections. All answers that are owed are awaited before a call
/// returns. Errors, of every call: std::system_error; std::runtime_error when the server closes a
/// connection or is silent for 30 s.
class LoadClient {
 public:
  /// How it knows an answer; another protocol needs another.
  using Scan = ScannedAnswer (*)(std::string_view bytes);
  LoadClient(const Endpoint& server, unsigned connections, Scan scan = scan_answer,
             Secure secure = Secure::no);
  ~LoadClient();
  LoadClient(const LoadClient&) = delete;
  LoadClient& operator=(const LoadClient&) = delete;

  using Duration = std::chrono::nanoseconds;

  /// For `duration` each connection sends its next request when it has its answer; latency is from
  /// sending. Answers that come after it do not count.
  LoadResult closed_loop(Requests& requests, Duration duration);

  /// `rate` requests a second at even distances; latency is from when a request was due, though it
  /// may have had to wait for a free connection.
  LoadResult open_loop(Requests& requests, double rate, Duration duration);

  /// `count` requests that are all due now, each sent when a connection is free; latency is from
  /// now on.
  LoadResult queue(Requests& requests, std::uint64_t count);

  /// One request on each connection, as close together as one thread can write them; latency is
  /// from the common start. `seconds` is the time to the last answer.
  LoadResult rush(Requests& requests);

 private:
  LoadResult on_time(Requests& requests, std::uint64_t total, double distance_ns);

  struct Connections;
  std::unique_ptr<Connections> connections_;
};

}  // namespace tributary::bench
