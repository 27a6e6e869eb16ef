#include "bench/peers/trial.hpp"

#include <algorithm>
#include <thread>

#include "bench/machine.hpp"
#include "bench/stopwatch.hpp"

namespace tributary::bench::peers {
namespace {

constexpr std::uint64_t asked_again = 20;  ///< bids after each run, one by one

Setting setting_of(const Form& form, Work work, const Scale& scale, std::uint32_t rushes) {
  Setting setting{.members = scale.members,
                  .loans = scale.hot_loans,
                  .room = scale.loan_room,
                  .parts = form.parts};
  if (work == Work::mix) setting.loans = scale.mix_loans;
  if (work == Work::rush) {
    setting.loans = rushes;
    setting.room = scale.people;
  }
  if (work == Work::payout) {
    setting.loans = scale.payout_loans;
    setting.room = scale.members / scale.payout_loans;
    setting.settled = true;
  }
  return setting;
}

BidOrder::Kind kind_of(Work work) {
  return work == Work::mix ? BidOrder::Kind::mixed : BidOrder::Kind::hot;
}

/// `machine_seconds`: the processor time of the whole machine meanwhile.
Trial trial_of(const LoadResult& result, double value, double machine_seconds) {
  const auto bids = static_cast<double>(std::max<std::uint64_t>(result.answers(), 1));
  return {.value = value,
          .latency = latency_of(result.latency),
          .client_us = result.client_seconds * 1e6 / bids,
          .server_us = std::max(machine_seconds - result.client_seconds, 0.0) * 1e6 / bids};
}

/// Requests that were accepted are sent again, and must change nothing.
void send_again(Session& session, const BidOrder& order, std::vector<std::string>& faults) {
  const std::uint64_t step = std::max<std::uint64_t>(order.issued() / asked_again, 1);
  for (std::uint64_t number = 0; number < order.issued(); number += step) {
    const Answer answer = session.bid(order.bid(number));
    if (answer != Answer::accepted && answer != Answer::repeated) {
      faults.emplace_back("a request accepted before was refused when it came again");
      return;
    }
  }
}

/// The loan of the last bid is full: whoever comes now must be refused.
void send_late(Session& session, const BidOrder& order, const Setting& setting,
               std::vector<std::string>& faults) {
  for (std::uint64_t i = 0; i < asked_again; ++i) {
    Bid late = order.bid(order.issued() - 1);
    late.request += 1 + i;
    late.member = static_cast<std::uint32_t>(i) % setting.members;
    if (session.bid(late) == Answer::accepted) {
      faults.emplace_back("a bid on a full loan was accepted");
      return;
    }
  }
}

Trial run_bids(const Form& form, Work work, unsigned connections, const Scale& scale,
               const Place& place) {
  constexpr std::uint32_t rushes = 2;  // one to warm up
  const Setting setting = setting_of(form, work, scale, rushes);
  const std::unique_ptr<Peer> peer = form.start(place, setting);
  BidOrder order(kind_of(work), setting);
  Trial trial;
  std::uint64_t refused = 0;
  {
    const std::unique_ptr<Bidders> bidders = peer->bidders(connections, form.batch);
    const LoadResult warm = work == Work::rush ? bidders->rush(order, scale.people)
                                               : bidders->closed_loop(order, scale.warm_up);
    const double cpu_before = machine_cpu_seconds();
    const LoadResult result = work == Work::rush ? bidders->rush(order, scale.people)
                                                 : bidders->closed_loop(order, scale.measured);
    trial = trial_of(result, work == Work::rush ? result.seconds : result.per_second(),
                     machine_cpu_seconds() - cpu_before);
    refused = warm.others + result.others;
  }
  const std::unique_ptr<Session> session = peer->open();
  if (refused > 0) trial.faults.push_back(std::to_string(refused) + " bids were refused");
  send_again(*session, order, trial.faults);
  if (work == Work::rush) send_late(*session, order, setting, trial.faults);
  std::ranges::move(faults_of(peer->bid_books(), setting, order.issued() - refused),
                    std::back_inserter(trial.faults));
  return trial;
}

/// All loans of a period, each by a connection of its own while there are connections.
void pay_all(std::span<const std::unique_ptr<Session>> sessions, std::uint32_t loans,
             std::uint32_t period) {
  std::vector<std::exception_ptr> faults(sessions.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < sessions.size(); ++i) {
      threads.emplace_back([&, i] {
        try {
          for (std::size_t loan = i; loan < loans; loan += sessions.size()) {
            sessions[i]->pay(static_cast<std::uint32_t>(loan), period);
          }
        } catch (...) {
          faults[i] = std::current_exception();
        }
      });
    }
  }
  for (const std::exception_ptr& fault : faults) {
    if (fault) std::rethrow_exception(fault);
  }
}

double seconds_to_pay(std::span<const std::unique_ptr<Session>> sessions, const Setting& setting,
                      std::uint32_t period) {
  const std::uint64_t start = now_ns();
  pay_all(sessions, setting.loans, period);
  return seconds_since(start);
}

std::vector<std::unique_ptr<Session>> open_all(Peer& peer, unsigned connections) {
  std::vector<std::unique_ptr<Session>> sessions;
  for (unsigned i = 0; i < connections; ++i) sessions.push_back(peer.open());
  return sessions;
}

Trial run_payout(const Form& form, unsigned connections, const Scale& scale, const Place& place) {
  constexpr std::uint32_t periods = 6;  // the first to warm up
  const Setting setting = setting_of(form, Work::payout, scale, 0);
  const std::unique_ptr<Peer> peer = form.start(place, setting);
  Trial trial;
  {
    const auto sessions = open_all(*peer, connections);
    seconds_to_pay(sessions, setting, 1);
    std::vector<double> seconds;
    for (std::uint32_t period = 2; period <= periods; ++period) {
      seconds.push_back(seconds_to_pay(sessions, setting, period));
    }
    std::ranges::sort(seconds);
    trial.value = seconds[seconds.size() / 2];
    for (std::uint32_t period = 1; period <= periods; ++period) {
      pay_all(sessions, setting.loans, period);
    }
  }
  trial.faults = faults_of(peer->payout_books(), setting, periods);
  return trial;
}

/// In a payout, loans can be paid side by side.
std::vector<unsigned> choices(const Form& form, Work work, const Scale& scale) {
  std::vector<unsigned> all = form.connections;
  if (work == Work::rush && !form.rush_connections.empty()) all = form.rush_connections;
  if (work == Work::payout) {
    all = {1};
    if (form.connections.size() > 1) all.push_back(scale.payout_loans);
  }
  if (work == Work::rush) {
    for (unsigned& count : all) count = std::min(count, scale.people);
  }
  if (!scale.tries) return {all[all.size() / 2]};
  return all;
}

}  // namespace

Scale Scale::quick() {
  using std::chrono::milliseconds;
  return {.members = 2'000,
          .people = 300,
          .mix_loans = 20,
          .hot_loans = 40,
          .loan_room = 60'000,
          .payout_loans = 2,
          .warm_up = milliseconds(50),
          .measured = milliseconds(200),
          .tried = milliseconds(100),
          .tries = false};
}

bool more_is_better(Work work) { return work == Work::bids || work == Work::mix; }

std::string_view unit_of(Work work) { return more_is_better(work) ? "/s" : "s"; }

bool better(Work work, double one, double other) {
  return more_is_better(work) ? one > other : one < other;
}

Trial run_trial(const Form& form, Work work, unsigned connections, const Scale& scale,
                const Place& place) {
  return work == Work::payout ? run_payout(form, connections, scale, place)
                              : run_bids(form, work, connections, scale, place);
}

std::vector<Tried> try_connections(const Form& form, Work work, const Scale& scale,
                                   const Place& place) {
  const std::vector<unsigned> counts = choices(form, work, scale);
  std::vector<Tried> tried;
  if (counts.size() == 1) return {{.connections = counts.front()}};
  // Each rush wants a loan of its own; so does each payout a period, the first to warm up.
  const Setting setting =
      setting_of(form, work, scale, static_cast<std::uint32_t>(counts.size()) + 1);
  const std::unique_ptr<Peer> peer = form.start(place, setting);
  BidOrder order(kind_of(work), setting);
  std::uint32_t period = 0;
  const auto once = [&](unsigned connections) {
    if (work == Work::payout) {
      return seconds_to_pay(open_all(*peer, connections), setting, ++period);
    }
    const std::unique_ptr<Bidders> bidders = peer->bidders(connections, form.batch);
    const LoadResult result = work == Work::rush ? bidders->rush(order, scale.people)
                                                 : bidders->closed_loop(order, scale.tried);
    return work == Work::rush ? result.seconds : result.per_second();
  };
  once(counts[counts.size() / 2]);
  for (const unsigned count : counts) {
    tried.push_back({count, once(count)});
    // A rush takes long where it is slow: three times as slow as before, more only wait longer.
    if (work == Work::rush && tried.back().value > 3 * tried.front().value) break;
  }
  if (work == Work::rush || work == Work::payout) return tried;
  // Short measurements are easily disturbed: each has a second chance.
  for (Tried& each : tried) each.value = std::max(each.value, once(each.connections));
  return tried;
}

}  // namespace tributary::bench::peers
