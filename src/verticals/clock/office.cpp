#include "verticals/clock/office.hpp"

#include "api/reply.hpp"
#include "base/log.hpp"
#include "base/thread_name.hpp"
#include "store/transaction.hpp"

namespace tributary::clock {

using protocol::Refusal;

namespace {

constexpr std::size_t questions_max = 256;
constexpr std::chrono::milliseconds patience{2'000};  ///< for a sequence
constexpr std::chrono::milliseconds watch_every{1'000};

void reply(http::Server& server, const http::Ticket& ticket, http::Response&& response) {
  server.post(ticket.shard, [&server, ticket, response = std::move(response)]() mutable {
    server.respond(ticket, std::move(response));
  });
}

/// Up to where in the journal the tables know everything.
protocol::Sequence sequence_of(store::Database& database) {
  store::Statement cursor = database.prepare("SELECT cursor FROM follow_state");
  cursor.step();
  return static_cast<protocol::Sequence>(cursor.integer(0));
}

}  // namespace

Office::Office(World world) : world_(std::move(world)) {}

Office::~Office() { stop(); }

void Office::start() {
  thread_ = std::thread([this] { run(); });
}

void Office::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  asked_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Office::ask(const http::Ticket& ticket, http::Server& server, protocol::Sequence at_least,
                 Answer answer) {
  bool accepted = false;
  {
    const std::lock_guard lock(mutex_);
    accepted = questions_.size() < questions_max;
    if (accepted) questions_.push_back({ticket, &server, at_least, std::move(answer)});
  }
  if (accepted) return asked_.notify_one();
  server.respond(ticket, api::render(Refusal::overloaded));
}

void Office::run() {
  base::name_thread("office");
  try {
    while (!stopping_) {
      if (const auto question = take()) {
        reply(*question->server, question->ticket, attempt(*question));
      }
      watch();
    }
  } catch (const Stopping&) {
    // The questions that are left are not answered: their connections end with the platform.
  }
}

std::optional<Office::Question> Office::take() {
  std::unique_lock lock(mutex_);
  asked_.wait_for(lock, watch_every, [this] { return stopping_ || !questions_.empty(); });
  if (stopping_ || questions_.empty()) return std::nullopt;
  Question question = std::move(questions_.front());
  questions_.pop_front();
  return question;
}

http::Response Office::attempt(const Question& question) {
  try {
    if (question.at_least != 0 && !world_.wait_for(question.at_least, patience)) {
      return api::render(Refusal::not_yet_visible);
    }
    // Opened for each: operators ask now and then, and the file may be another one by then.
    store::Database database(world_.read_url(), {.access = store::Access::read_only});
    const store::Transaction one_state(database, store::Transaction::Kind::read);
    Desk desk{database, sequence_of(database), world_, stopping_};
    return question.answer(desk);
  } catch (const std::exception& fault) {
    base::log_warning("timers_question_failed", fault.what());
    return api::render(Refusal::unavailable);
  }
}

/// Says once that the timers need somebody.
void Office::watch() {
  if (world_.timers == nullptr) return;
  const auto trouble = world_.timers->trouble();
  if (trouble && !trouble_is_told_) base::log_error("timers", *trouble);
  trouble_is_told_ = trouble.has_value();
}

std::vector<PlannedKind> list_plan(Ring& ring, Shift shift, const std::atomic<bool>& stopping) {
  shift.kinds = {};
  DayRun run(std::move(shift));
  while (const auto step = run.next()) {
    run.answered(ask_and_wait(ring, timers_caller, std::get<protocol::WorkQuery>(*step), stopping));
  }
  return run.plan()->rows();
}

}  // namespace tributary::clock
