#include "vertical/reading_desk.hpp"

#include <exception>

#include "api/denial.hpp"
#include "api/reply.hpp"
#include "base/assert.hpp"
#include "base/log.hpp"
#include "base/thread_name.hpp"
#include "vertical/mailbox.hpp"

namespace tributary::vertical {

using protocol::Refusal;

namespace {

bool is_not_found(Refusal refusal) {
  return refusal == Refusal::account_not_found || refusal == Refusal::loan_not_found;
}

/// Too many questions of one caller wait for their answers.
api::Denial denial_of(Refusal refusal) {
  if (refusal != Refusal::too_many_requests) return refusal;
  return {api::Limit::in_flight, std::chrono::seconds(1)};
}

}  // namespace

struct ReadingDesk::Seat {
  std::string url;  ///< of the connection
  std::optional<Connection> connection;
  std::optional<Reading> reading;
  bool is_sound = true;  ///< else a statement may be in the middle of its rows
};

ReadingDesk::ReadingDesk(const char* name, Source source, Options options)
    : name_(name), source_(std::move(source)), options_(options) {
  ASSERT(options_.threads > 0);
}

ReadingDesk::~ReadingDesk() { stop(); }

void ReadingDesk::start() {
  while (threads_.size() < options_.threads) threads_.emplace_back([this] { run(); });
}

void ReadingDesk::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  asked_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void ReadingDesk::ask(Question question) {
  http::Server& server = *question.server;
  const http::Ticket ticket = question.ticket;
  if (const Sequence durable = source_.durable(); question.at_least > durable) {
    const std::string number = std::to_string(durable);
    const std::string english = "the last durable sequence is " + number;
    const std::string chinese = "最后一个已持久化的序号是 " + number;
    return server.respond(ticket, api::render(Refusal::sequence_not_reached, {english, chinese}));
  }
  if (const auto against = enter(std::move(question))) {
    return server.respond(ticket, api::render(denial_of(*against)));
  }
  asked_.notify_one();
}

std::optional<Refusal> ReadingDesk::enter(Question&& question) {
  const std::lock_guard lock(mutex_);
  const auto known = lines_.find(question.caller.value);
  if (known != lines_.end() && known->second.held >= options_.questions_of_caller_max) {
    return Refusal::too_many_requests;
  }
  if (held_ >= options_.questions_max) return Refusal::overloaded;
  ++held_;
  Line& line = lines_[question.caller.value];
  ++line.held;
  queue(line, {std::move(question), Clock::now() + options_.patience});
  return std::nullopt;
}

void ReadingDesk::queue(Line& line, Waiting&& next) {
  next.number = ++last_number_;
  if (line.asked.empty()) turns_.push_back(next.question.caller.value);
  line.asked.push_back(std::move(next));
}

void ReadingDesk::run() {
  base::name_thread(name_.c_str());
  Seat seat;
  while (const auto round = wait_for_round()) work(seat, *round);
}

/// Waits for questions, or until it is time to look again: then there are none to answer. Nothing
/// when the desk closes.
std::optional<ReadingDesk::Round> ReadingDesk::wait_for_round() {
  std::unique_lock lock(mutex_);
  while (!stopping_ && turns_.empty()) {
    const auto pause = waiting_.empty() ? options_.keep_up : options_.look_again;
    if (asked_.wait_for(lock, pause) == std::cv_status::timeout) break;
  }
  if (stopping_) return std::nullopt;
  return Round{turns_.size(), last_number_, turns_.empty() && waiting_.empty()};
}

/// Another thread may take questions of this round too: none waits for one that takes long while
/// somebody is free.
void ReadingDesk::work(Seat& seat, const Round& round) {
  open(seat, round);
  release(seat.reading ? std::optional(seat.reading->sequence()) : std::nullopt);
  for (std::size_t n = 0; n < round.questions; ++n) {
    auto next = take(round);
    if (!next) break;
    if (seat.reading) {
      attempt(seat, *seat.reading, std::move(*next));
    } else {
      reply(next->question, api::render(Refusal::unavailable));
    }
  }
  if (round.nobody_asks && seat.reading) look_round(seat, *seat.reading);
  seat.reading.reset();
  if (!seat.is_sound) seat.connection.reset();
}

void ReadingDesk::open(Seat& seat, const Round& round) {
  seat.is_sound = false;
  try {
    const std::string url = source_.url();
    if (!seat.connection || url != seat.url) {
      seat.connection.emplace(url, source_.place);
      seat.url = url;
    }
    seat.reading.emplace(*seat.connection);
    seat.is_sound = true;
  } catch (const std::exception& fault) {
    if (!round.nobody_asks) base::log_warning(name_ + "_unavailable", fault.what());
  }
}

void ReadingDesk::look_round(Seat& seat, Reading& reading) {
  try {
    for (const auto& look : kept_ready_) look(reading);
  } catch (const std::exception&) {
    seat.is_sound = false;  // Who asks next is told, and the log with them.
  }
}

/// Back to the lines, where they take their turns, with those whose sequence has come.
void ReadingDesk::release(std::optional<Sequence> visible) {
  const auto now = Clock::now();
  std::vector<Waiting> given_up;
  bool has_come = false;
  {
    const std::lock_guard lock(mutex_);
    for (Waiting& next : std::exchange(waiting_, {})) {
      Line& line = lines_.at(next.question.caller.value);
      if (visible && next.question.at_least <= *visible) {
        --line.waiting;
        queue(line, std::move(next));
        has_come = true;
      } else if (visible && now < next.until) {
        waiting_.push_back(std::move(next));
      } else {
        --line.waiting;
        given_up.push_back(std::move(next));
      }
    }
  }
  if (has_come) asked_.notify_all();
  const Refusal why = visible ? Refusal::not_yet_visible : Refusal::unavailable;
  for (const Waiting& next : given_up) reply(next.question, api::render(why));
}

/// The next of the callers' turns that belongs to a round; nothing: the others wait for another.
std::optional<ReadingDesk::Waiting> ReadingDesk::take(const Round& round) {
  const std::lock_guard lock(mutex_);
  if (stopping_ || turns_.empty()) return std::nullopt;
  const std::uint64_t caller = turns_.front();
  std::deque<Waiting>& asked = lines_.at(caller).asked;
  if (asked.front().number > round.last) return std::nullopt;
  Waiting next = std::move(asked.front());
  asked.pop_front();
  turns_.pop_front();
  if (!asked.empty()) turns_.push_back(caller);
  return next;
}

void ReadingDesk::attempt(Seat& seat, Reading& reading, Waiting&& next) {
  Question& question = next.question;
  const Sequence visible = reading.sequence();
  if (question.at_least <= visible) {
    auto answer = answer_to(seat, reading, question);
    if (answer) return reply(question, std::move(*answer));
    const Sequence durable = source_.durable();
    if (!is_not_found(answer.error()) || durable <= visible) {
      return reply(question, api::render(answer.error()));
    }
    question.at_least = durable;
  }
  put_aside(std::move(next));
}

std::expected<http::Response, Refusal> ReadingDesk::answer_to(Seat& seat, Reading& reading,
                                                              const Question& question) {
  try {
    return question.answer(reading);
  } catch (const Stopping&) {
    seat.is_sound = false;
  } catch (const std::exception& fault) {
    seat.is_sound = false;
    base::log_warning(name_ + "_question_failed", fault.what());
  }
  return std::unexpected(Refusal::unavailable);
}

void ReadingDesk::put_aside(Waiting&& next) {
  if (next.until <= Clock::now())
    return reply(next.question, api::render(Refusal::not_yet_visible));
  {
    const std::lock_guard lock(mutex_);
    Line& line = lines_.at(next.question.caller.value);
    if (line.waiting < options_.waiting_of_caller_max) {
      ++line.waiting;
      waiting_.push_back(std::move(next));
      asked_.notify_one();  // This thread may answer for long: another one looks again.
      return;
    }
  }
  reply(next.question, api::render(denial_of(Refusal::too_many_requests)));
}

void ReadingDesk::reply(const Question& question, http::Response&& response) {
  {
    const std::lock_guard lock(mutex_);
    --held_;
    const auto line = lines_.find(question.caller.value);
    if (--line->second.held == 0) lines_.erase(line);
  }
  question.server->post(question.ticket.shard, [server = question.server, ticket = question.ticket,
                                                response = std::move(response)]() mutable {
    server->respond(ticket, std::move(response));
  });
}

}  // namespace tributary::vertical
