#pragma once

#include <functional>
#include <optional>
#include <string>

#include "api/quota.hpp"
#include "rows/writer.hpp"
#include "vertical/local_time.hpp"
#include "vertical/possible_times.hpp"
#include "vertical/reading_desk.hpp"
#include "vertical/ring.hpp"

namespace tributary::vertical {

/// The clock of the machine that decides. Any thread.
struct MachineClock {
  /// Right or wrong.
  std::function<protocol::Time()> shows;
  /// What is decided by; nothing while it is in doubt.
  std::function<std::optional<protocol::Time>()> now;
  /// Why it is in doubt and what to do; nothing when all is well.
  std::function<std::optional<std::string>()> doubt;
  /// Whether it shows the time that is named, by and large.
  std::function<bool(protocol::Time named)> is_shown;
  /// From here on it is believed. False: it shows another time than the one that is named.
  std::function<bool(protocol::Time named)> confirm;
  /// What it is as far as anybody knows, for what cannot wait until it is no longer in doubt.
  std::function<PossibleTimes()> supposed{};
};

/// The file of tables that follow the journal. Any thread; both change.
struct ReadModels {
  std::function<std::string()> url;              ///< empty: there is none yet
  std::function<protocol::Sequence()> sequence;  ///< up to which they know the journal
};

/// What a running platform lends its business lines. All of it lives until their rooms are gone.
struct House {
  Ring* ring = nullptr;
  ReadModels read_models;
  ReadingDesk* desk = nullptr;  ///< answers questions about them; begins before the rooms
  std::function<protocol::Sequence()> durable;  ///< the last in the journal for good; any thread
  rows::Writer* rows = nullptr;                 ///< who changes what is in no journal
  ReadingDesk* rows_desk = nullptr;             ///< answers questions about that
  std::string rows_url;                         ///< where it is read
  api::UsageBook* usages = nullptr;             ///< what callers have taken
  protocol::Sequence started_at = 0;            ///< the journal's last at the start; 0: it is new
  MachineClock clock;
  UtcOffset offset;                ///< of the operator's day
  std::int32_t catch_up_days = 7;  ///< a clock further ahead has to be confirmed

  /// The operator's day; nothing while the clock is in doubt.
  std::optional<money::Date> today() const {
    const auto now = clock.now();
    if (!now) return std::nullopt;
    return local_time(*now, offset).date;
  }
};

}  // namespace tributary::vertical
