#include <algorithm>
#include <chrono>
#include <ostream>

#include "api/time_text.hpp"
#include "app/token_store.hpp"
#include "base/flags.hpp"
#include "command_line/text_table.hpp"
#include "money/date.hpp"
#include "ring/data_folder.hpp"
#include "ring/folder_modes.hpp"

namespace tributary::command_line {
namespace {

using protocol::ActorKind;
using Words = std::span<const std::string_view>;

void print_usage(std::ostream& out) {
  out << "usage: tributary token create --role ROLE [--party N] [--actor N] [--name TEXT]\n"
         "                              [--expires 90d | 2027-01-31 | never]\n"
         "       tributary token list\n"
         "       tributary token revoke ID\n"
         "each with [--data FOLDER] (default: data); the platform may run meanwhile\n\n"
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
         "             day in UTC (2027-01-31), or never; unless given, after 365 days\n\n"
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

/// A number that an actor can have; nothing when the flag is not there.
std::optional<std::uint64_t> actor_number(base::Flags& flags, std::string_view name) {
  const auto number = flags.number_given(name);
  if (number && (*number == 0 || *number > app::actor_number_max)) {
    throw base::FlagError(std::string(name) + " needs a whole number from 1 to " +
                          std::to_string(app::actor_number_max));
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

std::optional<protocol::Time> read_expiry(base::Flags& flags) {
  const std::string text = flags.text("--expires", "365d");
  if (text == "never") return std::nullopt;
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

app::TokenWish read_wish(base::Flags& flags) {
  app::TokenWish wish;
  wish.role = flags.text("--role", "");
  const api::Role* const role = api::find_role(wish.role);
  if (role == nullptr) throw base::FlagError("--role needs one of: " + role_names());
  const auto party = actor_number(flags, "--party");
  const auto number = actor_number(flags, "--actor");
  const bool is_member = role->kind == ActorKind::member;
  if (is_member && !party) throw base::FlagError("--role " + wish.role + " needs --party N");
  if (!is_member && party)
    throw base::FlagError("--party is for members; others act for the platform");
  if (party == protocol::platform_party.value)
    throw base::FlagError("party 1 is the platform itself");
  wish.party = {party.value_or(0)};
  wish.number = number;
  wish.name = flags.text("--name", "");
  wish.expires = read_expiry(flags);
  return wish;
}

std::string actor_text(protocol::ActorId actor) {
  std::string number = std::to_string(actor.number());
  switch (actor.kind()) {
    case ActorKind::member:
      return "member " + number;
    case ActorKind::staff:
      return "staff " + number;
    case ActorKind::partner:
      return "partner " + number;
    case ActorKind::agent:
      return "agent " + number;
  }
  return number;
}

std::string time_text(protocol::Time time) {
  std::string text;
  api::append_time(text, time);
  return text;
}

/// The folder that --data names. Errors: FlagError when no platform is there, for a token in a new
/// folder would open nothing anywhere.
ring::DataFolder folder_of(base::Flags& flags) {
  ring::DataFolder folder(flags.text("--data", "data"));
  flags.finish();
  if (const auto why = folder.why_unreadable()) throw base::FlagError(*why);
  return folder;
}

/// A number is one person, whose request ids are theirs: for another party they would be told the
/// answers of this one. Errors: FlagError.
void require_one_party(const ring::DataFolder& folder, const app::TokenWish& wish) {
  if (!wish.number || !std::filesystem::exists(folder.platform_file())) return;
  const auto actor = protocol::ActorId::of(api::find_role(wish.role)->kind, *wish.number);
  for (const app::Token& token : app::list_tokens(folder.platform_file())) {
    if (token.actor == actor && token.party != wish.party) {
      throw base::FlagError("--actor " + std::to_string(*wish.number) + " acts for party " +
                            std::to_string(token.party.value) + " (token " +
                            std::to_string(token.id) +
                            "): leave it out, and whoever acts for party " +
                            std::to_string(wish.party.value) + " gets a number");
    }
  }
}

int create(base::Flags& flags, std::ostream& out, std::ostream& err) {
  const app::TokenWish wish = read_wish(flags);
  const ring::DataFolder folder = folder_of(flags);
  make_private(folder);
  require_one_party(folder, wish);
  const app::NewToken made = app::create_token(folder.platform_file(), wish);
  out << made.secret << '\n' << std::flush;
  err << "token " << made.token.id << ": " << made.token.role << ", "
      << actor_text(made.token.actor) << ", "
      << (made.token.party ? "for party " + std::to_string(made.token.party.value) + ", " : "")
      << (made.token.expires ? "expires " + time_text(*made.token.expires) : "never expires")
      << "; it is not shown again\n"
      << "send it with each request: Authorization: Bearer " << made.secret.substr(0, 4)
      << "…   take it back: tributary token revoke " << made.token.id << " --data "
      << folder.path().string() << '\n';
  return 0;
}

int list(base::Flags& flags, std::ostream& out) {
  const ring::DataFolder folder = folder_of(flags);
  TextTable table({"id", "role", "actor", "party", "created", "expires", "revoked", "name"});
  if (std::filesystem::exists(folder.platform_file())) {
    for (const app::Token& token : app::list_tokens(folder.platform_file())) {
      table.add({std::to_string(token.id), token.role, actor_text(token.actor),
                 token.party ? std::to_string(token.party.value) : "-", time_text(token.created),
                 token.expires ? time_text(*token.expires) : "never",
                 token.revoked ? time_text(*token.revoked) : "-", token.name});
    }
  }
  table.print(out);
  return 0;
}

int revoke(std::string_view id_text, base::Flags& flags, std::ostream& out, std::ostream& err) {
  const auto id = base::whole_number<std::uint64_t>(id_text);
  if (!id) {
    throw base::FlagError("revoke needs a whole number, not '" + std::string(id_text) + "'");
  }
  const ring::DataFolder folder = folder_of(flags);
  std::optional<app::Token> token;
  if (std::filesystem::exists(folder.platform_file())) {
    token = app::revoke_token(folder.platform_file(), *id);
  }
  if (!token || !token->revoked) {
    err << "tributary token: there is no token " << *id << "; see `tributary token list`\n";
    return 1;
  }
  out << "token " << *id << " is revoked since " << time_text(*token->revoked) << '\n';
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
    return revoke(words[1], flags, out, err);
  }
  base::Flags flags(words.subspan(1));
  if (verb == "create") return create(flags, out, err);
  if (verb == "list") return list(flags, out);
  throw base::FlagError("token knows create, list and revoke, not '" + std::string(verb) + "'");
}

}  // namespace tributary::command_line
