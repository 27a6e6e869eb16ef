#include "verticals/books/desk.hpp"

#include <exception>
#include <iterator>

#include "api/reply.hpp"

namespace tributary::books {

using protocol::Refusal;
using Clock = std::chrono::steady_clock;

Desk::Desk(std::function<std::string()> read_url, Options options)
    : read_url_(std::move(read_url)), options_(options) {}

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
  {
    const std::lock_guard lock(mutex_);
    if (waiting_ < options_.questions_max) {
      ++waiting_;
      asked_for_.push_back({std::move(question), Clock::now() + options_.patience});
      question.server = nullptr;
    }
  }
  if (question.server == nullptr) return asked_.notify_one();
  question.server->respond(question.ticket, api::render(Refusal::overloaded));
}

void Desk::run() {
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
  std::size_t done = 0;
  try {
    Snapshot books(reader());
    const auto now = Clock::now();
    for (; done < waiting.size(); ++done) {
      Waiting& next = waiting[done];
      if (next.question.at_least <= books.sequence()) {
        reply(next.question, next.question.answer(books));
      } else if (next.until <= now) {
        reply(next.question, api::render(Refusal::not_yet_visible));
      } else {
        later.push_back(std::move(next));
      }
    }
  } catch (const std::exception&) {
    // No file yet, a fault of the file, or of one answer: the next question begins with a new
    // reader. What is wrong with the file, whoever writes it says.
    reader_.reset();
    for (; done < waiting.size(); ++done) {
      reply(waiting[done].question, api::render(Refusal::unavailable));
    }
  }
  waiting = std::move(later);
}

Reader& Desk::reader() {
  const std::string url = read_url_();
  if (!reader_ || url != url_) {
    reader_.reset();
    reader_.emplace(url);
    url_ = url;
  }
  return *reader_;
}

void Desk::reply(const Question& question, http::Response&& response) {
  question.server->post(
      question.ticket.shard,
      [server = question.server, ticket = question.ticket, response = std::move(response)]() mutable {
        server->respond(ticket, std::move(response));
      });
}

}  // namespace tributary::books
