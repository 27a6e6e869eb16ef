#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "bench/answer_scan.hpp"
#include "bench/peers/peer.hpp"

namespace tributary::bench::peers {

/// A pool of connections as an application keeps one: a thread each, which waits for its answer.
class PooledBidders final : public Bidders {
 public:
  /// Needs: `batch` > 0 bids that a session has on their way together.
  PooledBidders(std::vector<std::unique_ptr<Session>> sessions, unsigned batch);
  LoadResult closed_loop(BidOrder& order, Duration duration) override;
  LoadResult rush(BidOrder& order, unsigned people) override;

 private:
  /// Runs `work(session, result)` in a thread for each session, all from the same moment on.
  template <class Work>
  LoadResult together(Work&& work);

  std::vector<std::unique_ptr<Session>> sessions_;
  const unsigned batch_;
};

/// Many connections that one thread serves without waiting for any: the client that measures
/// Tributary, for peers whose protocol it can be taught.
class SocketBidders final : public Bidders {
 public:
  using Render = std::function<void(const Bid&, std::string& request)>;
  SocketBidders(const Endpoint& server, unsigned connections, Render render, LoadClient::Scan scan);
  LoadResult closed_loop(BidOrder& order, Duration duration) override;
  /// With fewer connections than people, these wait for a free one.
  LoadResult rush(BidOrder& order, unsigned people) override;

 private:
  LoadClient client_;
  const unsigned connections_;
  Render render_;
};

}  // namespace tributary::bench::peers
