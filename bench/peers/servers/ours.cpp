#include <memory>
#include <stdexcept>

#include "bench/durable_platform.hpp"
#include "bench/fetch.hpp"
#include "bench/peers/pool.hpp"
#include "bench/peers/servers/forms.hpp"
#include "bench/served_platform.hpp"
#include "bench/stopwatch.hpp"
#include "money/date.hpp"
#include "ring/recovery.hpp"

namespace tributary::bench::peers {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t settle_requests = std::uint64_t{1} << 41;
constexpr std::uint64_t today_requests = std::uint64_t{1} << 42;
constexpr std::uint64_t measured_requests = std::uint64_t{1} << 44;

Market market_of(const Setting& setting) {
  return {.members = setting.members,
          .loans = setting.loans,
          .principal = {setting.loan_amount()},
          .deposit = {Setting::deposit}};
}

fs::path fresh(const fs::path& folder) {
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

/// The market of a setting, and the token of a caller who may do everything. Loans are settled in
/// the past, so that every period of theirs can be paid.
std::string found(const fs::path& folder, const Setting& setting) {
  const Market market = market_of(setting);
  if (!setting.settled) return found_platform(folder, market);
  const money::Date settled_on = money::date_of(std::chrono::year(2024) / std::chrono::January / 1);
  const protocol::Time then{(settled_on.days * std::int64_t{24} + 12) * 3'600'000};
  std::string token = found_platform(folder, market, then);
  CommandList settlements(settle_requests);
  for (std::uint32_t loan = 0; loan < market.loans; ++loan) {
    settlements.add(protocol::SettleLoan{market.loan(loan), settled_on, {}});
  }
  CommandList today(today_requests);
  const auto days = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  const money::Date present{static_cast<std::int32_t>(days.time_since_epoch().count())};
  today.add(protocol::BeginBusinessDay{present});
  DurablePlatform platform(folder);
  platform.set_clock(then);
  platform.submit(filling_bids(market, setting.room));
  platform.submit(settlements);
  platform.set_clock({});
  platform.submit(today);
  return token;
}

/// What stands in the journal of a platform that has ended, read by a new engine.
class Reader {
 public:
  Reader(const fs::path& folder, const Setting& setting)
      : setting_(setting), market_(market_of(setting)) {
    ring::recover(engine_, ring::DataFolder(folder), false);
  }
  BidBooks bid_books() const;
  PayoutBooks payout_books() const;
  /// Commands that were decided more than once, though their request was the same.
  std::uint64_t repeats() const {
    return engine_.state().sequence - engine_.state().requests.size();
  }

 private:
  const engine::Loan& loan(std::uint32_t number) const {
    return engine_.state().loans[market_.loan(number)];
  }
  const engine::Account& member(std::uint32_t number) const {
    return engine_.state().ledger[market_.member(number)];
  }
  std::int64_t platform_account(protocol::AccountKind kind) const {
    const engine::Ledger& ledger = engine_.state().ledger;
    return ledger[ledger.platform(kind, protocol::Currency::CNY)].posted.minor;
  }

  const Setting setting_;
  const Market market_;
  engine::Engine engine_;
};

BidBooks Reader::bid_books() const {
  BidBooks books;
  std::vector<std::int64_t> bid_by(setting_.members);
  for (std::uint32_t i = 0; i < setting_.loans; ++i) {
    const engine::Loan& each = loan(i);
    books.taken += each.raised.minor;
    std::int64_t end = 0;
    for (const engine::Claim& claim : each.claims) {
      const std::int64_t amount = claim.end.minor - end;
      end = claim.end.minor;
      books.bids_amount += amount;
      books.bids += static_cast<std::uint64_t>(amount / bid_amount.minor);
      bid_by.at(claim.holder.value - market_.member(0).value) += amount;
    }
    books.loans_over += end > setting_.loan_amount() ? 1 : 0;
  }
  for (std::uint32_t i = 0; i < setting_.members; ++i) {
    const std::int64_t available = member(i).available().minor;
    const std::int64_t held = member(i).held.minor;
    books.available += available;
    books.held += held;
    const bool right = held == bid_by[i] && available >= 0 && available + held == Setting::deposit;
    books.members_off += right ? 0 : 1;
  }
  books.requests = books.bids - repeats();
  return books;
}

/// Statements are derived from the facts of a payment, so no row a claim is kept: what was paid to
/// each holder is read from balances.
PayoutBooks Reader::payout_books() const {
  const std::int64_t claims = std::int64_t{setting_.loans} * setting_.room;
  PayoutBooks books;
  std::int64_t borrowers = 0;
  std::uint32_t periods = 0;
  for (std::uint32_t i = 0; i < setting_.loans; ++i) {
    const engine::Loan& each = loan(i);
    periods = each.next_period() - 1;
    books.payouts += each.claims.size() * periods;
    books.paid += each.paid.principal.minor + each.paid.interest.minor;
    borrowers += engine_.state().ledger[market_.borrower(i)].posted.minor;
  }
  books.claims = books.payouts;
  books.fees = platform_account(protocol::AccountKind::interest_fee);
  books.paid -= books.fees;
  books.debited = (Setting::deposit + setting_.loan_amount()) * setting_.loans -
                  platform_account(protocol::AccountKind::service_fee) - borrowers;
  // All claims are equal; what rounding leaves goes to some of them, a cent of each kind a period.
  const std::int64_t even = books.paid / claims;
  const std::int64_t cents = 3 * std::int64_t{periods};
  for (std::uint32_t i = 0; i < setting_.members; ++i) {
    const std::int64_t held_claims = claims / setting_.members;
    const std::int64_t credited =
        member(i).posted.minor - (Setting::deposit - held_claims * bid_amount.minor);
    books.credited += credited;
    books.members_off += std::abs(credited - held_claims * even) <= held_claims * cents ? 0 : 1;
  }
  return books;
}

/// A request with a key and a body.
std::string post(const std::string& path, const std::string& token, const std::string& key,
                 const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token +
         "\r\nContent-Type: application/json\r\nIdempotency-Key: " + key +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// A bid as a client sends it.
class RenderBid {
 public:
  RenderBid(const Market& market, std::string token) : market_(market), token_(std::move(token)) {}
  void operator()(const Bid& bid, std::string& request) const {
    request += post("/v1/loans/" + std::to_string(market_.loan(bid.loan).value) + "/bids", token_,
                    "bid-" + std::to_string(bid.request),
                    "{\"account\":\"" + std::to_string(market_.member(bid.member).value) +
                        "\",\"amount\":\"100.00\"}");
  }

 private:
  Market market_;
  std::string token_;
};

class HttpSession : public Session {
 public:
  HttpSession(const Endpoint& server, const Market& market, const std::string& token)
      : connection_(http::connect_to(server)), market_(market), token_(token) {}

  Answer bid(const Bid& bid) override {
    std::string request;
    RenderBid(market_, token_)(bid, request);
    const int status = scan_answer(ask(connection_, request)).status;
    // A repeated request gets its first answer again.
    return status / 100 == 2 ? Answer::accepted : Answer::full;
  }

  /// Each time with another key: the same one would only be given its first answer.
  void pay(std::uint32_t loan, std::uint32_t period) override {
    const std::string day = (period < 10 ? "0" : "") + std::to_string(period + 1);
    ask(connection_,
        post("/v1/loans/" + std::to_string(market_.loan(loan).value) + "/instalments/" +
                 std::to_string(period) + "/collect",
             token_, "pay-" + std::to_string(now_ns()), "{\"on\":\"2024-" + day + "-01\"}"));
  }

 private:
  const http::FileDescriptor connection_;
  const Market market_;
  const std::string token_;
};

/// When a payout counts as done.
enum class Until : std::uint8_t { durable, shown };

/// Waits until each holder's statement shows what was paid.
class ShownSession final : public HttpSession {
 public:
  ShownSession(const Endpoint& server, const ServedPlatform& platform, const Market& market,
               const std::string& token)
      : HttpSession(server, market, token), platform_(platform) {}
  void pay(std::uint32_t loan, std::uint32_t period) override {
    HttpSession::pay(loan, period);
    platform_.await_read_models(std::chrono::milliseconds(1));
  }

 private:
  const ServedPlatform& platform_;
};

/// How it is asked: over its Unix socket, as the databases are, or over TCP.
enum class Over : std::uint8_t { socket, tcp };

/// `tributary serve`, read models and all.
class Served final : public Peer {
 public:
  Served(const Place& place, const Setting& setting, Until until, Over over)
      : setting_(setting),
        until_(until),
        over_(over),
        folder_(fresh(place.folder / "tributary")),
        token_(found(folder_, setting)),
        platform_(std::make_unique<ServedPlatform>(
            place.program, folder_, std::vector<std::string>{"--socket", socket().string()})) {
    platform_->await_read_models();
  }

  std::unique_ptr<Session> open() override {
    if (until_ == Until::shown) {
      return std::make_unique<ShownSession>(server(), *platform_, market_of(setting_), token_);
    }
    return std::make_unique<HttpSession>(server(), market_of(setting_), token_);
  }
  std::unique_ptr<Bidders> bidders(unsigned connections, unsigned) override {
    return std::make_unique<SocketBidders>(server(), connections,
                                           RenderBid(market_of(setting_), token_), scan_answer);
  }
  BidBooks bid_books() override {
    platform_.reset();
    const Reader reader(folder_, setting_);
    return reader.bid_books();
  }
  PayoutBooks payout_books() override {
    platform_.reset();
    return Reader(folder_, setting_).payout_books();
  }

 private:
  fs::path socket() const { return folder_ / "web.sock"; }
  Endpoint server() const { return over_ == Over::tcp ? Endpoint(platform_->port()) : socket(); }

  const Setting setting_;
  const Until until_;
  const Over over_;
  const fs::path folder_;
  const std::string token_;
  std::unique_ptr<ServedPlatform> platform_;  ///< none once its books are read
};

/// Commands through inbox, engine and journal without the web, 16,384 in flight.
class Pipelined final : public Peer {
 public:
  Pipelined(const Place& place, const Setting& setting)
      : setting_(setting), folder_(fresh(place.folder / "tributary")) {
    platform_ = std::make_unique<DurablePlatform>(folder_);
    platform_->submit(founding(market_of(setting)));
  }

  class Driver final : public Bidders, public Session {
   public:
    explicit Driver(Pipelined& peer) : peer_(peer), market_(market_of(peer.setting_)) {}
    /// The commands are encoded before the clock runs, so their number is fixed.
    LoadResult closed_loop(BidOrder& order, Duration duration) override {
      constexpr double bids_per_second = 400'000;
      return submit(order, static_cast<std::uint64_t>(
                               std::chrono::duration<double>(duration).count() * bids_per_second));
    }
    LoadResult rush(BidOrder& order, unsigned people) override { return submit(order, people); }
    Answer bid(const Bid& bid) override {
      CommandList list(measured_requests + bid.request);
      list.add(bench::bid(market_, bid.loan, bid.member));
      peer_.platform_->submit(list);
      return Answer::accepted;
    }
    void pay(std::uint32_t, std::uint32_t) override { throw std::logic_error("not measured"); }

   private:
    LoadResult submit(BidOrder& order, std::uint64_t count) {
      CommandList list(measured_requests + order.issued() + 1);
      for (std::uint64_t i = 0; i < count; ++i) {
        const Bid next = order.next();
        list.add(bench::bid(market_, next.loan, next.member));
      }
      const DurablePlatform::Submitted submitted = peer_.platform_->submit(list);
      return {.accepted = submitted.commands,
              .seconds = submitted.seconds,
              .client_seconds = submitted.cpu_seconds,
              .latency = submitted.latency};
    }
    Pipelined& peer_;
    const Market market_;
  };

  std::unique_ptr<Session> open() override { return std::make_unique<Driver>(*this); }
  std::unique_ptr<Bidders> bidders(unsigned, unsigned) override {
    return std::make_unique<Driver>(*this);
  }
  BidBooks bid_books() override {
    platform_.reset();
    const Reader reader(folder_, setting_);
    return reader.bid_books();
  }
  PayoutBooks payout_books() override { throw std::logic_error("not measured"); }

 private:
  const Setting setting_;
  const fs::path folder_;
  std::unique_ptr<DurablePlatform> platform_;  ///< none once its books are read
};

template <Until until, Over over>
std::unique_ptr<Peer> serve(const Place& place, const Setting& setting) {
  return std::make_unique<Served>(place, setting, until, over);
}

std::unique_ptr<Peer> pipeline(const Place& place, const Setting& setting) {
  return std::make_unique<Pipelined>(place, setting);
}

}  // namespace

void add_ours(std::vector<Form>& forms) {
  const std::string durability = "journal flushed";
  const std::string settings = "tributary serve --socket PATH";
  const std::vector<unsigned> connections{64, 256, 1024, 2048, 4096};
  forms.push_back({.key = "tributary",
                   .name = "Tributary over HTTP",
                   .durability = durability,
                   .settings = settings,
                   .ours = true,
                   .works = {Work::bids, Work::rush, Work::mix, Work::payout},
                   .connections = connections,
                   .rush_connections = {10'000},
                   .start = serve<Until::durable, Over::socket>});
  forms.push_back({.key = "tributary_tcp",
                   .name = "Tributary over HTTP, loopback TCP",
                   .durability = durability,
                   .settings = settings,
                   .ours = true,
                   .works = {Work::bids, Work::rush, Work::mix},
                   .connections = connections,
                   .rush_connections = {10'000},
                   .start = serve<Until::durable, Over::tcp>});
  forms.push_back({.key = "tributary_shown",
                   .name = "Tributary, until every statement shows it",
                   .durability = "journal flushed, read models too",
                   .settings = settings,
                   .ours = true,
                   .works = {Work::payout},
                   .connections = {1},
                   .start = serve<Until::shown, Over::socket>});
  forms.push_back({.key = "tributary_one",
                   .name = "Tributary over HTTP, one user",
                   .durability = durability,
                   .settings = settings,
                   .group = Group::one,
                   .ours = true,
                   .works = {Work::bids},
                   .connections = {1},
                   .start = serve<Until::durable, Over::socket>});
  forms.push_back({.key = "tributary_pipelined",
                   .name = "Tributary, no web, 16,384 in flight",
                   .durability = durability,
                   .settings = settings,
                   .group = Group::pipelined,
                   .ours = true,
                   .works = {Work::bids},
                   .connections = {1},
                   .start = pipeline});
}

}  // namespace tributary::bench::peers
