#include "app/serve_flags.hpp"

#include <ostream>
#include <ranges>

#include "app/edge_flags.hpp"
#include "app/quota_flags.hpp"

namespace tributary::app {
namespace {

constexpr std::string_view usage_begin =
    "usage: tributary serve [--data FOLDER] [--listen ADDRESS:PORT] [--admin-listen ADDRESS:PORT]\n"
    "                       [--socket PATH] [--tls-certificate FILE --tls-key FILE]\n"
    "                       [--trusted-proxy ADDRESS,NETWORK,unix] [--shards N]\n"
    "                       [--snapshot-every COMMANDS] [--queue-age-ms N] [--flush-delay-us N]\n"
    "                       [--remember-requests N]\n"
    "                       [--quota KIND=…]\n"
    "                       [--no-timers] [--utc-offset +08:00] [--calendar FILE]\n"
    "                       [--collect-at HH:MM,…] [--remind-days N] [--catch-up-days N]\n"
    "                       [--loans-kept-days N]\n\n"
    "Runs the platform on a data folder (default: data), made if it is not there.\n"
    "  --listen           where to answer HTTP (127.0.0.1:8080); IPv6 in brackets: [::]:8080\n"
    "  --admin-listen     where health, readiness and metrics are answered, for the operator's "
    "machines\n"
    "                     alone (127.0.0.1 and the port after that of --listen)\n"
    "  --socket           a Unix socket to answer on besides, for a web server on the same "
    "machine\n"
    "  --tls-certificate  speak TLS 1.2 and 1.3 on --listen: the certificate and those that vouch "
    "for it\n"
    "  --tls-key          and its private key, both in PEM; read again on SIGHUP\n"
    "  --trusted-proxy    whose X-Forwarded-For says who the client is: addresses, networks, and\n"
    "                     `unix` for whoever connects to --socket\n"
    "  --shards           threads that serve HTTP (1)\n"
    "  --snapshot-every   commands between snapshots (2000000)\n"
    "  --remember-requests  request ids kept in memory, one to two times as many; older ones go\n"
    "                     to files (2097152)\n"
    "  --queue-age-ms     refuse new commands while the oldest has waited longer (1000)\n"
    "  --flush-delay-us   add this to each flush, to try a slower disk\n";
constexpr std::string_view usage_end =
    "  --no-timers        begin no business days: nothing is collected, charged or closed by "
    "itself;\n"
    "                     the calendar is put into force all the same\n"
    "  --utc-offset       of the operator's day, -12:00 to +14:00 (+08:00)\n"
    "  --calendar         holidays as lines of date,kind,name (mainland China 2024 to 2027)\n"
    "  --collect-at       when due money is tried for (00:30,09:00,12:00,16:00,20:00)\n"
    "  --remind-days      before the due date (3; 0: never)\n"
    "  --loans-kept-days  so long after its end a loan's payments can be taken back (400)\n"
    "  --catch-up-days    a clock further ahead of the journal or of the business day has to be\n"
    "                     confirmed (7); after a start, one more than a day ahead of the business "
    "day\n"
    "Ctrl-C or SIGTERM: finish what was accepted, write a snapshot, end; a second one hurries.\n"
    "SIGHUP: read the tokens and the TLS certificate again at once.\n";

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
  const std::uint64_t kept = flags.number("--loans-kept-days", 400);
  if (kept > 3'660) throw FlagError("--loans-kept-days needs at most 3660 days");
  timers.loans_kept_days = static_cast<std::uint16_t>(kept);
  timers.timetable.catch_up_days = static_cast<std::int32_t>(days("--catch-up-days", 7));
}

std::size_t read_remembered(Flags& flags) {
  const std::uint64_t requests =
      flags.number("--remember-requests", engine::RequestWindow::requests_per_generation);
  if (requests < 100 || requests > (1U << 26)) {
    throw FlagError("--remember-requests needs 100 to 67108864");
  }
  return requests;
}

}  // namespace

void print_serve_usage(std::ostream& out) { out << usage_begin << quota_usage << usage_end; }

ServeOptions read_serve_options(Flags& flags) {
  ServeOptions options;
  options.data = flags.text("--data", "data");
  read_edge_options(flags, options);
  options.snapshot_every = flags.number("--snapshot-every", 2'000'000);
  options.remembered = read_remembered(flags);
  options.queue_age_max = std::chrono::milliseconds(flags.number("--queue-age-ms", 1000));
  options.flush_delay = std::chrono::microseconds(flags.number("--flush-delay-us", 0));
  options.quotas = read_quotas(flags);
  read_timer_options(flags, options);
  flags.finish();
  return options;
}

}  // namespace tributary::app
