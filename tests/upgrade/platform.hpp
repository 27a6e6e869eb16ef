#pragma once

#include <fstream>
#include <future>

#include "api/reply.hpp"
#include "ring/local_outlet.hpp"
#include "ring/recovery.hpp"
#include "tests/upgrade/requests.hpp"

namespace tributary::upgrade {

/// The program of today on a data folder, without the web.
class Platform {
 public:
  explicit Platform(const std::filesystem::path& path)
      : folder_(path),
        journal_((folder_.create(), folder_.journal_url())),
        epoch_(journal_.begin_epoch()),
        recovered_(recover(engine_, folder_, false)),
        pipeline_(engine_, journal_,
                  {.queue_age_max = std::chrono::hours(1),
                   .epoch = epoch_,
                   .clock = [] { return protocol::Time{1'700'000'000'000}; },
                   .on_durable = {}}),
        repeats_(folder_.journal_url()),
        local_(std::make_shared<ring::LocalOutlet>(pipeline_, repeats_)) {
    pipeline_.add(local_);
    pipeline_.start();
  }
  ~Platform() {
    pipeline_.stop();
    repeats_.stop();
  }

  ring::LocalOutlet::Outcome send(const Sent& sent) {
    const Understood request = understood<protocol::Commands>(sent);
    std::promise<ring::LocalOutlet::Outcome> promise;
    local_->send(sent.sender, sent.id, request.command,
                 [&](const auto& outcome) { promise.set_value(outcome); });
    return promise.get_future().get();
  }
  /// What the sender of a recorded request is answered: status and body.
  std::string answer_at(protocol::Sequence sequence) {
    std::promise<std::string> promise;
    repeats_.find(sequence, [&](const ring::RepeatReader::Found& found) {
      const auto response = api::render(found.sequence, found.time, *found.record);
      promise.set_value(std::to_string(response.status) + " " + response.body);
    });
    return promise.get_future().get();
  }
  const ring::Recovered& recovered() const { return recovered_; }
  const engine::State& state() const { return engine_.state(); }

 private:
  ring::DataFolder folder_;
  journal::Journal journal_;
  std::uint64_t epoch_;
  engine::Engine engine_;
  ring::Recovered recovered_;
  ring::Pipeline pipeline_;
  ring::RepeatReader repeats_;
  std::shared_ptr<ring::LocalOutlet> local_;
};

/// A copy of the folder of before, which stays as it is.
inline void copy_before(const std::filesystem::path& to) {
  std::filesystem::create_directories(to);
  std::filesystem::copy_file(std::filesystem::path(TRIBUTARY_BEFORE) / "journal.db",
                             to / "journal.db");
}

inline std::vector<std::string> answers_of_before() {
  std::ifstream in(std::filesystem::path(TRIBUTARY_BEFORE) / "answers.txt");
  std::vector<std::string> answers;
  for (std::string line; std::getline(in, line);) answers.push_back(line);
  return answers;
}

}  // namespace tributary::upgrade
