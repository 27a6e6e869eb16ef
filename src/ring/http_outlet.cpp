#include "ring/http_outlet.hpp"

#include "api/commands.hpp"
#include "api/reply.hpp"
#include "base/log.hpp"

namespace tributary::ring {
namespace {

Origin origin_of(const http::Ticket& ticket) {
  return {ticket.shard, ticket.slot, ticket.generation};
}

http::Ticket ticket_of(const Origin& origin) {
  return {origin.outlet, origin.slot, origin.generation};
}

}  // namespace

bool HttpOutlet::submit(http::Ticket ticket, const protocol::Request& request) {
  if (!pipeline_.inbox().admits()) return false;
  collected_[ticket.shard].add(origin_of(ticket), request);
  return true;
}

bool HttpOutlet::ask(http::Ticket ticket, const protocol::Sender& sender,
                     const protocol::Query& query) {
  if (!pipeline_.inbox().admits()) return false;
  collected_[ticket.shard].ask(origin_of(ticket), sender, query);
  return true;
}

void HttpOutlet::flush(unsigned shard) {
  Batch& batch = collected_[shard];
  pipeline_.inbox().put(batch);
  batch.clear();
}

void HttpOutlet::deliver(const std::shared_ptr<const GroupInFlight>& group) {
  std::vector<bool> waits(collected_.size());
  for (const Reply& reply : group->replies) {
    if (reply.origin.outlet < waits.size()) waits[reply.origin.outlet] = true;
  }
  for (unsigned shard = 0; shard < waits.size(); ++shard) {
    if (!waits[shard]) continue;
    server_->post(shard, [this, group, shard] {
      for (const Reply& reply : group->replies) {
        if (reply.origin.outlet == shard) answer_or_apologise(*group, reply);
      }
    });
  }
  // Behind the answers, so that no stream begins with a state older than its second event.
  for (const protocol::LoanView& loan : group->progress) {
    if (streams_->watched(loan.loan)) {
      streams_->publish({loan.loan, loan.state, loan.raised, loan.remaining, loan.bids},
                        group->last_sequence());
    }
  }
}

/// An answer that cannot be made must not cost those after it theirs.
void HttpOutlet::answer_or_apologise(const GroupInFlight& group, const Reply& reply) {
  try {
    answer(group, reply);
  } catch (const std::exception& fault) {
    base::log_error("answer_failed", fault.what());
    server_->respond(ticket_of(reply.origin), api::render(protocol::Refusal::unavailable));
  }
}

void HttpOutlet::answer(const GroupInFlight& group, const Reply& reply) {
  const http::Ticket ticket = ticket_of(reply.origin);
  switch (reply.kind) {
    case Reply::Kind::record: {
      const protocol::Record record = group.record(reply);
      guard_->recorded(record);
      api::note_confirmation(record);
      server_->respond(ticket, api::render(reply.sequence, group.time, record));
      return;
    }
    case Reply::Kind::answer:
      if (!streams_->take(*server_, ticket, group.answers[reply.offset], group.last_sequence())) {
        server_->respond(ticket, api::render(group.answers[reply.offset]));
      }
      return;
    case Reply::Kind::refused:
      server_->respond(ticket, reply.refusal == protocol::Refusal::bank_reference_recorded
                                   ? api::render_recorded({reply.sequence})
                                   : api::render(reply.refusal));
      return;
    case Reply::Kind::repeated:
      repeat(reply);
      return;
  }
}

void HttpOutlet::repeat(const Reply& reply) {
  const http::Ticket ticket = ticket_of(reply.origin);
  repeats_.find(reply.sequence, [this, ticket](const RepeatReader::Found& found) {
    if (found.record != nullptr) guard_->repeated(*found.record);
    // The record's bytes end with this call, so the answer is made here, not on the shard.
    http::Response response = found.record != nullptr
                                  ? api::render(found.sequence, found.time, *found.record)
                                  : api::render(protocol::Refusal::unavailable);
    server_->post(ticket.shard, [this, ticket, response = std::move(response)]() mutable {
      server_->respond(ticket, std::move(response));
    });
  });
}

}  // namespace tributary::ring
