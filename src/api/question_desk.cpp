#include "api/question_desk.hpp"

#include <exception>

#include "api/denial.hpp"
#include "api/reply.hpp"
#include "base/log.hpp"
#include "base/thread_name.hpp"

namespace tributary::api {

using protocol::Refusal;

namespace {

bool is_not_found(Refusal refusal) {
  return refusal == Refusal::account_not_found || refusal == Refusal::loan_not_found;
}

/// Too many questions of one caller wait for their answers.
Denial denial_of(Refusal refusal) {
  if (refusal != Refusal::too_many_requests) return refusal;
  return {Limit::in_flight, std::chrono::seconds(1)};
}

}  // namespace

QuestionDesk::QuestionDesk(const char* name, Tables& tables, std::function<Sequence()> durable,
                           Options options)
    : name_(name), tables_(tables), durable_(std::move(durable)), options_(options) {}

QuestionDesk::~QuestionDesk() { stop(); }

void QuestionDesk::start() {
  thread_ = std::thread([this] { run(); });
}

void QuestionDesk::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  asked_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void QuestionDesk::ask(Question question) {
  http::Server& server = *question.server;
  const http::Ticket ticket = question.ticket;
  if (const Sequence durable = durable_(); question.at_least > durable) {
    const std::string number = std::to_string(durable);
    const std::string english = "the last durable sequence is " + number;
    const std::string chinese = "最后一个已持久化的序号是 " + number;
    return server.respond(ticket, render(Refusal::sequence_not_reached, {english, chinese}));
  }
  if (const auto against = enter(std::move(question))) {
    return server.respond(ticket, render(denial_of(*against)));
  }
  asked_.notify_one();
}

std::optional<Refusal> QuestionDesk::enter(Question&& question) {
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

void QuestionDesk::queue(Line& line, Waiting&& next) {
  if (line.asked.empty()) turns_.push_back(next.question.caller.value);
  line.asked.push_back(std::move(next));
}

void QuestionDesk::run() {
  base::name_thread(name_.c_str());
  std::vector<Waiting> round;
  while (take(round)) answer(round);
}

/// Waits for questions, or until it is time to look again, and takes one of each caller; false when
/// the desk closes.
bool QuestionDesk::take(std::vector<Waiting>& round) {
  std::unique_lock lock(mutex_);
  asked_.wait_for(lock, waiting_.empty() ? options_.keep_up : options_.look_again,
                  [this] { return stopping_ || !turns_.empty(); });
  round.clear();
  for (std::size_t turns = turns_.size(); turns > 0; --turns) {
    std::deque<Waiting>& asked = lines_.at(turns_.front()).asked;
    round.push_back(std::move(asked.front()));
    asked.pop_front();
    if (!asked.empty()) turns_.push_back(turns_.front());
    turns_.pop_front();
  }
  return !stopping_;
}

void QuestionDesk::answer(std::vector<Waiting>& round) {
  const auto visible = open(!round.empty() || !waiting_.empty());
  release(visible);
  for (Waiting& next : round) {
    if (visible) {
      attempt(std::move(next), *visible);
    } else {
      reply(next.question, render(Refusal::unavailable));
    }
  }
  tables_.close();
}

std::optional<QuestionDesk::Sequence> QuestionDesk::open(bool somebody_asks) {
  try {
    return tables_.open();
  } catch (const std::exception& fault) {
    if (somebody_asks) base::log_warning(name_ + "_unavailable", fault.what());
    return std::nullopt;
  }
}

/// Back to the lines, where they take their turns, with those whose sequence has come.
void QuestionDesk::release(std::optional<Sequence> visible) {
  const auto now = Clock::now();
  std::vector<Waiting> waiting;
  for (Waiting& next : std::exchange(waiting_, {})) {
    const bool has_come = visible && next.question.at_least <= *visible;
    if (visible && !has_come && now < next.until) {
      waiting.push_back(std::move(next));
      continue;
    }
    {
      const std::lock_guard lock(mutex_);
      Line& line = lines_.at(next.question.caller.value);
      --line.waiting;
      if (has_come) {
        queue(line, std::move(next));
        continue;
      }
    }
    reply(next.question, render(visible ? Refusal::not_yet_visible : Refusal::unavailable));
  }
  waiting_ = std::move(waiting);
}

void QuestionDesk::attempt(Waiting&& next, Sequence visible) {
  Question& question = next.question;
  if (question.at_least <= visible) {
    auto answer = answer_to(question);
    if (answer) return reply(question, std::move(*answer));
    const Sequence durable = durable_();
    if (!is_not_found(answer.error()) || durable <= visible) {
      return reply(question, render(answer.error()));
    }
    question.at_least = durable;
  }
  put_aside(std::move(next));
}

std::expected<http::Response, Refusal> QuestionDesk::answer_to(const Question& question) {
  try {
    return question.answer();
  } catch (const std::exception& fault) {
    base::log_warning(name_ + "_question_failed", fault.what());
    return std::unexpected(Refusal::unavailable);
  }
}

void QuestionDesk::put_aside(Waiting&& next) {
  if (next.until <= Clock::now()) return reply(next.question, render(Refusal::not_yet_visible));
  {
    const std::lock_guard lock(mutex_);
    Line& line = lines_.at(next.question.caller.value);
    if (line.waiting < options_.waiting_of_caller_max) {
      ++line.waiting;
      return waiting_.push_back(std::move(next));
    }
  }
  reply(next.question, render(denial_of(Refusal::too_many_requests)));
}

void QuestionDesk::reply(const Question& question, http::Response&& response) {
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

}  // namespace tributary::api
