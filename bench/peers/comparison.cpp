#include "bench/peers/comparison.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>

#include "bench/child.hpp"
#include "bench/interruption.hpp"

namespace tributary::bench::peers {
namespace {

namespace json = boost::json;

bool contains(const auto& list, const auto& value) {
  return std::ranges::find(list, value) != list.end();
}

/// Does it in a process of its own, so that what one trial leaves in memory is nothing to the next
/// one. Interrupted, that process stops its servers before it ends. Errors: std::runtime_error with
/// the reason given there; Interrupted.
template <class Result>
Result apart(const std::function<Result()>& work) {
  Child child = Child::copy([&] {
    expect_interruption();
    json::object outcome;
    try {
      outcome["result"] = json::value_from(work());
    } catch (const Interrupted&) {
      throw;
    } catch (const std::exception& fault) {
      outcome["failure"] = fault.what();
    }
    write_all(STDOUT_FILENO, json::serialize(outcome));
  });
  try {
    const std::string line = child.read_all();
    const bool well = child.wait();
    stop_if_interrupted();
    if (!well || line.empty()) throw std::runtime_error("its process failed");
    const json::object outcome = json::parse(line).as_object();
    if (const json::value* failure = outcome.if_contains("failure")) {
      throw std::runtime_error(std::string(failure->as_string()));
    }
    return json::value_to<Result>(outcome.at("result"));
  } catch (const Interrupted&) {
    if (child.started()) child.end();
    throw;
  }
}

Row row_of(const Form& form, Work work) {
  return {.work = work,
          .group = form.group,
          .ours = form.ours,
          .key = form.key,
          .name = form.name,
          .durability = form.durability,
          .batch = form.batch};
}

/// One form's way through a work.
struct Entry {
  const Form* form;
  Row row;
  std::vector<Round> rounds{};
};

void choose_connections(Entry& entry, const Wanted& wanted, const Place& place) {
  Row& row = entry.row;
  try {
    row.tried = apart<std::vector<Tried>>(
        [&] { return try_connections(*entry.form, row.work, wanted.scale, place); });
    const auto best = std::ranges::min_element(
        row.tried, [&](double one, double other) { return better(row.work, one, other); },
        &Tried::value);
    row.connections = best->connections;
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& fault) {
    row.failure = fault.what();
  }
}

void add_round(Entry& entry, const Wanted& wanted, const Place& place) {
  Row& row = entry.row;
  try {
    const Trial trial = apart<Trial>(
        [&] { return run_trial(*entry.form, row.work, row.connections, wanted.scale, place); });
    for (const std::string& fault : trial.faults) {
      if (!contains(row.faults, fault)) row.faults.push_back(fault);
    }
    Round round{.value = trial.value};
    if (trial.latency.max_ns > 0) {  // a payout is one answer
      round.latency = trial.latency;
      round.client_us = trial.client_us;
      round.server_us = trial.server_us;
    }
    entry.rounds.push_back(round);
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& fault) {
    row.failure = fault.what();
  }
}

Figure figure_of(const Entry& entry) {
  return with_rounds({.key = entry.row.key,
                      .name = entry.row.name,
                      .unit = std::string(unit_of(entry.row.work)),
                      .connections = entry.row.connections},
                     entry.rounds);
}

std::vector<Row> compare_at(Work work, const Wanted& wanted, const Place& place, const Step& step) {
  std::vector<Entry> entries;
  for (const Form& form : wanted.forms) {
    if (contains(form.works, work)) entries.push_back({&form, row_of(form, work)});
  }
  const std::size_t total = entries.size() * (wanted.rounds + 1);
  std::size_t done = 0;
  for (Entry& entry : entries) {
    step(work, done++, total, "connections of " + entry.row.name);
    choose_connections(entry, wanted, place);
  }
  for (unsigned round = 0; round < wanted.rounds; ++round) {
    for (Entry& entry : entries) {
      step(work, done++, total, "round " + std::to_string(round + 1) + ", " + entry.row.name);
      if (entry.row.failure.empty()) add_round(entry, wanted, place);
    }
  }
  std::vector<Row> rows;
  for (Entry& entry : entries) {
    if (!entry.rounds.empty() && entry.row.failure.empty()) entry.row.figure = figure_of(entry);
    rows.push_back(std::move(entry.row));
  }
  return rows;
}

}  // namespace

std::vector<Row> compare(const Wanted& wanted, const Place& place, const Step& step) {
  std::vector<Row> rows;
  for (const Work work : wanted.works) {
    std::ranges::move(compare_at(work, wanted, place, step), std::back_inserter(rows));
  }
  return rows;
}

double times(const Row& ours, const Row& row) {
  if (!ours.measured() || !row.measured()) return 0;
  const double our_value = ours.figure.value;
  const double their_value = row.figure.value;
  return more_is_better(row.work) ? our_value / their_value : their_value / our_value;
}

const Row* ours_beside(std::span<const Row> rows, const Row& row) {
  if (row.ours || row.group == Group::control) return nullptr;
  const Group group = row.group == Group::not_durable ? Group::single : row.group;
  const auto found = std::ranges::find_if(rows, [&](const Row& each) {
    return each.ours && each.work == row.work && each.group == group;
  });
  return found == rows.end() ? nullptr : &*found;
}

std::vector<Target> targets_of(std::span<const Row> rows) {
  struct Aim {
    const char* key;
    const char* name;
    Work work;
    std::vector<std::string> peers;  ///< beginnings of keys
    double wanted;
  };
  const std::vector<std::string> databases{"mariadb", "postgresql", "sqlite"};
  const std::array aims{
      Aim{"bids_times_classic", "bids, against the classic design", Work::bids, {"classic"}, 20},
      Aim{"rush_times_classic", "rush, against the classic design", Work::rush, {"classic"}, 20},
      Aim{"bids_times_postgresql", "bids, against PostgreSQL", Work::bids, {"postgresql"}, 10},
      Aim{"bids_times_redis", "bids, against Redis, fsync always", Work::bids, {"redis"}, 1.5},
      Aim{"payout_times_database", "payout, against a database", Work::payout, databases, 50}};
  std::vector<Target> targets;
  for (const Aim& aim : aims) {
    Target target{.key = aim.key, .name = aim.name, .wanted = aim.wanted};
    for (const Row& row : rows) {
      const bool meant = std::ranges::any_of(
          aim.peers, [&](const std::string& start) { return row.key.starts_with(start); });
      const Row* ours = ours_beside(rows, row);
      if (!meant || row.work != aim.work || row.group != Group::single || !row.right() ||
          ours == nullptr || !ours->measured()) {
        continue;
      }
      const double reached = times(*ours, row);
      if (target.reached == 0 || reached < target.reached) {
        target.reached = reached;
        target.beside = row.name;
      }
    }
    targets.push_back(std::move(target));
  }
  return targets;
}

}  // namespace tributary::bench::peers
