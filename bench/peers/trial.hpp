#pragma once

#include <boost/describe/class.hpp>
#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "bench/figure.hpp"
#include "bench/peers/peer.hpp"

namespace tributary::bench::peers {

/// How much is done.
struct Scale {
  std::uint32_t members = 100'000;
  std::uint32_t people = 10'000;  ///< in a rush
  std::uint32_t mix_loans = 1'000;
  std::uint32_t hot_loans = 400;     ///< one after the other
  std::uint32_t loan_room = 60'000;  ///< bids
  std::uint32_t payout_loans = 2;    ///< each with its share of one claim a member
  std::chrono::milliseconds warm_up{500};
  std::chrono::milliseconds measured{2000};
  std::chrono::milliseconds tried{500};  ///< for each number of connections
  bool tries = true;                     ///< or else the middle one of them is taken

  static Scale quick();
};

/// One round of one form.
struct Trial {
  double value = 0;  ///< bids a second, or seconds to the last answer
  Latency latency{};
  double client_us = 0;               ///< processor time of the client a bid
  double server_us = 0;               ///< of all else on the machine, the kernel too
  std::vector<std::string> faults{};  ///< found in its books
};
BOOST_DESCRIBE_STRUCT(Trial, (), (value, latency, client_us, server_us, faults))

/// A number of connections and what came of it.
struct Tried {
  std::uint32_t connections = 0;
  double value = 0;
};
BOOST_DESCRIBE_STRUCT(Tried, (), (connections, value))

bool more_is_better(Work work);
/// Of the figures of a work: "/s" or "s".
std::string_view unit_of(Work work);
/// The better of two values of a work.
bool better(Work work, double one, double other);

/// Starts the form's peer, warms it up, measures, and reads its books.
Trial run_trial(const Form& form, Work work, unsigned connections, const Scale& scale,
                const Place& place);

/// A short measurement with each number of connections that the form names, on one start.
std::vector<Tried> try_connections(const Form& form, Work work, const Scale& scale,
                                   const Place& place);

}  // namespace tributary::bench::peers
