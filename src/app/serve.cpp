#include "app/serve.hpp"

#include <ostream>
#include <ranges>

#include "app/commands.hpp"
#include "app/flags.hpp"
#include "app/platform.hpp"
#include "app/progress_bar.hpp"
#include "app/quota_flags.hpp"
#include "app/signals.hpp"

namespace tributary::app {
namespace {

constexpr std::string_view usage_begin =
    "usage: tributary serve [--data FOLDER] [--listen ADDRESS:PORT] [--socket PATH]\n"
    "                       [--shards N] [--snapshot-every COMMANDS] [--queue-age-ms N] "
    "[--flush-delay-us N]\n"
    "                       [--quota KIND=…]\n"
    "                       [--no-timers] [--utc-offset +08:00] [--calendar FILE]\n"
    "                       [--collect-at HH:MM,…] [--remind-days N] [--catch-up-days N]\n\n"
    "Runs the platform on a data folder (default: data), made if it is not there.\n"
    "  --listen           where to answer HTTP (127.0.0.1:8080)\n"
    "  --socket           a Unix socket to answer on besides, for a web server on the same "
    "machine\n"
    "  --shards           threads that serve HTTP (1)\n"
    "  --snapshot-every   commands between snapshots (2000000)\n"
    "  --queue-age-ms     refuse new commands while the oldest has waited longer (1000)\n"
    "  --flush-delay-us   add this to each flush, to try a slower disk\n";
constexpr std::string_view usage_end =
    "  --no-timers        begin no business days: nothing is collected, charged or closed by "
    "itself\n"
    "  --utc-offset       of the operator's day (+08:00)\n"
    "  --calendar         holidays as lines of date,kind,name (mainland China 2024 to 2027)\n"
    "  --collect-at       when due money is tried for (00:30,09:00,12:00,16:00,20:00)\n"
    "  --remind-days      before the due date (3; 0: never)\n"
    "  --catch-up-days    a clock further ahead of the business day has to be confirmed (7)\n"
    "Ctrl-C or SIGTERM: finish what was accepted, write a snapshot, end.\n";

std::vector<clock::MinuteOfDay> read_hours(std::string_view text) {
  std::vector<clock::MinuteOfDay> hours;
  for (const auto part : std::views::split(text, ',')) {
    const std::string_view word(part.begin(), part.end());
    const auto hour = clock::parse_minute_of_day(word);
    if (!hour || (!hours.empty() && *hour <= hours.back())) {
      throw FlagError("--collect-at needs growing hours such as 00:30,09:00");
    }
    hours.push_back(*hour);
  }
  return hours;
}

void read_timer_options(Flags& flags, ServeOptions& options) {
  clock::Timers::Options& timers = options.timer_options;
  options.timers = !flags.has("--no-timers");
  options.calendar = flags.text("--calendar", "");
  const auto offset = clock::parse_utc_offset(flags.text("--utc-offset", "+08:00"));
  if (!offset) throw FlagError("--utc-offset needs an offset such as +08:00");
  timers.timetable.offset = *offset;
  const std::string hours = flags.text("--collect-at", "");
  if (!hours.empty()) timers.timetable.collect_at = read_hours(hours);
  const auto days = [&](std::string_view name, std::uint64_t otherwise) {
    const std::uint64_t number = flags.number(name, otherwise);
    if (number > 366) throw FlagError(std::string(name) + " needs at most 366 days");
    return number;
  };
  timers.remind_days = static_cast<std::uint16_t>(days("--remind-days", 3));
  timers.timetable.catch_up_days = static_cast<std::int32_t>(days("--catch-up-days", 7));
}

ServeOptions read_options(Flags& flags) {
  ServeOptions options;
  options.data = flags.text("--data", "data");
  const std::string listen = flags.text("--listen", "127.0.0.1:8080");
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string::npos) throw FlagError("--listen needs ADDRESS:PORT, not " + listen);
  options.address = listen.substr(0, colon);
  const std::array<std::string_view, 2> port{"--port", std::string_view(listen).substr(colon + 1)};
  const std::uint64_t number = Flags(port).number("--port", 0);
  if (number > 65'535) throw FlagError("--listen needs a port up to 65535");
  options.port = static_cast<std::uint16_t>(number);
  options.socket = flags.text("--socket", "");
  options.shards = static_cast<unsigned>(flags.number("--shards", 1));
  if (options.shards == 0 || options.shards > 256) throw FlagError("--shards needs 1 to 256");
  options.snapshot_every = flags.number("--snapshot-every", 2'000'000);
  options.queue_age_max = std::chrono::milliseconds(flags.number("--queue-age-ms", 1000));
  options.flush_delay = std::chrono::microseconds(flags.number("--flush-delay-us", 0));
  options.quotas = read_quotas(flags);
  read_timer_options(flags, options);
  flags.finish();
  return options;
}

}  // namespace

int serve_command(Words words, std::ostream& out, std::ostream& err) {
  Flags flags(words);
  if (flags.has("--help")) {
    out << usage_begin << quota_usage << usage_end;
    return 0;
  }
  const ServeOptions options = read_options(flags);
  // Before any thread starts, so that all of them leave the signals to this one.
  const StopSignals signals;
  ProgressBar progress(err, "replaying the journal");
  Platform platform(options,
                    [&](std::uint64_t sequence, std::uint64_t) { progress.show(sequence); });
  progress.finish();
  out << "listening on http://" << options.address << ':' << platform.port() << '\n'
      << (options.socket.empty() ? "" : "  socket      " + options.socket.string() + '\n')
      << "  reference   http://" << options.address << ':' << platform.port() << "/docs\n"
      << "  data        " << options.data.string() << ", sequence " << platform.sequence() << '\n'
      << "  a token     tributary token create --data " << options.data.string()
      << " --role admin\n"
      << std::flush;
  signals.wait();
  out << "stopping: finishing what was accepted\n" << std::flush;
  platform.stop();
  out << "stopped at sequence " << platform.sequence() << '\n' << std::flush;
  return 0;
}

}  // namespace tributary::app
