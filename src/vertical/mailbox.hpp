#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "vertical/ring.hpp"

namespace tributary::vertical {

/// Thrown through work that has to end because the platform stops.
struct Stopping {};

/// Brings answers from the journal's thread to one that waits for them. Whoever waits no more
/// leaves a mailbox behind that nobody empties: late answers do no harm.
class Mailbox {
 public:
  using Letter = std::function<void()>;

  void put(Letter letter) {
    const std::lock_guard lock(mutex_);
    letters_.push_back(std::move(letter));
    arrived_.notify_one();
  }

  /// Waits for something and reads all that has come. Errors: Stopping.
  void read(const std::atomic<bool>& stopping) {
    std::unique_lock lock(mutex_);
    while (!arrived_.wait_for(lock, look_for_stop_every, [&] { return !letters_.empty(); })) {
      if (stopping) throw Stopping{};
    }
    const std::vector<Letter> letters = std::exchange(letters_, {});
    lock.unlock();
    for (const Letter& letter : letters) letter();
  }

 private:
  static constexpr std::chrono::milliseconds look_for_stop_every{50};

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Letter> letters_;
};

/// Asks and waits. Errors: Stopping; std::bad_variant_access for a refusal, which nobody expects.
inline protocol::WorkView ask_and_wait(Ring& ring, const protocol::Sender& sender,
                                       const protocol::WorkQuery& query,
                                       const std::atomic<bool>& stopping) {
  std::optional<protocol::WorkView> view;
  const auto mailbox = std::make_shared<Mailbox>();
  ring.ask(sender, query, [&view, mailbox](const protocol::Answer& answer) {
    mailbox->put([&view, answer] { view = std::get<protocol::WorkView>(answer); });
  });
  while (!view) mailbox->read(stopping);
  return std::move(*view);
}

/// Sends and waits until the outcome is durable. Errors: Stopping.
inline Ring::Outcome send_and_wait(Ring& ring, const protocol::Sender& sender, std::string_view id,
                                   std::span<const std::byte> command,
                                   const std::atomic<bool>& stopping) {
  std::optional<Ring::Outcome> outcome;
  const auto mailbox = std::make_shared<Mailbox>();
  ring.send(sender, id, command, [&outcome, mailbox](const Ring::Outcome& told) {
    mailbox->put([&outcome, told] { outcome = told; });
  });
  while (!outcome) mailbox->read(stopping);
  return *outcome;
}

/// What the journal keeps of a command.
struct Kept {
  std::vector<std::byte> command;  ///< framed
  protocol::Refusal refusal = protocol::Refusal::none;
};

/// Nothing when the journal cannot be read now. Errors: Stopping.
inline std::optional<Kept> find_and_wait(Ring& ring, protocol::Sequence sequence,
                                         const std::atomic<bool>& stopping) {
  bool has_come = false;
  std::optional<Kept> kept;
  const auto mailbox = std::make_shared<Mailbox>();
  ring.find(sequence, [&has_come, &kept, mailbox](const protocol::Record* record) {
    std::optional<Kept> copy;
    if (record != nullptr) {
      copy = {{record->command_bytes.begin(), record->command_bytes.end()}, record->refusal};
    }
    mailbox->put([&has_come, &kept, copy = std::move(copy)] {
      kept = copy;
      has_come = true;
    });
  });
  while (!has_come) mailbox->read(stopping);
  return kept;
}

}  // namespace tributary::vertical
