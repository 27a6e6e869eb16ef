#include "ring/pipeline.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/thread_name.hpp"
#include "protocol/request_digest.hpp"
#include "protocol/request_key.hpp"

namespace tributary::ring {
namespace {

/// By more, the engine's time was moved ahead by a wrong clock, and not by one that is slewed; and
/// so often it is told what the right one shows.
constexpr std::chrono::milliseconds set_back_every = std::chrono::minutes(1);

/// What is in memory is ahead of what is durable, and after a fault nobody can say by how much: the
/// way back is through the journal. Nothing of the group that failed was acknowledged.
template <class Step>
void fail_stop(const char* what, Step&& step) {
  try {
    step();
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "%s: %s\nThe process stops; start it again.\n", what, fault.what());
    std::_Exit(70);
  }
}

}  // namespace

Pipeline::Pipeline(engine::Engine& engine, journal::Journal& journal, Options options)
    : engine_(engine),
      journal_(journal),
      options_(std::move(options)),
      inbox_(options_.queue_age_max) {
  figures_.durable_sequence = engine.state().sequence;
}

Pipeline::~Pipeline() { stop(); }

void Pipeline::add(std::shared_ptr<Outlet> outlet) {
  ASSERT(!decider_.joinable());
  outlets_.push_back(std::move(outlet));
}

void Pipeline::start() {
  tell_figures();
  decider_ =
      std::thread([this] { fail_stop("The engine cannot go on", [this] { decide_groups(); }); });
  writer_ = std::thread([this] { write_groups(); });
}

void Pipeline::stop() {
  inbox_.close();
  if (decider_.joinable()) decider_.join();
  if (writer_.joinable()) writer_.join();
}

void Pipeline::decide_groups() {
  base::name_thread("decider");
  Batch batch;
  auto group = groups_.take();
  while (inbox_.take(batch, [&] { return !group->empty() && writer_is_free(); }) ||
         !group->empty() || wait_for_lookups()) {
    if (batch.empty()) handed_.wait(true, std::memory_order_acquire);
    // In slices, so that the writer never waits for the end of a long batch.
    std::size_t done = 0;
    do {
      const std::size_t end = std::min(done + slice_items, batch.items.size());
      decide(batch, done, end, *group);
      done = end;
      if (group->body.size() > group_bytes_max) handed_.wait(true, std::memory_order_acquire);
      if (!group->empty() && writer_is_free()) {
        close(*group);
        hand_over(std::move(group));
        group = groups_.take();
      }
    } while (done < batch.items.size());
    batch.clear();
  }
  handed_.wait(true, std::memory_order_acquire);
  ended_.store(true, std::memory_order_release);
  handed_.store(true, std::memory_order_release);
  handed_.notify_all();
}

void Pipeline::decide(const Batch& batch, std::size_t from, std::size_t to, GroupInFlight& group) {
  if (from == to) return;
  if (group.empty()) begin(group);
  screen(batch, from, to);
  for (std::size_t i = from; i < to; ++i) {
    engine_.prefetch_behind(i, batch.items.size(), [&](std::size_t place) -> engine::Upcoming {
      const Batch::Item& item = batch.items[place];
      if (item.length == 0) return {};
      return {batch.key(item), batch.command(item)};
    });
    const Batch::Item& item = batch.items[i];
    if (item.lookup != 0) --looked_up_;
    if (goes_aside(batch, item, maybe_[i - from] != 0)) {
      aside_.add_again(batch, item);
    } else {
      decide(batch, item, group);
    }
  }
  look_up_aside();
}

void Pipeline::begin(GroupInFlight& group) {
  const auto now = options_.clock();
  clock_is_in_doubt_ = !now;
  if (now) engine_.begin_group(*now);
  group.first_sequence = engine_.state().sequence + 1;
  group.time = engine_.state().now;
  if (now) set_time_back(*now, group);
}

/// Before anything of the group is decided: a clock that was confirmed behind the engine's time is
/// what listings and days are held against, from its first command on.
void Pipeline::set_time_back(protocol::Time now, GroupInFlight& group) {
  const engine::State& state = engine_.state();
  const auto apart = [&](protocol::Time time) {
    return std::chrono::milliseconds(time.ms - now.ms);
  };
  if (apart(state.now) <= set_back_every) return;
  if (std::chrono::abs(apart(state.time())) < set_back_every) return;
  const protocol::SetTimeBack command{now};
  base::ByteBuffer bytes;
  protocol::encode_framed(bytes, command);
  const protocol::Sender& sender = protocol::timers_agent;
  const std::string id = "set-back:" + std::to_string(group.first_sequence);
  const engine::Verdict verdict = engine_.execute({protocol::request_key(sender.actor, id), sender,
                                                   protocol::request_digest(command), bytes.view()},
                                                  group.body);
  // An id of its own, by the one who may, to a time that is behind.
  ASSERT(verdict.kind == engine::Verdict::Kind::recorded &&
         verdict.refusal == protocol::Refusal::none);
  ++group.record_count;
}

void Pipeline::screen(const Batch& batch, std::size_t from, std::size_t to) {
  maybe_.assign(to - from, 0);
  referring_.clear();
  if (options_.old_requests == nullptr) return;
  options_.old_requests->relieve(engine_);
  if (!options_.old_requests->holds_any()) return;
  keys_.clear();
  for (std::size_t i = from; i < to; ++i) {
    const Batch::Item& item = batch.items[i];
    keys_.push_back(item.length == 0 ? protocol::RequestKey{} : batch.key(item));
  }
  // A bank's reference is a second id: its key stands behind those of the slice.
  for (std::size_t i = from; i < to; ++i) {
    const Batch::Item& item = batch.items[i];
    if (item.length == 0) continue;
    if (const auto key = protocol::reference_key_of(batch.request(item))) {
      keys_.push_back(*key);
      referring_.push_back(i - from);
    }
  }
  maybe_.resize(keys_.size(), 0);
  options_.old_requests->screen(keys_, maybe_);
  for (std::size_t n = 0; n < referring_.size(); ++n)
    maybe_[referring_[n]] |= maybe_[to - from + n];
}

bool Pipeline::goes_aside(const Batch& batch, const Batch::Item& item, bool maybe) const {
  if (!maybe || item.length == 0) return false;
  const engine::RequestWindow& window = engine_.state().requests;
  if (window.find(batch.key(item)) != nullptr) return false;
  if (item.lookup == 0) return true;
  // What the engine has forgotten since then may be what it asks for.
  return batch.lookups[item.lookup - 1].through < window.forgotten_through();
}

void Pipeline::look_up_aside() {
  if (aside_.empty()) return;
  looked_up_ += aside_.items.size();
  options_.old_requests->look_up(aside_);
  aside_.clear();
}

bool Pipeline::wait_for_lookups() {
  if (looked_up_ == 0) return false;
  options_.old_requests->finish_lookups();
  return true;
}

void Pipeline::decide(const Batch& batch, const Batch::Item& item, GroupInFlight& group) {
  Reply reply;
  reply.origin = item.origin;
  reply.offset = static_cast<std::uint32_t>(group.body.size());
  if (item.length == 0) {
    reply.kind = Reply::Kind::answer;
    reply.offset = static_cast<std::uint32_t>(group.answers.size());
    const Batch::Question& question = batch.questions[item.offset];
    group.answers.push_back(engine_.answer(question.sender, question.query));
    group.replies.push_back(reply);
    return;
  }
  execute(batch, item, reply, group);
}

void Pipeline::execute(const Batch& batch, const Batch::Item& item, Reply reply,
                       GroupInFlight& group) {
  const protocol::Request request = batch.request(item);
  const auto is_known = [&] { return engine_.state().requests.find(request.key) != nullptr; };
  if (item.lookup != 0 && !is_known()) {
    const Batch::Lookup& lookup = batch.lookups[item.lookup - 1];
    if (lookup.failed || lookup.known.sequence != 0 || lookup.referred != 0) {
      answer_looked_up(lookup, protocol::body_hash_of(request), reply);
      group.replies.push_back(reply);
      return;
    }
  }
  if (clock_is_in_doubt_ && !is_known()) {
    reply.kind = Reply::Kind::refused;
    reply.refusal = protocol::Refusal::clock_not_confirmed;
    group.replies.push_back(reply);
    return;
  }
  const engine::Verdict verdict = engine_.execute(request, group.body);
  reply.sequence = verdict.sequence;
  reply.refusal = verdict.refusal;
  switch (verdict.kind) {
    case engine::Verdict::Kind::recorded:
      reply.length = static_cast<std::uint32_t>(group.body.size()) - reply.offset;
      ++group.record_count;
      if (verdict.refusal != protocol::Refusal::none) {
        figures_.refusals.fetch_add(1, std::memory_order_relaxed);
      } else if (verdict.loan) {
        loans_changed_.push_back(verdict.loan);
      }
      break;
    case engine::Verdict::Kind::repeated:
      reply.kind = Reply::Kind::repeated;
      figures_.repeats.fetch_add(1, std::memory_order_relaxed);
      break;
    case engine::Verdict::Kind::reused:
      reply.kind = Reply::Kind::refused;
      break;
  }
  group.replies.push_back(reply);
}

/// As the engine answers what it remembers.
void Pipeline::answer_looked_up(const Batch::Lookup& lookup, std::uint64_t body_hash,
                                Reply& reply) {
  reply.kind = Reply::Kind::refused;
  reply.sequence = lookup.known.sequence;
  if (lookup.failed) {
    reply.refusal = protocol::Refusal::unavailable;
  } else if (lookup.known.sequence == 0) {
    reply.refusal = protocol::Refusal::bank_reference_recorded;
    reply.sequence = lookup.referred;
  } else if (lookup.known.body_hash != body_hash) {
    reply.refusal = protocol::Refusal::request_id_reused;
  } else {
    reply.kind = Reply::Kind::repeated;
    figures_.repeats.fetch_add(1, std::memory_order_relaxed);
  }
}

void Pipeline::close(GroupInFlight& group) {
  group.state_hash = engine_.state().hash.value();
  std::ranges::sort(loans_changed_);
  const auto repeated = std::ranges::unique(loans_changed_);
  loans_changed_.erase(repeated.begin(), repeated.end());
  for (const protocol::LoanId loan : loans_changed_) {
    const auto answer = engine_.answer(protocol::setup_agent, protocol::LoanQuery{loan});
    // None where it ended and left memory within the group.
    const auto* const view = std::get_if<protocol::LoanView>(&answer);
    if (view != nullptr) group.progress.push_back(*view);
  }
  loans_changed_.clear();
  tell_figures();
}

void Pipeline::tell_figures() {
  figures_.engine_time_ms.store(engine_.state().now.ms, std::memory_order_relaxed);
  figures_.business_day.store(engine_.state().days.today().days, std::memory_order_relaxed);
  figures_.calendar.show(engine_.state().days.calendar());
  for (std::size_t at = 0; at < engine::currencies.size(); ++at) {
    const engine::Standing& now = engine_.state().ledger.standing(engine::currencies[at]);
    auto& told = figures_.standings[at];
    told.gap_minor.store(now.gap.minor, std::memory_order_relaxed);
    told.debts_minor.store(now.debts.minor, std::memory_order_relaxed);
    told.cash_minor.store(now.cash.minor, std::memory_order_relaxed);
  }
}

void Pipeline::hand_over(std::shared_ptr<GroupInFlight> group) {
  between_ = std::move(group);
  inbox_.handed_over();
  handed_.store(true, std::memory_order_release);
  handed_.notify_all();
}

void Pipeline::write_groups() {
  base::name_thread("writer");
  for (;;) {
    handed_.wait(false, std::memory_order_acquire);
    if (ended_.load(std::memory_order_acquire)) return;
    const std::shared_ptr<GroupInFlight> group = std::move(between_);
    write(group);
    // Free before the replies go out: deciding goes on while they are handed to their outlets.
    handed_.store(false, std::memory_order_release);
    handed_.notify_all();
    inbox_.writer_is_free();
    for (const auto& outlet : outlets_) outlet->deliver(group);
    if (options_.on_durable) options_.on_durable(*group);
    fail_stop("The journal cannot be written", [&] { journal_.tend(inbox_.empty()); });
  }
}

void Pipeline::write(const std::shared_ptr<GroupInFlight>& group) {
  if (group->record_count == 0) return;
  const auto start = Inbox::Clock::now();
  fail_stop("The journal cannot be written", [&] {
    journal_.append({.first_sequence = group->first_sequence,
                     .record_count = group->record_count,
                     .epoch = options_.epoch,
                     .time_ms = group->time.ms,
                     .state_hash = group->state_hash,
                     .format = protocol::record_format,
                     .rules = engine::rules_version},
                    group->body.view());
  });
  figures_.groups.fetch_add(1, std::memory_order_relaxed);
  figures_.records.fetch_add(group->record_count, std::memory_order_relaxed);
  figures_.bytes.fetch_add(group->body.size(), std::memory_order_relaxed);
  figures_.durable_sequence.store(group->last_sequence(), std::memory_order_release);
  if (figures_.on_group) {
    figures_.on_group(group->record_count,
                      std::chrono::duration<double>(Inbox::Clock::now() - start).count());
  }
}

}  // namespace tributary::ring
