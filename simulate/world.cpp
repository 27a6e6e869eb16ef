#include "simulate/world.hpp"

#include "api/word.hpp"
#include "engine/invariants/invariants.hpp"
#include "protocol/request_digest.hpp"
#include "protocol/request_key.hpp"

namespace tributary::simulation {
namespace {

std::string name_of(Refusal refusal) {
  return refusal == Refusal::none ? "accepted" : std::string(text_of(refusal).name);
}

/// A payment as a bank knows it: who calls it what, and which way it goes. Nothing without a name.
std::string payment_of(const Sender& sender, const AnyCommand& command) {
  return std::visit(
      [&](const auto& one) -> std::string {
        if constexpr (requires { one.channel; }) {
          if (one.reference.text.empty()) return {};
          using Command = std::remove_cvref_t<decltype(one)>;
          const bool goes_out =
              std::is_same_v<Command, TakeOutOwnMoney> || std::is_same_v<Command, RecordDebit>;
          const bool is_partner = sender.actor.kind() == ActorKind::partner;
          const auto channel = is_partner ? sender.actor.number() : one.channel.value;
          return std::to_string(channel) + (goes_out ? "<" : ">") + one.reference.text;
        } else {
          return {};
        }
      },
      command);
}

engine::Verdict execute_well(engine::Engine& engine, const protocol::Request& request,
                             base::ByteBuffer& group) {
  return engine.execute(request, group);
}

World::Options completed(World::Options options) {
  if (!options.execute) options.execute = execute_well;
  return options;
}

}  // namespace

World::World(std::unique_ptr<Vault> vault, Options options)
    : options_(completed(std::move(options))), vault_(std::move(vault)) {}

void World::take(const Step& step) {
  std::visit([&](const auto& one) { take_step(one); }, step);
}

void World::finish() {
  commit();
  compare();
  hold_laws();
  const auto replayed = vault_->replay();
  require(replayed->state().hash.value() == state().hash.value(),
          "the journal replayed gives another state");
}

void World::take_step(const At& at) {
  commit();
  engine_->begin_group(at.time);
  model_.go_on(at.time);
  require(state().now == model_.now, "the engine's time went back, or did not follow the clock");
}

void World::take_step(const Send& send) {
  bytes_.clear();
  std::uint64_t digest = 0;
  std::visit(
      [&](const auto& command) {
        protocol::encode_framed(bytes_, command);
        digest = protocol::request_digest(command);
      },
      send.command);
  const std::uint64_t body_hash = base::hash_bytes(bytes_.view());
  const auto [known, is_new] = requests_.try_emplace(RequestId{send.sender.actor, send.id},
                                                     Decided{state().sequence + 1, body_hash});
  const protocol::Sequence last = state().sequence;
  const std::uint64_t hash = state().hash.value();
  const std::size_t offset = group_.size();
  const RequestKey key = request_key(send.sender.actor, std::to_string(send.id));
  verdict_ = options_.execute(*engine_, {key, send.sender, digest, bytes_.view()}, group_);
  using Kind = engine::Verdict::Kind;
  const std::string payment = payment_of(send.sender, send.command);
  const auto booked = references_.find(payment);
  if (is_new && booked != references_.end()) {
    requests_.erase(known);
    require(verdict_.kind == Kind::reused && verdict_.refusal == Refusal::bank_reference_recorded &&
                verdict_.sequence == booked->second,
            "a payment that was told twice was not told apart");
    require(group_.size() == offset && state().hash.value() == hash && state().sequence == last,
            "a payment that was told twice had an effect");
    return;
  }
  if (is_new) {
    require(verdict_.kind == Kind::recorded, "a new request was taken for an old one");
    require(verdict_.sequence == last + 1, "a record's sequence is not the next one");
    const bool is_booked = !payment.empty() && verdict_.refusal == Refusal::none;
    if (is_booked) references_[payment] = verdict_.sequence;
    pending_.push_back({send, offset, is_booked ? payment : std::string()});
    return;
  }
  const bool same = known->second.body_hash == body_hash;
  require(verdict_.kind == (same ? Kind::repeated : Kind::reused),
          "a repeated request was not answered as one");
  require(verdict_.sequence == known->second.sequence, "a repeat names another first answer");
  require(group_.size() == offset && state().hash.value() == hash && state().sequence == last,
          "a repeated request had an effect");
}

void World::commit() {
  if (pending_.empty()) return;
  if (!append()) return die();
  answer();
}

/// False if the journal failed, and the process has to die.
bool World::append() {
  try {
    vault_->append({.first_sequence = state().sequence - pending_.size() + 1,
                    .record_count = static_cast<std::uint32_t>(pending_.size()),
                    .time_ms = state().now.ms,
                    .state_hash = state().hash.value(),
                    .format = protocol::record_format,
                    .rules = engine::rules_version},
                   group_.view());
    return true;
  } catch (const journal::JournalFault&) {
    return false;
  }
}

/// The group is durable: the model does what was asked, and every answer has to be its.
void World::answer() {
  for (const Pending& pending : pending_) check_record(pending);
  commands_ += pending_.size();
  since_comparison_ += pending_.size();
  since_snapshot_ += pending_.size();
  pending_.clear();
  group_.clear();
  compare_now_and_then();
}

void World::check_record(const Pending& pending) {
  protocol::Reader in(group_.view().subspan(pending.offset));
  const protocol::Record record = protocol::read_record(in);
  std::visit(
      [&]<class Command>(const Command& command) {
        const Refusal expected = model_.take(pending.send.sender, command);
        if (record.refusal != expected) {
          throw Difference("the platform: " + name_of(record.refusal) + "; the model: " +
                           name_of(expected) + "; of " + text_of(Step(pending.send)));
        }
        if (expected != Refusal::none) return;
        const auto event = protocol::decode_fields<typename Command::Accepted>(record.event.fields);
        if constexpr (requires { event.on == command.on; }) {
          require(event.on == command.on, "the event is of another day than the command");
        }
        if (const auto wrong = model_.disagrees(event)) {
          throw Difference("the answer is another than the model's in " + *wrong + ": " +
                           text_of(Step(pending.send)));
        }
      },
      pending.send.command);
}

void World::drop_pending() {
  for (const Pending& pending : pending_) {
    requests_.erase(RequestId{pending.send.sender.actor, pending.send.id});
    if (!pending.reference.empty()) references_.erase(pending.reference);
  }
  pending_.clear();
  group_.clear();
}

/// The process ends here, and another one comes back from what is durable. A group whose append did
/// not return may be there or not.
void World::die() {
  const protocol::Sequence last = state().sequence;
  engine_ = vault_->recover();
  const protocol::Sequence first_pending = last - pending_.size() + 1;
  if (!pending_.empty() && state().sequence == last) {
    answer();
  } else {
    require(state().sequence + 1 == first_pending, "a crash took or made records");
    drop_pending();
  }
  engine_->begin_group(model_.now);
  compare();
}

void World::take_step(const Strike& strike) {
  switch (strike.fault) {
    case Fault::crash:
      commit();
      return die();
    case Fault::crash_between:
      return die();
    case Fault::crash_unanswered:
      if (!pending_.empty()) append();
      return die();
    case Fault::write_error:
    case Fault::torn_write:
    case Fault::sync_error:
    case Fault::disk_full:
      vault_->arm(strike.fault, strike.number);
      if (!pending_.empty()) append();
      return die();
    default:
      commit();
      vault_->strike(strike.fault, strike.number, state());
  }
}

/// Looking at everything costs as much as there is: seldom enough to cost little.
void World::compare_now_and_then() {
  const std::uint64_t rows = model_.accounts.size() + 16 * model_.loans.size();
  if (options_.compare_always || since_comparison_ > 200 + 2 * rows) compare();
  if (since_snapshot_ < 2'000 + 4 * rows) return;
  since_snapshot_ = 0;
  hold_laws();
  vault_->save_snapshot(state());
}

void World::compare() {
  since_comparison_ = 0;
  if (const auto wrong = model_.money_is_not_backed()) throw Difference("of the model: " + *wrong);
  compare_states(state(), model_);
}

void World::hold_laws() const {
  for (const engine::Invariant& law : engine::invariants) {
    if (const auto broken = law.check(state())) {
      throw Difference("the law " + std::string(law.name) + " is broken: " + *broken);
    }
  }
}

}  // namespace tributary::simulation
