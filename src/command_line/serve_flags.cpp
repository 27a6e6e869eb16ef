#include "command_line/serve_flags.hpp"

#include <ostream>

#include "app/verticals.hpp"
#include "command_line/edge_flags.hpp"
#include "command_line/quota_flags.hpp"

namespace tributary::command_line {
namespace {

constexpr std::string_view usage_begin =
    "usage: tributary serve [--data FOLDER] [--listen ADDRESS:PORT] [--admin-listen ADDRESS:PORT]\n"
    "                       [--socket PATH] [--tls-certificate FILE --tls-key FILE]\n"
    "                       [--trusted-proxy ADDRESS,NETWORK,unix] [--shards N]\n"
    "                       [--snapshot-every COMMANDS] [--queue-age-ms N] [--flush-delay-us N]\n"
    "                       [--remember-requests N]\n"
    "                       [--quota KIND=…]\n"
    "                       [--utc-offset +08:00] [--catch-up-days N]\n";
constexpr std::string_view usage_of_flags =
    "\nRuns the platform on a data folder (default: data), made if it is not there.\n"
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
constexpr std::string_view usage_of_days =
    "  --utc-offset       of the operator's day, -12:00 to +14:00 (+08:00)\n"
    "  --catch-up-days    a clock further ahead of the journal or of the business day has to be\n"
    "                     confirmed (7); after a start, one more than a day ahead of the business "
    "day\n";
constexpr std::string_view usage_end =
    "Ctrl-C or SIGTERM: finish what was accepted, write a snapshot, end; a second one hurries.\n"
    "SIGHUP: read the TLS certificate again at once.\n";

std::uint64_t read_up_to(base::Flags& flags, std::string_view name, std::uint64_t otherwise,
                         std::uint64_t most) {
  const std::uint64_t number = flags.number(name, otherwise);
  if (number <= most) return number;
  throw base::FlagError(std::string(name) + " needs at most " + std::to_string(most));
}

/// What the platform and its verticals know of the operator's day.
void read_day_options(base::Flags& flags, app::ServeOptions& options) {
  const auto offset = vertical::parse_utc_offset(flags.text("--utc-offset", "+08:00"));
  if (!offset) throw base::FlagError("--utc-offset needs an offset such as +08:00");
  options.offset = *offset;
  const std::uint64_t days = flags.number("--catch-up-days", 7);
  if (days > 366) throw base::FlagError("--catch-up-days needs at most 366 days");
  options.catch_up_days = static_cast<std::int32_t>(days);
}

std::size_t read_remembered(base::Flags& flags) {
  const std::uint64_t requests =
      flags.number("--remember-requests", engine::RequestWindow::requests_per_generation);
  if (requests < 100 || requests > (1U << 26)) {
    throw base::FlagError("--remember-requests needs 100 to 67108864");
  }
  return requests;
}

}  // namespace

void print_serve_usage(std::ostream& out) {
  out << usage_begin;
  for (const vertical::Vertical& line : app::verticals()) out << line.synopsis;
  out << usage_of_flags << quota_usage << usage_of_days;
  for (const vertical::Vertical& line : app::verticals()) out << line.usage;
  out << usage_end;
}

app::ServeOptions read_serve_options(base::Flags& flags) {
  app::ServeOptions options;
  options.data = flags.text("--data", "data");
  read_edge_options(flags, options);
  options.snapshot_every = flags.number("--snapshot-every", 2'000'000);
  options.remembered = read_remembered(flags);
  options.queue_age_max =
      std::chrono::milliseconds(read_up_to(flags, "--queue-age-ms", 1'000, 3'600'000));
  options.flush_delay =
      std::chrono::microseconds(read_up_to(flags, "--flush-delay-us", 0, 1'000'000));
  options.quotas = read_quotas(flags);
  read_day_options(flags, options);
  for (const vertical::Vertical& line : app::verticals())
    if (line.read != nullptr) options.verticals.push_back(line.read(flags));
  flags.finish();
  return options;
}

}  // namespace tributary::command_line
