#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <optional>
#include <ostream>
#include <ranges>
#include <thread>

#include "base/flags.hpp"
#include "base/progress_bar.hpp"
#include "command_line/commands.hpp"
#include "command_line/place_flags.hpp"
#include "command_line/text_table.hpp"
#include "money/date.hpp"
#include "money/text.hpp"

namespace tributary::command_line {
namespace {

namespace json = boost::json;
using money::Date;

constexpr std::string_view end_usage =
    "usage: tributary day-end [--dry-run] [--to DATE [--confirm DATE]] [--round N]\n"
    "                         [--url URL] [--certificates FILE] [--token FILE|-] [--approval "
    "FILE|-]\n\n"
    "Begins the business days up to DATE on a running platform, and works each of them before the\n"
    "next: reminders, late interest, instalments, compensation, write-offs. Without --to the next "
    "day,\n"
    "if it has come; else the present one is worked once more. Run again on the same day, it does\n"
    "nothing twice.\n"
    "  --dry-run   say what that day would do, without --to the next one, and what would lack "
    "money;\n"
    "              change nothing\n"
    "  --confirm   DATE again, if it is later than today: what is done on days that have not come\n"
    "              cannot be undone, and needs --approval\n"
    "  --round     1 to 99 (1): another one tries again what was refused\n"
    "Exits with 1 when something was refused or failed.\n";

constexpr std::string_view items_usage =
    "usage: tributary day-items [--day DATE] [--state accepted|refused] [--kind KIND]\n"
    "       tributary day-items retry --kind KIND --loan N [--period N] [--amount 100.00]\n"
    "       tributary day-items retry --kind collect_receivable --account N\n"
    "       retry: [--request-id ID], to be sure that it is done once when it is sent again\n"
    "each with [--url URL] [--certificates FILE] [--token FILE|-] [--approval FILE|-]\n\n"
    "What the timers did on a business day (default: the present one), and one thing done again.\n"
    "What cannot be undone needs --approval also when it is done again: write_off_loan.\n"
    "KIND is open_listing, fail_listing, remind_instalment, assess_late_interest,\n"
    "collect_instalment, compensate_loan, write_off_loan, collect_receivable, or continue_bounce, "
    "which\n"
    "goes on by itself and is never done again by hand.\n";

std::optional<Date> read_date(base::Flags& flags, std::string_view name) {
  const std::string text = flags.text(name, "");
  if (text.empty()) return std::nullopt;
  const auto date = money::parse_date(text);
  if (!date) throw base::FlagError(std::string(name) + " needs a day such as 2026-11-30");
  return date;
}

/// A member as text: numbers too; "-" when it is not there.
std::string cell(const json::object& row, std::string_view name) {
  const json::value* value = row.if_contains(name);
  if (value == nullptr) return "-";
  if (value->is_string()) return std::string(value->as_string());
  return std::to_string(value->to_number<std::int64_t>());
}

void print_rows(std::ostream& out, const json::array& rows, const std::vector<std::string>& names) {
  TextTable table(names);
  for (const json::value& row : rows) {
    std::vector<std::string> cells;
    for (const std::string& name : names) cells.push_back(cell(row.as_object(), name));
    table.add(std::move(cells));
  }
  table.print(out);
}

std::optional<Date> business_day_of(const json::object& status) {
  return money::parse_date(cell(status, "business_day"));
}

Date next_day_of(const json::object& status) {
  if (const auto day = business_day_of(status)) return *day + 1;
  if (const auto today = money::parse_date(cell(status, "today"))) return *today;
  throw std::runtime_error("no business day has begun: name the first one with --to");
}

/// The next day if it has come, else the present one: whoever runs it twice begins one day.
Date last_day_of(const json::object& status) {
  const Date next = next_day_of(status);
  const auto day = business_day_of(status);
  const auto today = money::parse_date(cell(status, "today"));
  return day && today && next > *today ? *day : next;
}

int dry_run(const WebClient& client, Date to, std::ostream& out) {
  const std::vector<std::string> planned{"kind",   "currency", "items",
                                         "amount", "lacking",  "amount_lacking"};
  const json::value plan = client.get("/v1/business-days/" + to_string(to) + "/plan");
  const json::array& rows = plan.at("planned").as_array();
  if (!plan.at("dry_run").as_bool()) {
    out << to_string(to) << " is over; planned when it began:\n";
    print_rows(out, rows, planned);
    out << "not done of it (less than none: more was done):\n";
    print_rows(out, plan.at("difference").as_array(), {"kind", "currency", "items", "amount"});
    return 0;
  }
  out << to_string(to) << " would do, as things are now:\n";
  if (rows.empty()) out << "nothing\n";
  if (!rows.empty()) print_rows(out, rows, planned);
  return 0;
}

/// The run of that number in a status; nothing when newer ones have pushed it out.
const json::object* run_in(const json::object& status, std::int64_t number) {
  for (const json::value& run : status.at("runs").as_array()) {
    if (run.at("run").to_number<std::int64_t>() == number) return &run.as_object();
  }
  return nullptr;
}

/// Waits until a run is over. Errors: std::runtime_error when the platform forgot it: it stopped.
json::object follow_run(const WebClient& client, const json::object& begun, Date from, Date to,
                        std::ostream& err) {
  const auto number = begun.at("run").to_number<std::int64_t>();
  const auto days = static_cast<std::uint64_t>(std::max(to - from, 0)) + 1;
  base::ProgressBar bar(err, "working business days up to " + to_string(to), days);
  for (;;) {
    const json::value status = client.get("/v1/business-days/status");
    const json::object* run = run_in(status.as_object(), number);
    if (run == nullptr) throw std::runtime_error("the platform was started again: run it again");
    const std::string state = cell(*run, "state");
    if (state == "done" || state == "failed") {
      bar.finish();
      return *run;
    }
    if (const auto day = money::parse_date(cell(*run, "day"))) {
      bar.show(static_cast<std::uint64_t>(std::max(*day - from, 0)),
               to_string(*day) + ", " + cell(*run, "finished") + " of " + cell(*run, "listed"));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

/// What the journal says of the days, summed by kind and currency. Gives how many were refused on
/// them.
std::int64_t print_days(const WebClient& client, Date from, std::ostream& out) {
  TextTable table({"day", "kind", "currency", "done", "amount", "refused", "why"});
  std::int64_t refused = 0;
  const json::value page = client.get("/v1/business-days?limit=1000");
  const json::array& days = page.at("lines").as_array();
  for (const json::value& day : std::views::reverse(days)) {
    const json::object& line = day.as_object();
    if (money::parse_date(cell(line, "day")) < from) continue;
    for (const json::value& done : line.at("done").as_array()) {
      std::string why;
      for (const json::value& refusal : done.at("refusals").as_array()) {
        why.append(why.empty() ? "" : ", ").append(cell(refusal.as_object(), "refusal"));
      }
      const json::object& row = done.as_object();
      refused += row.at("refused").to_number<std::int64_t>();
      table.add({cell(line, "day"), cell(row, "kind"), cell(row, "currency"), cell(row, "accepted"),
                 cell(row, "amount"), cell(row, "refused"), why});
    }
  }
  table.print(out);
  return refused;
}

std::int64_t refused_in(const json::object& run) {
  std::int64_t refused = 0;
  for (const json::value& row : run.at("worked").as_array()) {
    refused += row.at("refused").to_number<std::int64_t>();
  }
  return refused;
}

int show_items(base::Flags& flags, std::ostream& out) {
  const WebClient client = client_of(flags);
  auto day = read_date(flags, "--day");
  std::string query = "?limit=1000";
  for (const char* name : {"--state", "--kind"}) {
    const std::string value = flags.text(name, "");
    if (!value.empty()) query.append("&").append(name + 2).append("=").append(value);
  }
  flags.finish();
  if (!day) day = business_day_of(client.get("/v1/business-days/status").as_object());
  if (!day) throw std::runtime_error("no business day has begun");
  const std::vector<std::string> names{"sequence", "kind",   "loan",  "account", "posting",
                                       "period",   "amount", "round", "refusal"};
  std::string cursor;
  do {
    const json::value page = client.get("/v1/business-days/" + to_string(*day) + "/items" + query +
                                        (cursor.empty() ? "" : "&cursor=" + cursor));
    print_rows(out, page.at("lines").as_array(), names);
    cursor = cell(page.as_object(), "next_cursor");
  } while (cursor != "-");
  return 0;
}

/// What the platform would say too, by the names of the flags.
void check_retry(const json::object& wish) {
  const auto require = [&](const char* member, const std::string& why) {
    if (!wish.contains(member)) throw base::FlagError(why + " needs --" + member);
  };
  require("kind", "retry");
  const std::string kind = cell(wish, "kind");
  require(kind == "collect_receivable" ? "account" : "loan", "retry of " + kind);
  if (kind == "collect_instalment" || kind == "remind_instalment") {
    require("period", "retry of " + kind);
  }
}

int retry(base::Flags& flags, std::ostream& out) {
  json::object wish;
  for (const char* name : {"--kind", "--loan", "--account", "--amount"}) {
    const std::string value = flags.text(name, "");
    if (!value.empty()) wish[name + 2] = value;
  }
  if (const std::uint64_t period = flags.number("--period", 0); period != 0) {
    wish["period"] = period;
  }
  check_retry(wish);
  const std::string request_id = flags.text("--request-id", new_request_id());
  const WebClient client = client_of(flags);
  flags.finish();
  const json::value done = client.post("/v1/business-days/items/retry", request_id, wish);
  const json::object& view = done.as_object();
  out << cell(view, "request_id") << ": ";
  if (view.contains("refusal")) {
    out << "refused, " << cell(view, "refusal") << " (" << cell(view, "reason") << ")\n";
    return 1;
  }
  out << "done at sequence " << cell(view, "sequence") << '\n';
  return 0;
}

}  // namespace

int day_end_command(Words words, std::ostream& out, std::ostream& err) {
  base::Flags flags(words);
  if (flags.has("--help")) {
    out << end_usage << place_usage;
    return 0;
  }
  const bool dry = flags.has("--dry-run");
  auto to = read_date(flags, "--to");
  const auto confirmed = read_date(flags, "--confirm");
  const std::uint64_t round = flags.number("--round", 1);
  const WebClient client = client_of(flags);
  flags.finish();

  const json::value status = client.get("/v1/business-days/status");
  if (!to) to = dry ? next_day_of(status.as_object()) : last_day_of(status.as_object());
  if (dry) return dry_run(client, *to, out);
  if (cell(status.as_object(), "state") == "off") {
    throw std::runtime_error("the timers do not run: the platform was started with --no-timers");
  }
  const Date from = business_day_of(status.as_object()).value_or(*to);
  json::object wish{{"to", to_string(*to)}, {"round", round}};
  if (confirmed) wish["confirmed_on"] = to_string(*confirmed);
  const json::value begun = client.post("/v1/business-days/run", new_request_id(), wish);
  const json::object run = follow_run(client, begun.as_object(), from, *to, err);
  if (cell(run, "state") == "failed") {
    err << "the run failed: " << cell(run, "fault") << '\n';
    return 1;
  }
  const std::int64_t refused_on_days = print_days(client, from, out);
  const std::int64_t refused = refused_in(run);
  out << "business day " << to_string(*to) << ", " << refused << " refused in this run, "
      << refused_on_days << " on these days\n";
  if (refused != 0) out << "which: tributary day-items --state refused [--day DATE]\n";
  return refused == 0 ? 0 : 1;
}

int day_items_command(Words words, std::ostream& out, std::ostream&) {
  if (std::ranges::find(words, "--help") != words.end()) {
    out << items_usage << place_usage;
    return 0;
  }
  const bool again = !words.empty() && words.front() == "retry";
  base::Flags flags(again ? words.subspan(1) : words);
  return again ? retry(flags, out) : show_items(flags, out);
}

}  // namespace tributary::command_line
