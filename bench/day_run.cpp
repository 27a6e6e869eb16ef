#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <stdexcept>

#include "bench/bid_load.hpp"
#include "bench/durable_platform.hpp"
#include "bench/fetch.hpp"
#include "bench/new_token.hpp"
#include "money/date.hpp"
#include "ring/data_folder.hpp"

namespace tributary::bench {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t settle_requests = std::uint64_t{1} << 41;
constexpr std::uint64_t begin_requests = std::uint64_t{1} << 42;
constexpr double bids_per_s = 5'000;
constexpr unsigned connections = 256;
constexpr std::uint32_t claims_per_loan = 10'000;  ///< also what a loan left for bids takes
constexpr milliseconds slice{250};

constexpr std::int64_t hour_ms = 3'600'000;

/// The platform's clock is that of the machine, and so is its business day: the loans were settled
/// thirty days before the day that is measured, which is tomorrow where the timers are.
struct Days {
  money::Date today;
  money::Date settled_on() const { return today + -29; }
  money::Date due() const { return today + 1; }
};

Days present_days() {
  const auto now = std::chrono::system_clock::now().time_since_epoch() + std::chrono::hours(8);
  return {{static_cast<std::int32_t>(now / std::chrono::days(1))}};
}

/// Loans that are paid on the due day, and behind them some that are open for bids meanwhile.
struct DueDay {
  std::uint32_t loans;
  Market market;
  Days days = present_days();
};

DueDay due_day_of(const Bench& bench) {
  const std::uint32_t loans = bench.size(1'000U, 5U);
  return {loans,
          {.members = bench.size(100'000U, 20'000U),
           .loans = loans + bench.size(60U, 10U),
           .principal = {bid_amount.minor * claims_per_loan}},
          present_days()};
}

/// A platform on the eve of the day, and the token of who may begin it.
std::string found(const Bench& bench, const DueDay& day) {
  const protocol::Time then{(day.days.settled_on().days * std::int64_t{24} + 12) * hour_ms};
  const std::string token = found_platform(bench.folder, day.market, then);
  DurablePlatform platform(bench.folder);
  platform.set_clock(then);
  platform.submit(filling_bids(day.market, claims_per_loan, day.loans));
  CommandList list(settle_requests);
  for (std::uint32_t loan = 0; loan < day.loans; ++loan) {
    list.add(protocol::SettleLoan{day.market.loan(loan), day.days.settled_on(), day.days.due()});
  }
  platform.submit(list);
  platform.set_clock({});
  CommandList begin(begin_requests);
  begin.add(protocol::BeginBusinessDay{day.days.today});
  platform.submit(begin);
  return token;
}

/// What the timers answer to whoever may order them, with somebody else's approval.
class Operator {
 public:
  Operator(std::uint16_t port, const std::string& token, const std::string& approver)
      : port_(port),
        authorization_("Authorization: Bearer " + token + "\r\nApproval: Bearer " + approver +
                       "\r\n") {}

  /// The number of the run that works all days up to `to`.
  std::uint64_t order(std::string_view to) {
    const std::string body =
        R"({"to":")" + std::string(to) + R"(","confirmed_on":")" + std::string(to) + "\"}";
    const auto run =
        send("POST /v1/business-days/run", "Idempotency-Key: day-" + std::string(to) +
                                               "\r\nContent-Type: application/json\r\n"
                                               "Content-Length: " +
                                               std::to_string(body.size()) + "\r\n\r\n" + body);
    return boost::json::value_to<std::uint64_t>(run.at("run"));
  }

  /// Whether a run is done. Errors: std::runtime_error if it failed or left something undone.
  bool is_done(std::uint64_t number, std::uint64_t loans) {
    const auto status = send("GET /v1/business-days/status", "\r\n");
    for (const auto& run : status.at("runs").as_array()) {
      if (boost::json::value_to<std::uint64_t>(run.at("run")) != number) continue;
      const std::string_view state = run.at("state").as_string();
      if (state == "failed") throw std::runtime_error("the day was not worked");
      if (state != "done") return false;
      if (boost::json::value_to<std::uint64_t>(run.at("finished")) < loans) {
        throw std::runtime_error("the day ended before every loan was paid");
      }
      return true;
    }
    throw std::runtime_error("the timers do not know the run that was ordered");
  }

 private:
  boost::json::object send(const std::string& start, const std::string& rest) {
    const std::string answer = ask(
        port_, start + " HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n" + authorization_ + rest);
    if (!answer.starts_with("HTTP/1.1 2")) throw std::runtime_error("the timers say: " + answer);
    return boost::json::parse(answer.substr(answer.find("\r\n\r\n") + 4)).as_object();
  }

  std::uint16_t port_;
  std::string authorization_;
};

/// Bids at an even rate until `until` says so, in slices, for at least one second.
template <class Until>
LoadResult bids_until(LoadClient& client, Requests& requests, Until&& until) {
  LoadResult all;
  do {
    const LoadResult result = client.open_loop(requests, bids_per_s, slice);
    require_all_accepted(result);
    all.accepted += result.accepted;
    all.seconds += result.seconds;
    all.client_seconds += result.client_seconds;
    all.latency.merge(result.latency);
  } while (!until() || all.seconds < 1);
  return all;
}

double p99_ms(const LoadResult& result) {
  return static_cast<double>(result.latency.quantile(0.99)) / 1e6;
}

}  // namespace

void measure_day(Bench& bench) {
  const DueDay day = due_day_of(bench);
  const std::string claims = std::to_string(std::uint64_t{day.loans} * claims_per_loan);
  bench.progress.step(claims + " bids, and their loans settled");
  const std::string token = found(bench, day);
  const std::string approver = make_token(bench.folder, {.role = "admin"});
  const ServedPlatform platform(bench.program, bench.folder, {}, Timers::on);
  bench.progress.step("waiting for the read models");
  platform.await_read_models();
  BidRequests requests(day.market, day.loans, claims_per_loan, 1, token);
  LoadClient client(platform.port(), connections);
  Operator timers(platform.port(), token, approver);

  bench.progress.step("bids without a day's end");
  int slices = bench.size(20, 4);
  const LoadResult quiet = bids_until(client, requests, [&] { return --slices <= 0; });
  bench.progress.step("the due day, with bids");
  const std::uint64_t start = now_ns();
  const std::uint64_t run = timers.order(to_string(day.days.due()));
  double seconds = 0;
  const LoadResult busy = bids_until(client, requests, [&] {
    if (seconds == 0 && timers.is_done(run, day.loans)) seconds = seconds_since(start);
    return seconds != 0;
  });

  const std::string load = "; meanwhile 5,000 bids a second on other loans, all accepted";
  bench.figures.push_back(with_rounds(
      {.key = "due_day_s",
       .name = "due day, " + claims + " claims",
       .unit = "s",
       .counts = std::to_string(day.loans) +
                 " loans of 10000 claims: a business day begun, its "
                 "work found, every instalment collected and every claim paid, durable; seen to a "
                 "quarter of a second" +
                 load,
       .connections = connections,
       .loop = Loop::open},
      {{.value = seconds}}));
  Round round{.value = p99_ms(busy) / p99_ms(quiet)};
  round.latency = latency_of(busy.latency);
  bench.figures.push_back(with_rounds(
      {.key = "due_day_bid_p99_ratio",
       .name = "bids' p99 on that day",
       .unit = "x",
       .counts = "the p99 of bids during the day's work as a multiple of that before it, " +
                 std::to_string(p99_ms(quiet)) + " ms",
       .connections = connections,
       .loop = Loop::open},
      {round}));
}

}  // namespace tributary::bench
