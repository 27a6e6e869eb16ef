#pragma once

#include <memory>
#include <vector>

#include "api/guard.hpp"
#include "api/loan_stream.hpp"
#include "api/sink.hpp"
#include "http/server.hpp"
#include "ring/pipeline.hpp"
#include "ring/repeat_reader.hpp"

namespace tributary::ring {

/// The seam between the web and the pipeline. Requests of one round of a shard become one batch in
/// the inbox; the replies of a group go to each shard as one piece of posted work. A ticket is an
/// origin whose outlet is the shard.
class HttpOutlet final : public api::Sink, public Outlet {
 public:
  HttpOutlet(Pipeline& pipeline, RepeatReader& repeats, unsigned shards)
      : pipeline_(pipeline), repeats_(repeats), collected_(shards) {}

  /// Needs: called before requests arrive.
  void connect(http::Server& server, api::LoanStreams& streams, api::Guard& guard) {
    server_ = &server;
    streams_ = &streams;
    guard_ = &guard;
  }
  /// Hands over what the requests of a shard's round collected; on the shard's thread.
  void flush(unsigned shard);

  bool submit(http::Ticket ticket, const protocol::Request& request) override;
  bool ask(http::Ticket ticket, const protocol::Sender& sender,
           const protocol::Query& query) override;

  void deliver(const std::shared_ptr<const GroupInFlight>& group) override;

 private:
  void answer_or_apologise(const GroupInFlight& group, const Reply& reply);
  void answer(const GroupInFlight& group, const Reply& reply);
  void repeat(const Reply& reply);

  Pipeline& pipeline_;
  RepeatReader& repeats_;
  http::Server* server_ = nullptr;
  api::LoanStreams* streams_ = nullptr;
  api::Guard* guard_ = nullptr;
  std::vector<Batch> collected_;  ///< one a shard, each touched by its shard's thread alone
};

}  // namespace tributary::ring
