#include <algorithm>
#include <boost/json/object.hpp>
#include <ostream>

#include "api/time_text.hpp"
#include "command_line/commands.hpp"
#include "command_line/place_flags.hpp"

namespace tributary::command_line {
namespace {

namespace json = boost::json;

constexpr std::string_view usage =
    "usage: tributary clock\n"
    "       tributary clock confirm --time TIME\n"
    "each with [--url URL] [--certificates FILE] [--token FILE|-] [--approval FILE|-]\n\n"
    "What the clock of a running platform's machine shows, and whether it is believed. A clock "
    "that\n"
    "jumps is not: nothing is decided until it is right again or somebody confirms it.\n"
    "  --time  what time it is by a watch, such as 2026-11-26T12:00:00Z; the clock has to show "
    "it,\n"
    "          to ten minutes. More than an hour ahead of engine time it needs --approval: what\n"
    "          follows cannot be undone\n"
    "Exits with 1 while the clock is in doubt.\n";

int show(const json::object& clock, std::ostream& out) {
  const bool in_doubt = clock.at("in_doubt").as_bool();
  out << "the clock shows " << std::string_view(clock.at("shows").as_string()) << ", "
      << (in_doubt ? "and is in doubt" : "and is believed") << "\n"
      << "engine time is  " << std::string_view(clock.at("engine_time").as_string()) << '\n';
  if (const auto* const reason = clock.if_contains("reason")) {
    out << std::string_view(reason->as_string()) << '\n';
  }
  return in_doubt ? 1 : 0;
}

int confirm(base::Flags& flags, std::ostream& out) {
  const std::string time = flags.text("--time", "");
  const WebClient client = client_of(flags);
  flags.finish();
  if (!api::parse_time(time))
    throw base::FlagError("--time needs a time such as 2026-11-26T12:00:00Z");
  return show(client.post("/v1/clock/confirm", new_request_id(), {{"time", time}}).as_object(),
              out);
}

}  // namespace

int clock_command(Words words, std::ostream& out, std::ostream&) {
  if (std::ranges::find(words, "--help") != words.end()) {
    out << usage << place_usage;
    return 0;
  }
  const bool confirms = !words.empty() && words.front() == "confirm";
  base::Flags flags(confirms ? words.subspan(1) : words);
  if (confirms) return confirm(flags, out);
  const WebClient client = client_of(flags);
  flags.finish();
  return show(client.get("/v1/clock").as_object(), out);
}

}  // namespace tributary::command_line
