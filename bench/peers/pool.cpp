#include "bench/peers/pool.hpp"

#include <exception>
#include <latch>
#include <thread>

#include "bench/interruption.hpp"
#include "bench/stopwatch.hpp"

namespace tributary::bench::peers {
namespace {

void count(LoadResult& result, std::uint64_t accepted, std::uint64_t answers,
           std::uint64_t latency_ns) {
  result.accepted += accepted;
  result.others += answers - accepted;
  result.latency.add(latency_ns, answers);
}

class RenderedBids final : public Requests {
 public:
  RenderedBids(BidOrder& order, const SocketBidders::Render& render)
      : order_(order), render_(render) {}
  std::string_view next() override {
    text_.clear();
    render_(order_.next(), text_);
    return text_;
  }

 private:
  BidOrder& order_;
  const SocketBidders::Render& render_;
  std::string text_;
};

}  // namespace

std::uint64_t Session::bid_all(std::span<const Bid> bids) {
  std::uint64_t accepted = 0;
  for (const Bid& each : bids) accepted += bid(each) == Answer::accepted ? 1 : 0;
  return accepted;
}

std::unique_ptr<Bidders> Peer::bidders(unsigned connections, unsigned batch) {
  std::vector<std::unique_ptr<Session>> sessions;
  for (unsigned i = 0; i < connections; ++i) sessions.push_back(open());
  return std::make_unique<PooledBidders>(std::move(sessions), batch);
}

PooledBidders::PooledBidders(std::vector<std::unique_ptr<Session>> sessions, unsigned batch)
    : sessions_(std::move(sessions)), batch_(batch) {}

template <class Work>
LoadResult PooledBidders::together(Work&& work) {
  const std::size_t count = sessions_.size();
  std::vector<LoadResult> results(count);
  std::vector<std::exception_ptr> faults(count);
  std::latch ready(static_cast<std::ptrdiff_t>(count) + 1);
  std::uint64_t start = 0;  // written before the latch opens
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      ready.arrive_and_wait();
      try {
        work(*sessions_[i], results[i], start);
      } catch (...) {
        faults[i] = std::current_exception();
      }
    });
  }
  const std::uint64_t cpu_begin = process_cpu_ns();
  start = now_ns();
  ready.arrive_and_wait();
  threads.clear();
  LoadResult total;
  total.client_seconds = static_cast<double>(process_cpu_ns() - cpu_begin) / 1e9;
  for (std::size_t i = 0; i < count; ++i) {
    if (faults[i]) std::rethrow_exception(faults[i]);
    total.accepted += results[i].accepted;
    total.others += results[i].others;
    total.latency.merge(results[i].latency);
  }
  return total;
}

LoadResult PooledBidders::closed_loop(BidOrder& order, Duration duration) {
  const auto length = static_cast<std::uint64_t>(duration.count());
  LoadResult total = together([&](Session& session, LoadResult& result, std::uint64_t start) {
    std::vector<Bid> bids(batch_);
    for (std::uint64_t now = now_ns(); now < start + length;) {
      stop_if_interrupted();
      for (Bid& bid : bids) bid = order.next();
      const std::uint64_t accepted = session.bid_all(bids);
      const std::uint64_t answered = now_ns();
      if (answered < start + length) count(result, accepted, bids.size(), answered - now);
      now = answered;
    }
  });
  total.seconds = static_cast<double>(length) / 1e9;
  return total;
}

LoadResult PooledBidders::rush(BidOrder& order, unsigned people) {
  std::atomic<unsigned> taken{0};
  LoadResult total = together([&](Session& session, LoadResult& result, std::uint64_t start) {
    std::vector<Bid> bids;
    for (unsigned first = 0; (first = taken.fetch_add(batch_)) < people;) {
      stop_if_interrupted();
      bids.resize(std::min(batch_, people - first));
      for (Bid& bid : bids) bid = order.next();
      const std::uint64_t accepted = session.bid_all(bids);
      count(result, accepted, bids.size(), now_ns() - start);
    }
  });
  total.seconds = static_cast<double>(total.latency.max()) / 1e9;
  return total;
}

SocketBidders::SocketBidders(const Endpoint& server, unsigned connections, Render render,
                             LoadClient::Scan scan)
    : client_(server, connections, scan), connections_(connections), render_(std::move(render)) {}

LoadResult SocketBidders::closed_loop(BidOrder& order, Duration duration) {
  RenderedBids bids(order, render_);
  return client_.closed_loop(bids, duration);
}

LoadResult SocketBidders::rush(BidOrder& order, unsigned people) {
  RenderedBids bids(order, render_);
  if (people == connections_) return client_.rush(bids);
  LoadResult result = client_.queue(bids, people);
  result.seconds = static_cast<double>(result.latency.max()) / 1e9;
  return result;
}

}  // namespace tributary::bench::peers
