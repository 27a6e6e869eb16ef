#include "verticals/clock/office.hpp"

#include "api/reply.hpp"
#include "base/log.hpp"

namespace tributary::clock {

using protocol::Refusal;

namespace {

/// Up to where in the journal the tables know everything.
protocol::Sequence sequence_of(store::Database& database) {
  store::Statement cursor = database.prepare("SELECT cursor FROM follow_state");
  cursor.step();
  return static_cast<protocol::Sequence>(cursor.integer(0));
}

}  // namespace

Office::Office(World world, Options options)
    : world_(std::move(world)), desk_("office", *this, world_.house.durable, options) {}

Office::~Office() { stop(); }

void Office::stop() {
  stopping_ = true;
  desk_.stop();
}

void Office::ask(Question question) {
  desk_.ask({question.ticket, question.server, question.caller, question.at_least,
             [this, answer = std::move(question.answer)] -> std::expected<http::Response, Refusal> {
               Desk desk{*database_, sequence_, world_, stopping_};
               try {
                 return answer(desk);
               } catch (const Stopping&) {
                 return std::unexpected(Refusal::unavailable);
               }
             }});
}

/// Anew each time: operators ask now and then, and the file may be another one by then.
protocol::Sequence Office::open() {
  watch();
  database_.emplace(world_.house.read_models.url(),
                    store::Options{.access = store::Access::read_only});
  one_state_.emplace(*database_, store::Transaction::Kind::read);
  sequence_ = sequence_of(*database_);
  return sequence_;
}

void Office::close() noexcept {
  one_state_.reset();
  database_.reset();
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
    run.answered(ask_and_wait(ring, timers_agent, std::get<protocol::WorkQuery>(*step), stopping));
  }
  return run.plan()->rows();
}

}  // namespace tributary::clock
