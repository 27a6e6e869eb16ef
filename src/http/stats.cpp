#include "http/stats.hpp"

namespace tributary::http {

void add_counts(Stats& sum, const ShardStats& shard) {
  sum.connections += shard.connections.read();
  sum.streams += shard.streams.read();
  sum.accepted += shard.accepted.read();
  sum.refused_connections += shard.refused_connections.read();
  sum.evicted += shard.evicted.read();
  sum.shed += shard.shed.read();
  sum.requests += shard.requests.read();
  for (std::size_t i = 0; i < sum.by_class.size(); ++i) {
    sum.by_class[i] += shard.by_class[i].read();
  }
  sum.bytes_in += shard.bytes_in.read();
  sum.bytes_out += shard.bytes_out.read();
  sum.timeouts += shard.timeouts.read();
  sum.faults += shard.faults.read();
  sum.bytes_given_back += shard.bytes_given_back.read();
}

}  // namespace tributary::http
