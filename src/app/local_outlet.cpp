#include "app/local_outlet.hpp"

namespace tributary::app {

LocalOutlet::Outcome LocalOutlet::call(protocol::CallerId caller, std::string_view request_id,
                                       std::span<const std::byte> command) {
  Batch batch;
  std::unique_lock lock(mutex_);
  batch.add({number, 0, ++asked_}, protocol::request_key(caller, request_id), caller, command);
  pipeline_.inbox().put(batch);
  answered_.wait(lock, [&] { return seen_ == asked_; });
  return outcome_;
}

void LocalOutlet::deliver(const std::shared_ptr<const GroupInFlight>& group) {
  for (const Reply& reply : group->replies) {
    if (reply.origin.outlet != number) continue;
    const std::lock_guard lock(mutex_);
    seen_ = reply.origin.generation;
    outcome_ = {reply.sequence, reply.refusal, reply.kind == Reply::Kind::repeated};
    answered_.notify_one();
  }
}

}  // namespace tributary::app
