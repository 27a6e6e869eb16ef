#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "engine/language.hpp"
#include "follow/records.hpp"

namespace tributary::ring {

/// Folds a journal and decides again whatever today's rules decided. What was decided by others is
/// folded alone: that its state hash is right is seen, that it was decided rightly is not.
///
/// `Commands` and `Events`: what is spoken today; a test may speak what is spoken later.
template <class Commands, class Events>
class BasicAudit {
 public:
  explicit BasicAudit(engine::RulesVersion today) : today_(today) {}

  void fold(const journal::Group& group) {
    fold(group, [](protocol::Sequence, const protocol::Record&) {});
  }
  /// Calls `each` for each record. Does nothing more once the state is another than its writer had.
  /// Errors: engine::NewerRules; CodecError for bytes no writer produced.
  template <class Each>
  void fold(const journal::Group& group, Each&& each) {
    if (other_state_) return;
    const engine::RulesVersion rules = group.header.rules;
    if (rules > today_) throw engine::NewerRules(rules);
    state_.now = std::max(state_.now, protocol::Time{group.header.time_ms});
    follow::for_each_record(group,
                            [&](protocol::Sequence sequence, const protocol::Record& record) {
                              if (rules == today_) {
                                decide_again(sequence, record);
                              } else {
                                ++applied_alone_[rules];
                              }
                              engine::fold<Events>(state_, rules, record);
                              each(sequence, record);
                            });
    // An audit repeats no request: it need not remember any.
    state_.requests.forget(UINT64_MAX);
    if (state_.hash.value() != group.header.state_hash) other_state_ = group.header.first_sequence;
  }

  const engine::State& state() const { return state_; }
  std::uint64_t decided_again() const { return decided_again_; }
  /// Of those, how many came out otherwise, and the first of them.
  std::uint64_t decided_otherwise() const { return decided_otherwise_; }
  protocol::Sequence first_otherwise() const { return first_otherwise_; }
  /// How many commands were folded and not decided again, by the rules that decided them.
  const std::map<engine::RulesVersion, std::uint64_t>& applied_alone() const {
    return applied_alone_;
  }
  /// The first group behind which the state is another: it, and all that follows, is not known.
  std::optional<protocol::Sequence> other_state() const { return other_state_; }

 private:
  void decide_again(protocol::Sequence sequence, const protocol::Record& record) {
    again_.clear();
    const engine::Context context{sequence, state_.time(), record.sender, today_};
    const auto refused = engine::decide_again_in<Commands>(state_, context, record, again_);
    ++decided_again_;
    if (same_outcome(refused, record)) return;
    if (decided_otherwise_++ == 0) first_otherwise_ = sequence;
  }

  /// Not to say by what a refusal was measured is no other decision: it may be said one day.
  bool same_outcome(const engine::Refused& refused, const protocol::Record& record) const {
    if (refused.refusal != record.refusal) return false;
    if (record.refusal != protocol::Refusal::none) {
      return record.detail.measure == protocol::Measure::nothing || refused.detail == record.detail;
    }
    protocol::Reader in(again_.view());
    const protocol::Frame again = protocol::read_frame(in);
    return again.number == record.event.number && same_fields(again, record.event);
  }

  /// An event that has gained fields since is compared by what the journal keeps of it.
  static bool same_fields(const protocol::Frame& again, const protocol::Frame& kept) {
    if (std::ranges::equal(again.fields, kept.fields)) return true;
    bool same = false;
    protocol::visit_frame<Events>(kept, [&]<class Event>(const Event& event) {
      base::ByteBuffer both;
      protocol::encode_fields(both, event);
      const auto now = protocol::decode_fields<Event>(again.fields);
      const std::size_t length = both.size();
      protocol::encode_fields(both, now);
      same = std::ranges::equal(both.view(0, length), both.view().subspan(length));
    });
    return same;
  }

  const engine::RulesVersion today_;
  engine::State state_;
  base::ByteBuffer again_;
  std::uint64_t decided_again_ = 0;
  std::uint64_t decided_otherwise_ = 0;
  protocol::Sequence first_otherwise_ = 0;
  std::map<engine::RulesVersion, std::uint64_t> applied_alone_;
  std::optional<protocol::Sequence> other_state_;
};

class Audit : public BasicAudit<protocol::Commands, protocol::Events> {
 public:
  Audit() : BasicAudit(engine::rules_version) {}
};

}  // namespace tributary::ring
