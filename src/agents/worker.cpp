#include "agents/worker.hpp"

#include <algorithm>
#include <latch>
#include <utility>

#include "follow/records.hpp"
#include "protocol/request_key.hpp"

namespace tributary::agents {

using protocol::Refusal;

namespace {

constexpr std::int64_t facts_a_look = 512;
constexpr std::uint64_t records_a_look = 50'000;
constexpr std::chrono::seconds look_every{1};

/// Refusals that stay, though no record says so: the id, or the bank's reference, belongs to
/// something else.
bool is_final(Refusal refusal) {
  return refusal == Refusal::request_id_reused || refusal == Refusal::bank_reference_recorded;
}

std::string text_of(const AgentPlace& place) {
  return "journal record " + std::to_string(place.journal) + ", fact " + std::to_string(place.fact);
}

std::string select(std::string_view columns, std::string_view table, std::string_view condition) {
  return "SELECT " + std::string(columns) + " FROM " + std::string(table) + " WHERE " +
         std::string(condition);
}

}  // namespace

StepFailed::StepFailed(const AgentPlace& place)
    : std::runtime_error("what it had to do behind " + text_of(place) + " was not written") {}

Worker::Worker(const Agent& agent, World world, std::function<void()> on_answer, Limits limits)
    : agent_(agent), world_(std::move(world)), limits_(limits) {
  letters_ = std::make_shared<Letters>();
  letters_->on_answer = std::move(on_answer);
}

Worker::~Worker() {
  const std::lock_guard lock(letters_->mutex);
  letters_->on_answer = nullptr;
}

bool Worker::round(Clock::time_point now) try {
  const auto time = world_.clock();
  if (!time) return false;
  if (!is_loaded_) load();
  std::vector<Step> steps;
  take_answers(steps, now);
  wake(*time, steps);
  bool is_more = steps.size() >= limits_.steps;
  if (waiting_.size() < limits_.waiting) {
    is_more |= hear_facts(steps);
    is_more |= hear_journal(steps);
  }
  const bool is_far = next_.journal < place_.journal ||
                      next_.journal - place_.journal >= limits_.unkept ||
                      next_.fact - place_.fact >= limits_.unkept;
  if (steps.empty() && is_far) steps.push_back({.after = next_});
  commit(steps);
  for (const Step& step : steps) remember(step, now);
  if (!steps.empty()) look_for_due();
  send(now);
  return is_more;
} catch (...) {
  forget();
  throw;
}

void Worker::keep_place() try {
  if (!is_loaded_ || next_ == place_) return;
  std::vector<Step> steps(1);
  steps.front().after = next_;
  commit(steps);
} catch (...) {
  forget();
  throw;
}

/// Nothing of what is in memory counts any more; the rows do.
void Worker::forget() {
  is_loaded_ = false;
  is_seated_ = false;
  database_.reset();
  reader_.reset();
  found_.reset();
  waiting_.clear();
  foreign_.clear();
  to_be_sent_.clear();
  under_way_ = 0;
  const auto old = std::exchange(letters_, std::make_shared<Letters>());
  const std::lock_guard lock(old->mutex);
  letters_->on_answer = std::exchange(old->on_answer, nullptr);
}

void Worker::load() {
  const std::string name(agent_.name);
  rows::Table<AgentPlace> places(rows_read());
  if (auto place = places.find(name)) {
    place_ = next_ = std::move(*place);
    // Where commands were lost and that was accepted, others come under their numbers.
    if (!agent_.events.empty()) {
      next_.journal = std::min(next_.journal, journal_read().end().last_sequence);
    }
  } else {
    begin();
  }
  store::Statement found = rows_read().prepare(
      select(rows::columns_of<WaitingCommand>(), WaitingCommand::table, "agent = $1"));
  found.bind(name);
  while (found.step()) {
    auto command = rows::read_row<WaitingCommand>(found);
    if (agent_.may_send != nullptr && !agent_.may_send(rows_read(), command)) {
      foreign_ = command.subject;
      continue;
    }
    to_be_sent_.emplace(Clock::time_point(), command.subject);
    std::string subject = command.subject;
    waiting_.emplace(std::move(subject), Sending{.command = std::move(command)});
  }
  look_for_due();
  is_loaded_ = true;
}

/// A new agent hears what comes from now on.
void Worker::begin() {
  place_ = {};
  next_ = {.agent = std::string(agent_.name)};
  if (!agent_.events.empty()) next_.journal = journal_read().end().last_sequence;
  std::vector<Step> steps(1);
  steps.front().after = next_;
  commit(steps);
}

void Worker::take_answers(std::vector<Step>& steps, Clock::time_point now) {
  std::vector<std::pair<std::string, Answer>> arrived;
  {
    const std::lock_guard lock(letters_->mutex);
    arrived.swap(letters_->arrived);
  }
  for (const auto& [subject, answer] : arrived) {
    const auto found = waiting_.find(subject);
    if (found == waiting_.end()) continue;
    --under_way_;
    if (answer.is_recorded || is_final(answer.refusal)) {
      end(subject, answer, steps);
    } else {
      send_later(subject, found->second, answer.refusal, now);
    }
  }
}

void Worker::end(const std::string& subject, const Answer& answer, std::vector<Step>& steps) {
  Step step{.after = next_, .origin = answer.sequence, .ends = subject};
  step.still = [name = std::string(agent_.name), subject](rows::Work& work) {
    return work.find<WaitingCommand>(name, subject).has_value();
  };
  const auto group = answer.is_recorded ? group_holding(answer.sequence) : nullptr;
  step.act = [this, subject, answer, group](Task& task) {
    task.rows().drop(WaitingCommand{.agent = std::string(agent_.name),
                                    .subject = subject,
                                    .sender = {},
                                    .command = {},
                                    .since = {}});
    if (agent_.ended == nullptr) return;
    if (!group) return agent_.ended(task, {.subject = subject, .refusal = answer.refusal});
    follow::for_each_record(*group, [&](protocol::Sequence at, const protocol::Record& record) {
      if (at != answer.sequence) return;
      agent_.ended(
          task, {.subject = subject, .refusal = record.refusal, .sequence = at, .record = &record});
    });
  };
  steps.push_back(std::move(step));
}

void Worker::send_later(const std::string& subject, Sending& sending, Refusal why,
                        Clock::time_point now) {
  sending.why = why;
  sending.pause = std::clamp(sending.pause * 2, limits_.pause_min, limits_.pause_max);
  to_be_sent_.emplace(now + sending.pause, subject);
}

void Worker::wake(protocol::Time now, std::vector<Step>& steps) {
  if (!next_due_ || now < *next_due_) return;
  store::Statement& found = rows_read().statement(select(
      rows::columns_of<WakeUp>(), WakeUp::table, "agent = $1 AND due <= $2 ORDER BY due LIMIT $3"));
  found.bind(agent_.name, now.ms, limits_.steps);
  while (found.step()) {
    const auto call = rows::read_row<WakeUp>(found);
    steps.push_back({.after = next_,
                     .still =
                         [call](rows::Work& work) {
                           return work.find<WakeUp>(call.agent, call.subject) == call;
                         },
                     .act =
                         [this, call](Task& task) {
                           task.rows().drop(call);
                           agent_.woken(task, call.subject);
                         }});
  }
}

/// Gives whether there may be more.
bool Worker::hear_facts(std::vector<Step>& steps) {
  if (agent_.facts.empty()) return false;
  store::Statement& found =
      rows_read().statement(select(rows::columns_of<rows::FactRow>(), rows::FactRow::table,
                                   "number > $1 ORDER BY number LIMIT $2"));
  found.bind(next_.fact, facts_a_look);
  std::int64_t count = 0;
  for (; steps.size() < limits_.steps && found.step(); ++count) {
    auto fact = rows::read_row<rows::FactRow>(found);
    next_.fact = fact.number;
    const auto heard = std::ranges::find(agent_.facts, fact.word, &Agent::Fact::word);
    if (heard == agent_.facts.end()) continue;
    steps.push_back({.after = next_,
                     .act = [on = heard->on, fact = std::move(fact)](
                                Task& task) { on(task, fact.body, {fact.number, fact.time}); },
                     .origin = next_.fact});
  }
  const bool is_more = steps.size() >= limits_.steps || count == facts_a_look;
  found.reset();
  return is_more;
}

/// Likewise.
bool Worker::hear_journal(std::vector<Step>& steps) {
  if (agent_.events.empty()) return false;
  if (!is_seated_) {
    journal_read().seek(next_.journal + 1);
    body_ = protocol::Reader(std::span<const std::byte>());
    is_seated_ = true;
  }
  const protocol::Sequence until = next_.journal + records_a_look;
  while (steps.size() < limits_.steps && next_.journal < until) {
    if (body_.done()) {
      if (!journal_read().next(group_)) return false;
      if (group_.header.format != protocol::record_format) {
        throw protocol::CodecError("the group's records are of another format");
      }
      body_ = protocol::Reader(group_.body);
      // Where it stands in the midst of a group, the reader begins with all of it.
      for (auto at = group_.header.first_sequence; at <= next_.journal; ++at) {
        protocol::read_record(body_);
      }
    }
    hear_group(steps);
  }
  return true;
}

void Worker::hear_group(std::vector<Step>& steps) {
  while (steps.size() < limits_.steps && !body_.done()) {
    const protocol::Record record = protocol::read_record(body_);
    ++next_.journal;
    if (record.refusal != Refusal::none) continue;
    const auto heard = std::ranges::find(agent_.events, record.event.number, &Agent::Event::number);
    if (heard == agent_.events.end()) continue;
    rows::Bytes fields(record.event.fields.begin(), record.event.fields.end());
    const Heard at{next_.journal, {group_.header.time_ms}};
    steps.push_back({.after = next_,
                     .act = [on = heard->on, number = heard->number, fields = std::move(fields),
                             at](Task& task) { on(task, {number, fields}, at); },
                     .origin = next_.journal});
  }
}

/// Errors: StepFailed, unless all are durable.
void Worker::commit(std::vector<Step>& steps) {
  std::latch done(static_cast<std::ptrdiff_t>(steps.size()));
  std::atomic<bool> are_all_done = true;
  AgentPlace before = place_;
  for (Step& step : steps) {
    const bool is_taken = world_.rows->submit(order_of(step, before), [&](rows::Outcome&& outcome) {
      if (!outcome.accepted) are_all_done = false;
      done.count_down();
    });
    if (!is_taken) {
      are_all_done = false;
      done.count_down();
    }
    before = step.after;
  }
  done.wait();
  if (!are_all_done) throw StepFailed(place_);
  place_ = std::move(before);
}

rows::Order Worker::order_of(Step& step, const AgentPlace& before) const {
  rows::Order order;
  order.name = agent_.name;
  order.by.sender = protocol::Sender::agent(agent_.number);
  order.by.sender.origin = step.origin;
  order.decide = [this, &step, before](rows::Work& work) -> rows::Or<rows::Accepted> {
    step.sent.clear();  // it may be decided more than once, until it is written
    const auto place = work.find<AgentPlace>(std::string(agent_.name));
    // Another process has gone on from there.
    if (place.value_or(AgentPlace()) != before) return std::unexpected(Refusal::unavailable);
    Task task(work, agent_, step.sent);
    if (step.act && (!step.still || step.still(work))) step.act(task);
    if (step.after != before) work.keep(step.after);
    return rows::Accepted();
  };
  return order;
}

void Worker::remember(const Step& step, Clock::time_point now) {
  if (!step.ends.empty()) waiting_.erase(step.ends);
  for (const WaitingCommand& command : step.sent) {
    const auto [at, is_new] = waiting_.emplace(command.subject, Sending{.command = command});
    if (is_new) to_be_sent_.emplace(now, command.subject);
  }
}

void Worker::send(Clock::time_point now) {
  while (!to_be_sent_.empty() && to_be_sent_.begin()->first <= now &&
         under_way_ < limits_.under_way) {
    const std::string subject = std::move(to_be_sent_.extract(to_be_sent_.begin()).mapped());
    const WaitingCommand& command = waiting_.at(subject).command;
    ++under_way_;
    const auto actor = protocol::Sender::agent(agent_.number).actor;
    world_.send(protocol::request_key(actor, subject), command.sender, command.command,
                [letters = letters_, subject](const Answer& answer) {
                  const std::lock_guard lock(letters->mutex);
                  if (!letters->on_answer) return;
                  letters->arrived.emplace_back(subject, answer);
                  letters->on_answer();
                });
  }
}

void Worker::look_for_due() {
  if (agent_.woken == nullptr) return;
  next_due_.reset();
  store::Statement& first = rows_read().statement(select("min(due)", WakeUp::table, "agent = $1"));
  if (first.bind(agent_.name).step() && !first.is_null(0)) next_due_ = {first.integer(0)};
  first.reset();
}

std::shared_ptr<const journal::Group> Worker::group_holding(protocol::Sequence sequence) {
  const bool is_held = found_ && found_->header.first_sequence <= sequence &&
                       sequence <= found_->header.last_sequence();
  if (is_held) return found_;
  auto group = journal_read().group_holding(sequence);
  if (!group) throw journal::JournalFault("the journal ends before a command that was answered");
  found_ = std::make_shared<const journal::Group>(std::move(*group));
  return found_;
}

Worker::Clock::time_point Worker::next_look(Clock::time_point now) const {
  Clock::time_point next = now + look_every;
  if (!to_be_sent_.empty() && under_way_ < limits_.under_way) {
    next = std::min(next, to_be_sent_.begin()->first);
  }
  const auto time = world_.clock();
  if (next_due_ && time && *next_due_ > *time) {
    next = std::min(next, now + std::chrono::milliseconds(next_due_->ms - time->ms));
  }
  return next;
}

Worker::Status Worker::status() const {
  Status status{.place = place_, .waiting = waiting_.size(), .foreign = foreign_};
  for (const auto& [subject, sending] : waiting_) {
    const protocol::Time since = sending.command.since;
    if (status.since.ms == 0 || since < status.since) status.since = since;
    if (sending.why != Refusal::none) status.why = sending.why;
  }
  return status;
}

store::Database& Worker::rows_read() {
  if (!database_)
    database_.emplace(world_.rows_url, store::Options{.access = store::Access::read_only});
  return *database_;
}

journal::Reader& Worker::journal_read() {
  if (!reader_) reader_.emplace(world_.journal_url);
  return *reader_;
}

}  // namespace tributary::agents
