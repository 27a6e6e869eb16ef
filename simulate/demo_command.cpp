#include <chrono>
#include <ostream>

#include "app/verticals.hpp"
#include "base/flags.hpp"
#include "base/progress_bar.hpp"
#include "base/secret.hpp"
#include "journal/reader.hpp"
#include "money/text.hpp"
#include "rows/committer.hpp"
#include "simulate/demo.hpp"
#include "simulate/grouped.hpp"

namespace tributary::simulation {
namespace {

constexpr std::string_view usage =
    R"(usage: tributary demo [--data FOLDER] [--members N] [--years Y] [--seed S] [--until DAY]
                      [--if-new]

Fills an empty folder with years of a growing platform that end on DAY (today): members who sign
up, deposit, bid and withdraw, loans that are repaid in time, late or never. Two loans are open for
bids at the end, for ten days. With 100000 members (3000), more than ten billion yuan are lent in
3 years. The same seed and day give the same state.
--if-new does nothing where a platform is already.
)";

constexpr std::int64_t utc_offset_ms = 8 * 3'600'000;

money::Date today() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  return {static_cast<std::int32_t>((ms + utc_offset_ms) / 86'400'000)};
}

void print(std::ostream& out, const DemoFigures& figures, const ring::DataFolder& folder) {
  out << grouped(figures.days) << " days, " << grouped(figures.accounts) << " accounts, "
      << grouped(figures.loans) << " loans, "
      << grouped(static_cast<std::uint64_t>(figures.lent_minor / 100)) << " yuan lent by "
      << grouped(figures.bids) << " bids, " << grouped(figures.payouts) << " payouts; "
      << grouped(figures.commands) << " commands, " << grouped(figures.refused)
      << " of them refused\nstate " << std::hex << figures.state_hash << std::dec
      << "; serve it: tributary serve --data " << folder.path().string() << '\n';
}

/// The commands with which a newcomer places a bid.
void print(std::ostream& out, const Invitation& invitation, const ring::DataFolder& folder) {
  out << "loan " << invitation.loan.value << " is open for bids, and member "
      << invitation.party.value << " has money on account " << invitation.account.value
      << ". While it is served, a bid in another terminal:\n"
      << "  TOKEN=$(tributary token create --data " << folder.path().string()
      << " --role investor --party " << invitation.party.value << ")\n"
      << "  curl -H \"Authorization: Bearer $TOKEN\" -H \"Idempotency-Key: my-first-bid\" \\\n"
      << "    -H \"Content-Type: application/json\" "
      << "http://127.0.0.1:8080/v1/loans/" << invitation.loan.value << "/bids \\\n"
      << "    -d '{\"account\":\"" << invitation.account.value << "\",\"amount\":\""
      << to_string(invitation.amount) << "\"}'\n";
}

/// Whether a platform that has come to `last_day` goes on by today's clock: its loans are still
/// open then, and no start asks whether that clock is right.
bool goes_on_today(money::Date last_day) {
  constexpr std::int32_t days_believed = 1;
  return last_day <= today() && today() - last_day <= days_believed;
}

void print_of_another_day(std::ostream& out, money::Date last_day) {
  out << "it ends on " << to_string(last_day)
      << ", not today: its loans may be closed for bids. Served by today's clock,\n"
      << "its days go on once somebody asks for that: tributary day-end --help. If it ends more "
         "than "
      << "a week ago,\nnothing is decided before the clock is confirmed: tributary clock --help\n";
}

/// As a platform has them from its first start: a start that finds none says that they are gone.
void begin_rows(const ring::DataFolder& folder) {
  const journal::PlatformId platform = journal::Reader(folder.journal_url()).platform();
  const auto no_time = [] { return protocol::Time(); };
  rows::Committer(folder.platform_url(), app::schemas(),
                  {.clock = no_time,
                   .shown = no_time,
                   .journal_end = [] { return rows::JournalEnd(); },
                   .chance = base::draw,
                   .platform = {platform.begin(), platform.end()}});
}

}  // namespace

int demo_command(std::span<const std::string_view> args, std::ostream& out, std::ostream& err) {
  base::Flags flags(args);
  if (flags.has("--help")) {
    out << usage;
    return 0;
  }
  const ring::DataFolder folder(flags.text("--data", "data"));
  DemoOptions options;
  options.members = static_cast<std::uint32_t>(flags.number("--members", options.members));
  options.years = static_cast<std::int32_t>(flags.number("--years", 3));
  options.seed = flags.number("--seed", options.seed);
  const std::string until = flags.text("--until", "");
  const bool if_new = flags.has("--if-new");
  flags.finish();
  const auto last_day = until.empty() ? today() : money::parse_date(until);
  if (!last_day) throw base::FlagError("--until is a day such as 2026-01-31, not '" + until + "'");
  if (options.members == 0 || options.members > 10'000'000 || options.years < 1 ||
      options.years > 20) {
    throw base::FlagError("--members goes from 1 to 10000000, --years from 1 to 20");
  }
  options.last_day = *last_day;
  if (const auto why = folder.why_elsewhere()) throw std::runtime_error(*why);
  if (folder.holds_a_platform()) {
    if (if_new) return 0;
    err << "tributary demo: there is a platform in " << folder.path().string()
        << " already; choose another folder with --data\n";
    return 1;
  }
  base::ProgressBar progress(err, "day", static_cast<std::uint64_t>(365 * options.years));
  options.progress = [&](std::uint64_t day) { progress.show(day); };
  const auto begin = std::chrono::steady_clock::now();
  const DemoFigures figures = make_demo(folder, options);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  begin_rows(folder);
  progress.finish();
  print(out, figures, folder);
  if (!goes_on_today(options.last_day)) {
    print_of_another_day(out, options.last_day);
  } else if (figures.invitation) {
    print(out, *figures.invitation, folder);
  }
  err << "made in " << static_cast<int>(seconds * 10) / 10.0 << " s\n";
  return 0;
}

}  // namespace tributary::simulation
