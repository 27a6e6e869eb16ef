#include <algorithm>
#include <ostream>
#include <string>

#include "api/binding.hpp"
#include "api/word.hpp"
#include "base/flags.hpp"
#include "command_line/commands.hpp"
#include "command_line/database_flag.hpp"
#include "follow/records.hpp"
#include "journal/reader.hpp"
#include "ring/data_folder.hpp"

namespace tributary::command_line {
namespace {

constexpr std::string_view usage =
    "usage: tributary journal [--data FOLDER] [--database URL] [--from SEQUENCE] [--to SEQUENCE]\n"
    "                         [--type NAME] [--loan ID] [--account ID] [--refused] [--groups]\n\n"
    "Prints what happened, one JSON object a line: sequence, time, actor, party, origin, command "
    "and the event "
    "or\n"
    "the refusal. --type filters by a command's or an event's name such as place_bid or "
    "bid_placed,\n"
    "--loan and --account by what it names, --refused shows refusals alone, --groups shows the "
    "groups\n"
    "(sequence, hash, epoch, state) instead of their records.\n";

struct Filter {
  std::string type;
  std::string loan;
  std::string account;
  bool refused_only = false;
};

/// A framed message as `"type":…` and its members.
template <class Messages>
std::string message_json(const protocol::Frame& frame) {
  std::string json;
  protocol::visit_frame<Messages>(frame, [&]<class Message>(const Message& message) {
    json = "{\"type\":\"" + api::word_of<Message>() + "\"";
    http::write_json_members(json, message);
    json += '}';
  });
  return json;
}

/// Whether a command or an event has this name.
template <class Messages>
bool has_word(std::string_view word) {
  bool found = false;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, Messages>>(
      [&](auto type) { found = found || api::word_of<typename decltype(type)::type>() == word; });
  return found;
}

void check_type(std::string_view type) {
  if (type.empty() || has_word<protocol::Commands>(type) || has_word<protocol::Events>(type)) {
    return;
  }
  throw base::FlagError(
      "--type needs a command or an event such as place_bid or bid_placed, not '" +
      std::string(type) + "'");
}

bool names(const std::string& json, std::string_view member, const std::string& value) {
  if (value.empty()) return true;
  return json.find("\"" + std::string(member) + "\":\"" + value + "\"") != std::string::npos;
}

bool passes(const Filter& filter, const std::string& command, const std::string& event,
            bool refused) {
  if (filter.refused_only && !refused) return false;
  const std::string both = command + event;
  if (!names(both, "type", filter.type) || !names(both, "loan", filter.loan)) return false;
  for (const auto* member : {"account", "borrower_account", "guarantor_account", "from", "to"}) {
    if (names(both, member, filter.account)) return true;
  }
  return false;
}

std::string actor_json(protocol::ActorId actor) {
  std::string json = "{\"kind\":";
  http::write_json(json, actor.kind());
  return json + ",\"number\":" + std::to_string(actor.number()) + "}";
}

/// Who asked; what is nobody's is left out.
std::string sender_json(const protocol::Sender& sender) {
  std::string json = "\"actor\":" + actor_json(sender.actor);
  if (sender.party) json += ",\"party\":\"" + std::to_string(sender.party.value) + "\"";
  if (sender.origin != 0) json += ",\"origin\":" + std::to_string(sender.origin);
  if (sender.approver) json += ",\"approver\":" + actor_json(sender.approver);
  return json;
}

void print_record(std::ostream& out, const Filter& filter, protocol::Sequence sequence,
                  protocol::Time time, const protocol::Record& record) {
  const bool refused = record.refusal != protocol::Refusal::none;
  const std::string command = message_json<protocol::Commands>(record.command);
  const std::string event = refused ? "" : message_json<protocol::Events>(record.event);
  if (!passes(filter, command, event, refused)) return;
  std::string line = "{\"sequence\":" + std::to_string(sequence) + ",\"time\":";
  http::write_json(line, time);
  line += "," + sender_json(record.sender) + ",\"command\":" + command;
  if (refused) {
    line += ",\"refusal\":\"" + std::string(protocol::text_of(record.refusal).name) + "\"";
    if (record.detail.measure != protocol::Measure::nothing) {
      const auto figures = protocol::detail_text(record.refusal, record.detail);
      line += ",\"limit\":\"" + figures.limit + "\",\"actual\":\"" + figures.actual + "\"";
    }
  } else {
    line += ",\"event\":" + event;
  }
  out << line << "}\n";
}

void print_group(std::ostream& out, const journal::Group& group) {
  std::string line = "{\"first_sequence\":" + std::to_string(group.header.first_sequence) +
                     ",\"records\":" + std::to_string(group.header.record_count) + ",\"time\":";
  http::write_json(line, protocol::Time{group.header.time_ms});
  out << line << ",\"epoch\":" << group.header.epoch << ",\"rules\":" << group.header.rules
      << ",\"state_hash\":\"" << std::hex << group.header.state_hash << std::dec
      << "\",\"bytes\":" << group.body.size() << ",\"hash\":\"" << journal::hex(group.hash)
      << "\"}\n";
}

}  // namespace

int journal_command(Words words, std::ostream& out, std::ostream& err) {
  base::Flags flags(words);
  if (flags.has("--help")) {
    out << usage;
    return 0;
  }
  const ring::DataFolder folder = read_place(flags);
  const std::uint64_t from = std::max<std::uint64_t>(flags.number("--from", 1), 1);
  const std::uint64_t to = flags.number("--to", UINT64_MAX);
  const bool groups = flags.has("--groups");
  const Filter filter{flags.text("--type", ""), flags.text("--loan", ""),
                      flags.text("--account", ""), flags.has("--refused")};
  flags.finish();
  check_type(filter.type);
  if (const auto why = folder.why_unreadable()) {
    err << "tributary journal: " << *why << '\n';
    return 2;
  }
  journal::Reader reader(folder.journal_url());
  const std::uint64_t last = reader.end().last_sequence;
  if (from > last) return 0;
  reader.seek(from);
  journal::Group group;
  while (out && reader.next(group) && group.header.first_sequence <= to) {
    if (groups) {
      print_group(out, group);
      continue;
    }
    follow::for_each_record(group,
                            [&](protocol::Sequence sequence, const protocol::Record& record) {
                              if (sequence < from || sequence > to) return;
                              print_record(out, filter, sequence, {group.header.time_ms}, record);
                            });
  }
  out.flush();
  return 0;
}

}  // namespace tributary::command_line
