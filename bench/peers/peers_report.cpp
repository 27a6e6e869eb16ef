#include "bench/peers/peers_report.hpp"

#include <algorithm>
#include <array>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>

#include "bench/report.hpp"
#include "bench/table.hpp"

namespace tributary::bench::peers {
namespace {

namespace json = boost::json;

/// Rows that stand in one table: they may be compared.
struct Part {
  Group group;
  const char* title;
};
constexpr std::array parts{
    Part{Group::single, "one bid a request"},
    Part{Group::one, "one bid a request, one user"},
    Part{Group::pipelined, "many bids on their way together, or in one transaction"},
    Part{Group::control, "wrong on purpose: the check has to see it"},
};

/// What is not durable stands beside what is, and says so.
bool belongs(const Row& row, Work work, Group group) {
  const Group shown = row.group == Group::not_durable ? Group::single : row.group;
  return row.work == work && shown == group;
}

std::string times_in_words(double factor) {
  if (factor == 0) return "";
  std::string number = in_words(factor, "");
  number.erase(number.find_last_not_of(' ') + 1);
  return number + "x";
}

std::string in_flight(const Row& row) {
  std::string text = std::to_string(row.connections);
  if (row.batch > 1) text += " x " + std::to_string(row.batch);
  return text;
}

std::string books_of(const Row& row) {
  if (!row.failure.empty()) return "failed";
  return row.faults.empty() ? "right" : "WRONG";
}

std::vector<std::string> cells_of(const Row& row, std::span<const Row> rows) {
  std::vector<std::string> cells{row.name};
  if (!row.measured()) {
    cells.insert(cells.end(), {"", "", "", "", "", "", "", "", books_of(row), row.durability});
    return cells;
  }
  const Row* ours = ours_beside(rows, row);
  cells.push_back(in_words(row.figure.value, row.figure.unit));
  cells.push_back(ours == nullptr ? "" : times_in_words(times(*ours, row)));
  if (row.figure.latency) {
    const Latency& latency = *row.figure.latency;
    for (const std::uint64_t ns : {latency.p50_ns, latency.p99_ns, latency.p99_9_ns}) {
      cells.push_back(duration_in_words(ns));
    }
  } else {
    cells.insert(cells.end(), 3, "");
  }
  cells.push_back(in_flight(row));
  for (const std::optional<double>& us : {row.figure.client_us, row.figure.server_us}) {
    cells.push_back(us ? in_words(*us, "us") : "");
  }
  cells.insert(cells.end(), {books_of(row), row.durability});
  return cells;
}

std::string table_of(std::span<const Row> rows, Work work, const Part& part) {
  Table table({{work == Work::payout ? "one payout" : part.title, Align::left},
               {more_is_better(work) ? "rate" : "time"},
               {"ours is"},
               {"p50"},
               {"p99"},
               {"p99.9"},
               {"in flight"},
               {"client"},
               {"the rest"},
               {"books", Align::left},
               {"before the answer", Align::left}});
  bool any = false;
  for (const Row& row : rows) {
    if (!belongs(row, work, part.group)) continue;
    any = true;
    table.add(cells_of(row, rows));
  }
  return any ? table.text() + '\n' : "";
}

/// Of each row: how its rounds differ, the numbers of connections tried, what is wrong.
std::string notes_of(const Row& row) {
  std::string text;
  if (!row.failure.empty()) return "  " + row.name + ": failed: " + row.failure + '\n';
  if (row.figure.rounds > 1) {
    text += "; median of " + std::to_string(row.figure.rounds) + ", " +
            in_words(row.figure.least, row.figure.unit) + " to " +
            in_words(row.figure.most, row.figure.unit);
  }
  if (row.tried.size() > 1) {
    text += "; tried";
    for (const Tried& tried : row.tried) {
      text += ' ' + std::to_string(tried.connections) + ": " +
              in_words(tried.value, row.figure.unit) + ',';
    }
    text.pop_back();
  }
  for (const std::string& fault : row.faults) text += "; WRONG: " + fault;
  return text.empty() ? "" : "  " + row.name + ": " + text.substr(2) + '\n';
}

std::string targets_in_words(std::span<const Row> rows) {
  Table table({{"to reach", Align::left},
               {"wanted"},
               {"reached"},
               {"", Align::left},
               {"the best of them", Align::left}});
  for (const Target& target : targets_of(rows)) {
    const bool measured = target.reached > 0;
    table.add({target.name, times_in_words(target.wanted),
               measured ? times_in_words(target.reached) : "not measured",
               !measured                         ? ""
               : target.reached >= target.wanted ? "yes"
                                                 : "no",
               target.beside});
  }
  return table.text();
}

std::string list_of(const std::string& title, std::span<const std::string> lines) {
  if (lines.empty()) return "";
  std::string text = '\n' + title + '\n';
  for (const std::string& line : lines) text += "  " + line + '\n';
  return text;
}

}  // namespace

std::string sentence_of(Work work, const Scale& scale) {
  const std::string people = std::to_string(scale.people);
  const std::string members = std::to_string(scale.members);
  switch (work) {
    case Work::bids:
      return "bids: " + members +
             " members take turns on one hot loan after the other, each with "
             "room for " +
             std::to_string(scale.loan_room) + " bids; a closed loop";
    case Work::rush:
      return "rush: " + people +
             " users bid at the same moment on one loan with room for exactly "
             "them; the time to the last answer";
    case Work::mix:
      return "mix: random ones of " + members + " members on random ones of " +
             std::to_string(scale.mix_loans) + " loans; a closed loop";
    case Work::payout:
      break;
  }
  return "payout: one period of " + std::to_string(scale.payout_loans) + " loans paid to " +
         members + " holders, once and only once; the time until it is durable";
}

std::string text_of(const PeersReport& report, const Scale& scale) {
  std::string text = machine_line(report.machine);
  for (const Work work : {Work::bids, Work::rush, Work::mix, Work::payout}) {
    if (std::ranges::none_of(report.rows, [&](const Row& row) { return row.work == work; })) {
      continue;
    }
    text += '\n' + sentence_of(work, scale) + "\n\n";
    for (const Part& part : parts) text += table_of(report.rows, work, part);
    for (const Row& row : report.rows) {
      if (row.work == work) text += notes_of(row);
    }
  }
  text += '\n' + targets_in_words(report.rows);
  text += list_of("What they leave out of a platform's work:", report.lacks);
  text += list_of("Versions:", report.versions);
  text += list_of("Settings:", report.settings);
  if (report.quick) text += "\nSmall sizes (--quick): they show that it works, and nothing else.\n";
  return text;
}

json::object json_of(const PeersReport& report) {
  json::object object;
  object["machine"] = json::value_from(report.machine);
  object["quick"] = report.quick;
  object["rounds"] = report.rounds;
  const std::vector<Target> targets = targets_of(report.rows);
  for (const Target& target : targets) {
    if (target.reached > 0) object[target.key] = target.reached;
  }
  object["targets"] = json::value_from(targets);
  object["rows"] = json::value_from(report.rows);
  object["lacks"] = json::value_from(report.lacks);
  object["versions"] = json::value_from(report.versions);
  object["settings"] = json::value_from(report.settings);
  return object;
}

PeersReport report_of(const json::object& object) {
  const auto texts = [&](const char* key) {
    return json::value_to<std::vector<std::string>>(object.at(key));
  };
  return {.machine = json::value_to<Machine>(object.at("machine")),
          .quick = object.at("quick").as_bool(),
          .rounds = json::value_to<unsigned>(object.at("rounds")),
          .versions = texts("versions"),
          .settings = texts("settings"),
          .lacks = texts("lacks"),
          .rows = json::value_to<std::vector<Row>>(object.at("rows"))};
}

}  // namespace tributary::bench::peers
