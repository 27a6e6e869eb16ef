#pragma once

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "engine/decision.hpp"
#include "engine/engine.hpp"
#include "engine/invariants/invariants.hpp"
#include "engine/present_days.hpp"
#include "engine/snapshot.hpp"
#include "protocol/request_digest.hpp"
#include "protocol/request_key.hpp"

namespace tributary::protocol {

/// As GoogleTest prints it.
inline void PrintTo(Refusal refusal, std::ostream* out) {
  *out << (refusal == Refusal::none ? "none" : text_of(refusal).name);
}

}  // namespace tributary::protocol

/// An engine with its journal in memory: what tests drive.
namespace tributary::engine {

struct TestGroup {
  protocol::Time now;
  base::ByteBuffer body;
};
using TestJournal = std::vector<TestGroup>;

inline constexpr auto staff = protocol::Sender::staff(1);
inline constexpr auto colleague = protocol::Sender::staff(2);
/// Who asks for what cannot be undone.
inline constexpr auto approved_staff = [] {
  protocol::Sender sender = staff;
  sender.approver = colleague.actor;
  return sender;
}();
constexpr protocol::Sender member(std::uint64_t party) { return protocol::Sender::member(party); }

class TestPlatform {
 public:
  const Engine& engine() const { return *engine_; }
  const State& state() const { return engine_->state(); }
  /// The state to break on purpose.
  State& state_to_break() { return engine_->state_for_restore(); }
  const TestJournal& journal() const { return journal_; }

  /// What follows is a group of its own, at this time.
  void at(protocol::Time now) {
    engine_->begin_group(now);
    journal_.push_back({state().now, {}});
  }

  /// What is dated later than it can be now happens on its date, unless it is confirmed.
  template <class Command>
  void follow_date_of(const Command& command) {
    if constexpr (requires { Date{command.on}; }) {
      bool confirmed = false;
      if constexpr (requires { command.confirmed_on; })
        confirmed = command.confirmed_on.has_value();
      if (confirmed || command.on <= present_days(state().time()).last) return;
      at({command.on.days * std::int64_t{86'400'000}});
    }
  }

  template <class Command>
  Verdict send(const protocol::Sender& sender, std::string_view id, const Command& command) {
    if (journal_.empty()) at(state().now);
    base::ByteBuffer bytes;
    protocol::encode_framed(bytes, command);
    base::ByteBuffer& body = journal_.back().body;
    const std::size_t before = body.size();
    const Verdict verdict = engine_->execute({protocol::request_key(sender.actor, id), sender,
                                              protocol::request_digest(command), bytes.view()},
                                             body);
    if (verdict.kind == Verdict::Kind::recorded) last_ = before;
    return verdict;
  }
  /// Under an id that was not used before.
  template <class Command>
  Refusal send(const protocol::Sender& sender, const Command& command) {
    return send(sender, "#" + std::to_string(++ids_), command).refusal;
  }

  /// The record of the last command that was decided. Needs: no `at` since then.
  protocol::Record last() const {
    const base::ByteBuffer& body = journal_.back().body;
    protocol::Reader in(body.view().subspan(last_));
    return protocol::read_record(in);
  }
  template <class Event>
  Event last_event() const {
    return protocol::decode_fields<Event>(last().event.fields);
  }

  /// Goes on with another engine, as after a restart.
  void replace(std::unique_ptr<Engine> engine) { engine_ = std::move(engine); }

 private:
  std::unique_ptr<Engine> engine_ = std::make_unique<Engine>();
  TestJournal journal_;
  std::size_t last_ = 0;
  std::uint64_t ids_ = 0;
};

/// The first law that is broken, or nothing.
inline Broken first_broken(const State& state) {
  for (const Invariant& law : invariants) {
    if (const auto broken = law.check(state)) return std::string(law.name) + ": " + *broken;
  }
  return std::nullopt;
}

/// Calls `visit(record)` for each record in turn, and `begin(now)` before each group.
template <class Begin, class Visit>
void for_each_record(const TestJournal& journal, Begin&& begin, Visit&& visit) {
  for (const TestGroup& group : journal) {
    begin(group.now);
    protocol::Reader in(group.body.view());
    while (!in.done()) visit(protocol::read_record(in));
  }
}

inline std::unique_ptr<Engine> replayed(const TestJournal& journal) {
  auto engine = std::make_unique<Engine>();
  for_each_record(
      journal, [&](protocol::Time now) { engine->begin_group(now); },
      [&](const protocol::Record& record) { engine->replay(record); });
  return engine;
}

/// Decides every command of a journal again: the first record that would come out differently now,
/// or nothing.
inline std::optional<std::string> audited(const TestJournal& journal) {
  Engine engine;
  std::optional<std::string> differs;
  for_each_record(
      journal, [&](protocol::Time now) { engine.begin_group(now); },
      [&](const protocol::Record& record) {
        const protocol::Sequence sequence = engine.state().sequence + 1;
        base::ByteBuffer event;
        const Refused refused = decide_again(engine.state(), sequence, record, event);
        base::ByteBuffer kept;
        if (record.refusal == Refusal::none) {
          protocol::write_varint(kept, record.event.number);
          protocol::write_varint(kept, record.event.fields.size());
          kept.append(record.event.fields);
        }
        const bool same = std::equal(event.view().begin(), event.view().end(), kept.view().begin(),
                                     kept.view().end());
        if (!differs &&
            (refused.refusal != record.refusal || refused.detail != record.detail || !same)) {
          differs = "record " + std::to_string(sequence) + " is decided differently";
        }
        engine.replay(record);
      });
  return differs;
}

inline std::vector<std::byte> saved(const State& state) {
  std::vector<std::byte> bytes;
  save(state, [&](std::span<const std::byte> more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
  });
  return bytes;
}

/// Errors: as `load`; std::out_of_range where the bytes end too early.
inline std::unique_ptr<Engine> loaded(std::span<const std::byte> bytes) {
  auto engine = std::make_unique<Engine>();
  load(engine->state_for_restore(), [&](std::span<std::byte> wanted) {
    if (wanted.size() > bytes.size()) throw std::out_of_range("the snapshot ends too early");
    std::copy_n(bytes.begin(), wanted.size(), wanted.begin());
    bytes = bytes.subspan(wanted.size());
  });
  return engine;
}

}  // namespace tributary::engine
