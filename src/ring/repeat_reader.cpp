#include "ring/repeat_reader.hpp"

#include <algorithm>
#include <optional>

#include "base/log.hpp"
#include "base/thread_name.hpp"
#include "follow/records.hpp"

namespace tributary::ring {

RepeatReader::RepeatReader(std::string journal_url)
    : url_(std::move(journal_url)), thread_([this] { run(); }) {}

RepeatReader::~RepeatReader() { stop(); }

void RepeatReader::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void RepeatReader::find(protocol::Sequence sequence, Done done) {
  {
    const std::lock_guard lock(mutex_);
    wishes_.push_back({sequence, std::move(done)});
  }
  arrived_.notify_one();
}

void RepeatReader::run() {
  base::name_thread("repeats");
  std::optional<journal::Reader> reader;
  for (;;) {
    std::vector<Wish> wishes;
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [&] { return stopping_ || !wishes_.empty(); });
      if (wishes_.empty()) return;
      wishes.swap(wishes_);
    }
    std::ranges::stable_sort(wishes, {}, &Wish::sequence);
    for (Wish& wish : wishes) {
      try {
        if (!reader) reader.emplace(url_);
        serve(*reader, wish);
      } catch (const std::exception& fault) {
        base::log_warning("repeat_unreadable", fault.what());
        reader.reset();
        wish.done({wish.sequence, {}, nullptr});
      }
    }
  }
}

void RepeatReader::serve(journal::Reader& reader, Wish& wish) {
  const journal::GroupHeader& held = group_.header;
  const bool is_held = held.record_count != 0 && held.first_sequence <= wish.sequence &&
                       wish.sequence <= held.last_sequence();
  if (!is_held) {
    auto group = reader.group_holding(wish.sequence);
    if (!group) throw journal::JournalFault("the journal ends before a request that was answered");
    group_ = std::move(*group);
  }
  follow::for_each_record(group_, [&](protocol::Sequence sequence, const protocol::Record& record) {
    if (sequence == wish.sequence) {
      wish.done({sequence, {group_.header.time_ms}, &record});
    }
  });
}

}  // namespace tributary::ring
