#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "bench/load_client.hpp"
#include "bench/peers/books.hpp"
#include "bench/peers/work.hpp"

namespace tributary::bench::peers {

/// A connection to a peer, used by one thread at a time. Errors: std::exception.
class Session {
 public:
  virtual ~Session() = default;
  /// Returns when the bid is as durable as the peer makes it.
  virtual Answer bid(const Bid& bid) = 0;
  /// Several on their way together, where a peer can; returns when all are durable, and how many
  /// were accepted.
  virtual std::uint64_t bid_all(std::span<const Bid> bids);
  /// Pays a period of a loan to its holders, unless that was done.
  virtual void pay(std::uint32_t loan, std::uint32_t period) = 0;
};

/// The users of a peer: a number of connections, opened before the clock runs.
class Bidders {
 public:
  virtual ~Bidders() = default;
  using Duration = LoadClient::Duration;
  /// For `duration` each sends its next bid when its last one is answered.
  virtual LoadResult closed_loop(BidOrder& order, Duration duration) = 0;
  /// `people` bids that are all due now; latency is from now on.
  virtual LoadResult rush(BidOrder& order, unsigned people) = 0;
};

/// A running peer that holds the market of a setting.
class Peer {
 public:
  virtual ~Peer() = default;
  virtual std::unique_ptr<Session> open() = 0;
  /// A pool of `connections`, each used by a thread that has up to `batch` bids on their way,
  /// unless the peer knows a cheaper way.
  virtual std::unique_ptr<Bidders> bidders(unsigned connections, unsigned batch);
  /// Reads what is written down. Nothing else is asked of the peer afterwards.
  virtual BidBooks bid_books() = 0;
  virtual PayoutBooks payout_books() = 0;
};

/// Where a peer may put its data, and the program that serves Tributary.
struct Place {
  std::filesystem::path folder;  ///< the form's own; kept from trial to trial
  std::string program;
};

/// Which forms may be compared.
enum class Group : std::uint8_t {
  single,       ///< one durable bid a request, many users
  one,          ///< the same with one user
  pipelined,    ///< many bids on their way together on a connection, or in one transaction
  not_durable,  ///< answered before it is flushed
  control,      ///< wrong on purpose, to show that the check sees it
};
BOOST_DESCRIBE_ENUM(Group, single, one, pipelined, not_durable, control)

/// One way to do the work.
struct Form {
  std::string key{};
  std::string name{};
  std::string durability{};  ///< what has happened to a bid before its answer
  std::string settings{};    ///< of its servers, as given to them
  std::string lacks{};       ///< of the work of a platform; empty for ours
  Group group = Group::single;
  bool ours = false;
  std::vector<Work> works{};
  std::vector<unsigned> connections{};  ///< to try; the best is kept
  std::vector<unsigned> rush_connections{};
  unsigned batch = 1;
  std::uint32_t parts = 1;
  std::function<std::unique_ptr<Peer>(const Place&, const Setting&)> start{};
};

}  // namespace tributary::bench::peers
