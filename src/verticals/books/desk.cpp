#include "verticals/books/desk.hpp"

#include <exception>
#include <iterator>

#include "api/reply.hpp"
#include "base/log.hpp"
#include "base/thread_name.hpp"

namespace tributary::books {

using protocol::Refusal;
using Clock = std::chrono::steady_clock;

namespace {

bool is_not_found(Refusal refusal) {
  return refusal == Refusal::account_not_found || refusal == Refusal::loan_not_found;
}

}  // namespace

Desk::Desk(Source source, Options options) : source_(std::move(source)), options_(options) {}

Desk::~Desk() { stop(); }

void Desk::start() {
  thread_ = std::thread([this] { run(); });
}

void Desk::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  asked_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Desk::ask(Question question) {
  bool accepted = false;
  {
    const std::lock_guard lock(mutex_);
    accepted = waiting_ < options_.questions_max;
    if (accepted) {
      ++waiting_;
      asked_for_.push_back({std::move(question), Clock::now() + options_.patience});
    }
  }
  if (accepted) return asked_.notify_one();
  question.server->respond(question.ticket, api::render(Refusal::overloaded));
}

void Desk::run() {
  base::name_thread("books");
  std::vector<Waiting> waiting;
  while (take(waiting)) answer(waiting);
}

/// Waits for questions, or until it is time to look again; false when the desk closes.
bool Desk::take(std::vector<Waiting>& waiting) {
  std::unique_lock lock(mutex_);
  asked_.wait_for(lock, waiting.empty() ? options_.keep_up : options_.look_again,
                  [this] { return stopping_ || !asked_for_.empty(); });
  waiting_ = waiting.size() + asked_for_.size();
  std::ranges::move(asked_for_, std::back_inserter(waiting));
  asked_for_.clear();
  return !stopping_;
}

/// Answers what can be answered now, and leaves the rest in `waiting`.
void Desk::answer(std::vector<Waiting>& waiting) {
  std::vector<Waiting> later;
  try {
    Snapshot books(reader());
    const auto now = Clock::now();
    for (Waiting& next : waiting) {
      if (auto response = attempt(next, books)) {
        reply(next.question, std::move(*response));
      } else if (next.until <= now) {
        reply(next.question, api::render(Refusal::not_yet_visible));
      } else {
        later.push_back(std::move(next));
      }
    }
  } catch (const std::exception& fault) {
    reader_is_sound_ = false;
    if (!waiting.empty()) base::log_warning("books_unavailable", fault.what());
    for (const Waiting& next : waiting) reply(next.question, api::render(Refusal::unavailable));
  }
  if (!reader_is_sound_) reader_.reset();
  waiting = std::move(later);
}

/// The answer, or nothing if the books have to know more first.
std::optional<http::Response> Desk::attempt(Waiting& next, Snapshot& books) {
  if (next.question.at_least > books.sequence()) return std::nullopt;
  auto answer = answer_to(next.question, books);
  if (answer) return std::move(*answer);
  if (is_not_found(answer.error()) && books.sequence() < source_.known()) {
    next.question.at_least = source_.known();
    return std::nullopt;
  }
  return api::render(answer.error());
}

std::expected<http::Response, Refusal> Desk::answer_to(const Question& question, Snapshot& books) {
  try {
    return question.answer(books);
  } catch (const std::exception& fault) {
    reader_is_sound_ = false;  // A statement may be in the middle of its rows.
    base::log_warning("books_question_failed", fault.what());
    return std::unexpected(Refusal::unavailable);
  }
}

Reader& Desk::reader() {
  const std::string url = source_.url();
  if (!reader_ || url != url_) {
    reader_.reset();
    reader_.emplace(url);
    url_ = url;
    reader_is_sound_ = true;
  }
  return *reader_;
}

void Desk::reply(const Question& question, http::Response&& response) {
  question.server->post(question.ticket.shard, [server = question.server, ticket = question.ticket,
                                                response = std::move(response)]() mutable {
    server->respond(ticket, std::move(response));
  });
}

}  // namespace tributary::books
