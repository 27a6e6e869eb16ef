#include "ring/local_outlet.hpp"

#include <future>

namespace tributary::ring {

void LocalOutlet::send(const protocol::Sender& sender, std::string_view request_id,
                       std::span<const std::byte> command, Told told) {
  send(protocol::request_key(sender.actor, request_id), sender, command, std::move(told));
}

void LocalOutlet::send(const protocol::RequestKey& key, const protocol::Sender& sender,
                       std::span<const std::byte> command, Told told) {
  Batch batch;
  batch.add(wait_as(std::move(told)), {key, sender, protocol::digest_of_framed(command), command});
  pipeline_.inbox().put(batch);
}

void LocalOutlet::ask(const protocol::Sender& sender, const protocol::Query& query,
                      Answered answered) {
  Batch batch;
  batch.ask(wait_as(std::move(answered)), sender, query);
  pipeline_.inbox().put(batch);
}

void LocalOutlet::find(protocol::Sequence sequence, Found found) {
  repeats_.find(sequence, [found = std::move(found)](const RepeatReader::Found& kept) {
    found(kept.record);
  });
}

LocalOutlet::Outcome LocalOutlet::call(const protocol::Sender& sender, std::string_view request_id,
                                       std::span<const std::byte> command) {
  std::promise<Outcome> promise;
  send(sender, request_id, command, [&](const Outcome& outcome) { promise.set_value(outcome); });
  return promise.get_future().get();
}

void LocalOutlet::deliver(const std::shared_ptr<const GroupInFlight>& group) {
  for (const Reply& reply : group->replies) {
    if (reply.origin.outlet != number) continue;
    const Waiter waiter = take_waiter(reply.origin);
    if (const auto* answered = std::get_if<Answered>(&waiter)) {
      (*answered)(group->answers[reply.offset]);
    } else {
      const bool repeated = reply.kind == Reply::Kind::repeated;
      const bool is_recorded = repeated || reply.kind == Reply::Kind::record;
      std::get<Told>(waiter)({reply.sequence, reply.refusal, repeated, is_recorded});
    }
  }
}

Origin LocalOutlet::wait_as(Waiter waiter) {
  const std::lock_guard lock(mutex_);
  waiters_.emplace(++asked_, std::move(waiter));
  return {number, 0, asked_};
}

LocalOutlet::Waiter LocalOutlet::take_waiter(const Origin& origin) {
  const std::lock_guard lock(mutex_);
  return std::move(waiters_.extract(origin.generation).mapped());
}

}  // namespace tributary::ring
