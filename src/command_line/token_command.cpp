#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <ostream>
#include <ranges>

#include "api/roles.hpp"
#include "api/time_text.hpp"
#include "app/operator_desk.hpp"
#include "base/flags.hpp"
#include "command_line/database_flag.hpp"
#include "command_line/text_table.hpp"
#include "command_line/web_client.hpp"
#include "http/json_text.hpp"
#include "money/date.hpp"
#include "ring/data_folder.hpp"
#include "ring/folder_modes.hpp"
#include "rows/secret.hpp"

namespace tributary::command_line {
namespace {

namespace json = boost::json;
using protocol::ActorKind;
using Words = std::span<const std::string_view>;

void print_usage(std::ostream& out) {
  out << "usage: tributary token create --role ROLE [--party N] [--actor N] [--name TEXT]\n"
         "                              [--expires 90d | 2027-01-31 | never] [--request-id TEXT]\n"
         "       tributary token list\n"
         "       tributary token revoke ID [--request-id TEXT]\n"
         "each with [--data FOLDER] (default: data) and [--database URL]; the platform may run\n"
         "meanwhile\n\n"
         "create prints the token, this once: only its digest is kept.\n"
         "  --party    that the token acts for: the `party` of its accounts (POST /v1/accounts);\n"
         "             members' roles need it\n"
         "  --actor    the number of the person, employee or partner who holds it; unless given, "
         "a\n"
         "             new one. Request ids belong to it: whoever gets another token keeps the "
         "number.\n"
         "             A member's number acts for one party\n"
         "  --name     for the list\n"
         "  --expires  so many days, hours or seconds from now (90d, 12h, 600s), with the end of "
         "a\n"
         "             day in UTC (2027-01-31), or never; unless given, after 365 days\n"
         "  --request-id  of your choice: the same command line again, with the same id, makes no\n"
         "             second token, for 90 days; the secret is not shown a second time\n\n"
         "roles:\n";
  for (const api::Role& role : api::roles()) {
    out << "  " << role.name << std::string(11 - role.name.size(), ' ')
        << (role.kind == ActorKind::member ? "(--party) " : "") << role.summary << '\n';
  }
}

std::string role_names() {
  std::string names;
  for (const api::Role& role : api::roles()) {
    names.append(names.empty() ? "" : ", ").append(role.name);
  }
  return names;
}

/// A number that an actor or a party can have; nothing when the flag is not there.
std::optional<std::uint64_t> number_of(base::Flags& flags, std::string_view name) {
  constexpr std::uint64_t most = http::exact_integer_max;
  const auto number = flags.number_given(name);
  if (number && (*number == 0 || *number > most)) {
    throw base::FlagError(std::string(name) + " needs a whole number from 1 to " +
                          std::to_string(most));
  }
  return number;
}

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t longest_ms = 36'525 * day_ms;  // what is longer says never

protocol::Time wall_clock() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
}

/// Milliseconds of a unit of time; 0: there is no such unit. None is `m`: a month or a minute?
std::int64_t unit_ms(char unit) {
  switch (unit) {
    case 'd':
      return day_ms;
    case 'h':
      return 3'600'000;
    case 's':
      return 1'000;
    default:
      return 0;
  }
}

/// `90d` or `12h` in milliseconds; nothing for any other text and for more than a century.
std::optional<std::int64_t> parse_span(std::string_view text) {
  const std::int64_t unit = text.empty() ? 0 : unit_ms(text.back());
  if (unit == 0) return std::nullopt;
  text.remove_suffix(1);
  const auto count = base::whole_number<std::int64_t>(text);
  if (!count || *count <= 0 || *count > longest_ms / unit) return std::nullopt;
  return *count * unit;
}

/// Needs: a text that is not `never`.
protocol::Time read_expiry(const std::string& text) {
  const protocol::Time now = wall_clock();
  if (const auto span_ms = parse_span(text)) return protocol::Time{now.ms + *span_ms};
  const auto day = money::parse_date(text);
  if (!day)
    throw base::FlagError("--expires needs 90d, 12h, 2027-01-31 or never, not '" + text + "'");
  const protocol::Time end{(std::int64_t{day->days} + 1) * day_ms};
  if (end <= now) throw base::FlagError("--expires " + text + " has passed");
  if (end.ms - now.ms > longest_ms) {
    throw base::FlagError("--expires " + text + " is more than a hundred years away: say never");
  }
  return end;
}

std::string time_text(protocol::Time time) {
  std::string text;
  api::append_time(text, time);
  return text;
}

/// The body of `POST /v1/tokens`.
json::object read_wish(base::Flags& flags) {
  json::object wish;
  const std::string role = flags.text("--role", "");
  const api::Role* const known = api::find_role(role);
  if (known == nullptr) throw base::FlagError("--role needs one of: " + role_names());
  wish["role"] = role;
  const auto party = number_of(flags, "--party");
  const bool is_member = known->kind == ActorKind::member;
  if (is_member && !party) throw base::FlagError("--role " + role + " needs --party N");
  if (!is_member && party)
    throw base::FlagError("--party is for members; others act for the platform");
  if (party) wish["party"] = std::to_string(*party);
  if (const auto number = number_of(flags, "--actor")) wish["actor"] = *number;
  if (const std::string name = flags.text("--name", ""); !name.empty()) wish["name"] = name;
  // One that is not said is the platform's to say: a repeat is the same to the letter.
  if (const std::string expires = flags.text("--expires", ""); expires == "never") {
    wish["never_expires"] = true;
  } else if (!expires.empty()) {
    wish["expires"] = time_text(read_expiry(expires));
  }
  return wish;
}

/// The folder that --data names. Errors: FlagError when no platform is there, for a token in a new
/// folder would open nothing anywhere.
ring::DataFolder folder_of(base::Flags& flags) {
  ring::DataFolder folder = read_place(flags);
  flags.finish();
  if (const auto why = folder.why_unreadable()) throw base::FlagError(*why);
  return folder;
}

/// A member of the answer as text; the other word where it is absent.
std::string text_in(const json::object& answer, std::string_view member,
                    std::string_view otherwise = "-") {
  const json::value* const found = answer.if_contains(member);
  if (found == nullptr) return std::string(otherwise);
  return found->is_string() ? std::string(found->as_string()) : json::serialize(*found);
}

int create(base::Flags& flags, std::ostream& out, std::ostream& err) {
  const json::object wish = read_wish(flags);
  const std::string request_id = flags.text("--request-id", new_request_id());
  const ring::DataFolder folder = folder_of(flags);
  make_private(folder);
  const app::OperatorDesk desk(folder, app::OperatorWish::change);
  const json::value answer =
      WebClient({.url = desk.url(), .token = {}}).post("/v1/tokens", request_id, wish);
  const json::object& made = answer.as_object();
  const std::string secret = text_in(made, "secret");
  const std::string token = text_in(made, "token");
  const std::string party = text_in(made, "party");
  if (secret == rows::secret_shown) {
    err << "token " << token << " was made by this request id before; its secret was shown then\n";
    return 0;
  }
  out << secret << '\n' << std::flush;
  err << "token " << token << ": " << text_in(made, "role") << ", " << text_in(made, "actor")
      << ", " << (party == "-" ? "" : "for party " + party + ", ")
      << (made.contains("expires") ? "expires " + text_in(made, "expires") : "never expires")
      << "; it is not shown again\n"
      << "send it with each request: Authorization: Bearer " << secret.substr(0, 4)
      << "…   take it back: tributary token revoke " << token << " --data "
      << folder.path().string() << '\n';
  return 0;
}

int list(base::Flags& flags, std::ostream& out) {
  const ring::DataFolder folder = folder_of(flags);
  TextTable table({"id", "role", "actor", "party", "created", "expires", "revoked", "name"});
  if (folder.holds_rows()) {
    const app::OperatorDesk desk(folder, app::OperatorWish::read);
    const WebClient client({.url = desk.url(), .token = {}});
    std::vector<json::value> newest_first;
    std::string path = "/v1/tokens?limit=1000";
    while (!path.empty()) {
      json::value answer = client.get(path);
      std::ranges::move(answer.at("lines").as_array(), std::back_inserter(newest_first));
      const std::string next = text_in(answer.as_object(), "next_cursor", "");
      path = next.empty() ? "" : "/v1/tokens?limit=1000&cursor=" + next;
    }
    for (const json::value& line : std::views::reverse(newest_first)) {
      const json::object& token = line.as_object();
      table.add({text_in(token, "token"), text_in(token, "role"), text_in(token, "actor"),
                 text_in(token, "party"), text_in(token, "created"),
                 text_in(token, "expires", "never"), text_in(token, "revoked"),
                 text_in(token, "name", "")});
    }
  }
  table.print(out);
  return 0;
}

int revoke(std::string_view id_text, base::Flags& flags, std::ostream& out) {
  const auto id = base::whole_number<std::uint64_t>(id_text);
  if (!id) {
    throw base::FlagError("revoke needs a whole number, not '" + std::string(id_text) + "'");
  }
  const std::string request_id = flags.text("--request-id", new_request_id());
  const ring::DataFolder folder = folder_of(flags);
  const app::OperatorDesk desk(folder, app::OperatorWish::change);
  const std::string path = "/v1/tokens/" + std::to_string(*id) + "/revoke";
  const json::value answer =
      WebClient({.url = desk.url(), .token = {}}).post(path, request_id, json::object());
  out << "token " << *id << " is revoked since " << text_in(answer.as_object(), "revoked") << '\n';
  return 0;
}

}  // namespace

int token_command(Words words, std::ostream& out, std::ostream& err) {
  if (words.empty() || std::ranges::find(words, "--help") != words.end()) {
    print_usage(words.empty() ? err : out);
    return words.empty() ? 2 : 0;
  }
  const std::string_view verb = words.front();
  if (verb == "revoke") {
    if (words.size() < 2) throw base::FlagError("revoke needs the ID of a token");
    base::Flags flags(words.subspan(2));
    return revoke(words[1], flags, out);
  }
  base::Flags flags(words.subspan(1));
  if (verb == "create") return create(flags, out, err);
  if (verb == "list") return list(flags, out);
  throw base::FlagError("token knows create, list and revoke, not '" + std::string(verb) + "'");
}

}  // namespace tributary::command_line
