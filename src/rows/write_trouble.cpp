#include "rows/write_trouble.hpp"

#include "api/time_text.hpp"
#include "base/log.hpp"

namespace tributary::rows {

namespace {

std::string words_of(const std::string& why, protocol::Time since) {
  std::string words = "the platform's rows (platform.db: tokens, plans) cannot be written since ";
  api::append_time(words, since);
  return words + ": " + why;
}

}  // namespace

void WriteTrouble::begin_or_go_on(const std::string& why, protocol::Time now, std::size_t orders) {
  const std::lock_guard lock(mutex_);
  if (!trouble_) {
    trouble_ = Trouble{.since = now, .why = {}};
    base::log_warning("rows_unavailable", words_of(why, now) + "; orders are answered 503");
  }
  trouble_->why = why;
  trouble_->orders += orders;
}

void WriteTrouble::end(protocol::Time now) {
  const std::lock_guard lock(mutex_);
  if (!trouble_) return;
  std::string words = "since ";
  api::append_time(words, now);
  base::log_info("rows_go_on", words + " the platform's rows are written again; " +
                                   std::to_string(trouble_->orders) +
                                   " orders were turned away: " + trouble_->why);
  trouble_.reset();
}

std::optional<std::string> WriteTrouble::words() const {
  const std::lock_guard lock(mutex_);
  if (!trouble_) return std::nullopt;
  return words_of(trouble_->why, trouble_->since);
}

}  // namespace tributary::rows
