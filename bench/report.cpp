#include "bench/report.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>
#include <cstdio>

#include "bench/goals.hpp"
#include "bench/table.hpp"

namespace tributary::bench {
namespace {

namespace json = boost::json;

std::string load_of(const Figure& figure) {
  if (!figure.loop) return "";
  const std::string from =
      figure.connections == 0 ? "in process" : std::to_string(figure.connections) + " connections";
  return from + (*figure.loop == Loop::closed ? ", closed" : ", open");
}

/// `floor`, `aim` or `below`; nothing where there is no goal, or the sizes are not the goal's.
std::string verdict_of(const Figure& figure, bool quick) {
  const Goal* goal = goal_of(figure.key);
  if (goal == nullptr || quick) return "";
  switch (reached(*goal, figure.value)) {
    case Reached::aim:
      return "aim";
    case Reached::floor:
      return "floor";
    case Reached::nothing:
      break;
  }
  return "below";
}

std::vector<std::string> row_of(const Figure& figure, bool quick) {
  const Goal* goal = goal_of(figure.key);
  std::vector<std::string> row{figure.name, in_words(figure.value, figure.unit)};
  row.push_back(goal == nullptr || goal->floor == 0 ? "" : in_words(goal->floor, figure.unit));
  row.push_back(goal == nullptr ? "" : in_words(goal->aim, figure.unit));
  row.push_back(verdict_of(figure, quick));
  if (figure.latency) {
    for (const std::uint64_t ns : {figure.latency->p50_ns, figure.latency->p99_ns,
                                   figure.latency->p99_9_ns, figure.latency->max_ns}) {
      row.push_back(duration_in_words(ns));
    }
  } else {
    row.insert(row.end(), 4, "");
  }
  row.push_back(load_of(figure));
  return row;
}

std::string what_counts(const Figure& figure) {
  std::string text = "  " + figure.name + ": " + figure.counts;
  if (figure.rounds > 1) {
    text += "; median of " + std::to_string(figure.rounds) + ", " +
            in_words(figure.least, figure.unit) + " to " + in_words(figure.most, figure.unit);
  }
  if (figure.server_us) text += "; processor " + in_words(*figure.server_us, "us") + " each";
  if (figure.client_us) text += ", and its client " + in_words(*figure.client_us, "us");
  return text + '\n';
}

}  // namespace

std::string machine_line(const Machine& machine) {
  std::string line = std::to_string(machine.cores) + " cores of " + machine.processor + ", " +
                     in_words(machine.memory_gib, "GiB") + ", " + machine.kernel +
                     "; a flush of 4 KiB takes " + duration_in_words(machine.flush.p50_ns) +
                     " (p99 " + duration_in_words(machine.flush.p99_ns) + ")\n";
  if (machine.load > 0.5) {
    line += "The machine is busy (load average " + std::to_string(machine.load).substr(0, 4) +
            "): what follows is less than it can do.\n";
  }
  return line;
}

std::string text_of(const Report& report) {
  Table table({{"figure", Align::left},
               {"measured"},
               {"floor"},
               {"aim"},
               {"reached", Align::left},
               {"p50"},
               {"p99"},
               {"p99.9"},
               {"max"},
               {"load", Align::left}});
  for (const Figure& figure : report.figures) table.add(row_of(figure, report.quick));
  std::string text = machine_line(report.machine) + '\n' + table.text() + "\nWhat counts:\n";
  for (const Figure& figure : report.figures) text += what_counts(figure);
  if (report.quick) text += "\nSmall sizes (--quick): not to be compared with floor and aim.\n";
  return text;
}

json::object json_of(const Report& report) {
  json::object object;
  object["machine"] = json::value_from(report.machine);
  object["quick"] = report.quick;
  json::array figures;
  for (const Figure& figure : report.figures) {
    object[figure.key] = figure.value;
    json::object all = json::value_from(figure).as_object();
    if (const Goal* goal = goal_of(figure.key)) {
      all["floor"] = goal->floor;
      all["aim"] = goal->aim;
      if (!report.quick) all["reached"] = json::value_from(reached(*goal, figure.value));
    }
    figures.push_back(std::move(all));
  }
  object["figures"] = std::move(figures);
  return object;
}

std::string line_of(std::span<const Figure> figures) {
  return json::serialize(json::value_from(figures));
}

std::vector<Figure> figures_of(std::string_view line) {
  return json::value_to<std::vector<Figure>>(json::parse(line));
}

}  // namespace tributary::bench
