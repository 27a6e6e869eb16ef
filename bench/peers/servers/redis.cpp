#include <hiredis/hiredis.h>
#include <signal.h>

#include <cstring>
#include <stdexcept>

#include "bench/peers/pool.hpp"
#include "bench/peers/servers/forms.hpp"
#include "bench/peers/servers/server_process.hpp"
#include "http/socket.hpp"

namespace tributary::bench::peers {
namespace {

namespace fs = std::filesystem;

enum class Flush : std::uint8_t { always, everysec };

// Keys: m:N a member's hash, l:N what is left of a loan, bids a hash by request, b:N a borrower,
// c:N a list of a loan's holders, p:N:P a hash of what was paid, by claim.
constexpr const char* bid_script =
    "local amount = tonumber(ARGV[3]) "
    "local left = tonumber(redis.call('GET', KEYS[2])) "
    "local available = tonumber(redis.call('HGET', KEYS[1], 'a')) "
    "if left < amount or available < amount then "
    "if redis.call('HEXISTS', KEYS[3], ARGV[1]) == 1 then return 1 end "
    "if left < amount then return 2 end return 3 end "
    "if redis.call('HSETNX', KEYS[3], ARGV[1], ARGV[2]) == 0 then return 1 end "
    "redis.call('HINCRBY', KEYS[1], 'a', -amount) "
    "redis.call('HINCRBY', KEYS[1], 'h', amount) "
    "redis.call('DECRBY', KEYS[2], amount) "
    "return 0";

constexpr const char* found_script =
    "for i = 0, ARGV[1] - 1 do redis.call('HSET', 'm:' .. i, 'a', ARGV[2], 'h', 0) end "
    "for i = 0, ARGV[3] - 1 do redis.call('SET', 'l:' .. i, ARGV[4]) "
    "redis.call('SET', 'b:' .. i, ARGV[2]) end return 0";

constexpr const char* settle_script =
    "for i = 0, ARGV[2] - 1 do "
    "redis.call('RPUSH', 'c:' .. ARGV[1], (ARGV[3] + i) % ARGV[4]) end return 0";

/// What each claim gets is computed by the client: Redis knows no schedule.
constexpr const char* pay_script =
    "local paid = 'p:' .. ARGV[1] .. ':' .. ARGV[2] "
    "if redis.call('EXISTS', paid) == 1 then return 0 end "
    "local holders = redis.call('LRANGE', 'c:' .. ARGV[1], 0, -1) "
    "for claim, member in ipairs(holders) do "
    "redis.call('HINCRBY', 'm:' .. member, 'a', ARGV[3]) "
    "redis.call('HSET', paid, claim, ARGV[3]) end "
    "redis.call('DECRBY', 'b:' .. ARGV[1], ARGV[4] * #holders) "
    "return #holders";

Answer answer_of(long long number) {
  switch (number) {
    case 0:
      return Answer::accepted;
    case 1:
      return Answer::repeated;
    case 2:
      return Answer::full;
    case 3:
      return Answer::poor;
    default:
      throw std::runtime_error("Redis answered " + std::to_string(number));
  }
}

using Reply = std::unique_ptr<redisReply, decltype(&freeReplyObject)>;

class Connection {
 public:
  explicit Connection(const fs::path& socket) : handle_(redisConnectUnix(socket.c_str())) {}
  ~Connection() { redisFree(handle_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool open() const { return handle_->err == 0; }
  void append(const std::vector<std::string>& words) const {
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    for (const std::string& word : words) {
      texts.push_back(word.data());
      sizes.push_back(word.size());
    }
    redisAppendCommandArgv(handle_, static_cast<int>(words.size()), texts.data(), sizes.data());
  }
  void append_raw(const std::string& text) const {
    redisAppendFormattedCommand(handle_, text.data(), text.size());
  }
  Reply reply() const {
    void* reply = nullptr;
    if (redisGetReply(handle_, &reply) != REDIS_OK) throw std::runtime_error(handle_->errstr);
    Reply owned(static_cast<redisReply*>(reply), freeReplyObject);
    if (owned->type == REDIS_REPLY_ERROR) throw std::runtime_error(owned->str);
    return owned;
  }
  Reply ask(const std::vector<std::string>& words) const {
    append(words);
    return reply();
  }

 private:
  redisContext* handle_;
};

void append_word(std::string& request, std::string_view word) {
  request += '$' + std::to_string(word.size()) + "\r\n";
  request += word;
  request += "\r\n";
}

/// A bid as Redis reads it.
class RenderBid {
 public:
  explicit RenderBid(const std::string& sha) {
    head_ = "*9\r\n";
    append_word(head_, "EVALSHA");
    append_word(head_, sha);
    append_word(head_, "3");
  }
  void operator()(const Bid& bid, std::string& request) const {
    const std::string amount = std::to_string(bid_amount.minor);
    request += head_;
    append_word(request, "m:" + std::to_string(bid.member));
    append_word(request, "l:" + std::to_string(bid.loan));
    append_word(request, "bids");
    append_word(request, std::to_string(bid.request));
    append_word(request, std::to_string(bid.loan) + ':' + std::to_string(bid.member));
    append_word(request, amount);
  }

 private:
  std::string head_;
};

/// A whole number of one digit, `:0` for an acceptance.
ScannedAnswer scan_number(std::string_view bytes) {
  constexpr std::size_t size = 4;
  if (!bytes.empty() && bytes.front() != ':') {
    throw std::runtime_error("Redis answered " + std::string(bytes));
  }
  if (bytes.size() < size) return {};
  return {true, bytes[1] == '0' ? 200 : 409, size};
}

class RedisSession final : public Session {
 public:
  RedisSession(const fs::path& socket, const RenderBid& render)
      : connection_(socket), render_(render) {
    if (!connection_.open()) throw std::runtime_error("no connection to Redis");
  }

  Answer bid(const Bid& bid) override {
    send(bid);
    return answer_of(connection_.reply()->integer);
  }
  std::uint64_t bid_all(std::span<const Bid> bids) override {
    for (const Bid& bid : bids) send(bid);
    std::uint64_t accepted = 0;
    for (std::size_t i = 0; i < bids.size(); ++i) {
      accepted += answer_of(connection_.reply()->integer) == Answer::accepted ? 1 : 0;
    }
    return accepted;
  }
  void pay(std::uint32_t loan, std::uint32_t period) override {
    const Payout claim = payout_of_claim(period);
    connection_.ask({"EVAL", pay_script, "0", std::to_string(loan), std::to_string(period),
                     std::to_string(claim.principal + claim.interest - claim.fee),
                     std::to_string(claim.principal + claim.interest)});
  }

 private:
  void send(const Bid& bid) {
    request_.clear();
    render_(bid, request_);
    connection_.append_raw(request_);
  }

  Connection connection_;
  const RenderBid& render_;
  std::string request_;
};

/// How it is asked: by one thread over many connections, or by a waiting thread for each.
enum class Way : std::uint8_t { socket, tcp, pooled };

class Redis final : public Peer {
 public:
  Redis(const Place& place, const Setting& setting, Flush flush, Way way)
      : setting_(setting),
        way_(way),
        folder_(fresh(place.folder / "redis")),
        port_(free_port()),
        server_(words(flush), place.folder / "redis.log", SIGTERM) {
    server_.await([&] { return Connection(socket()).open(); });
    const Connection connection(socket());
    connection.ask({"EVAL", found_script, "0", std::to_string(setting.members),
                    std::to_string(Setting::deposit), std::to_string(setting.loans),
                    std::to_string(setting.loan_amount())});
    for (std::uint32_t loan = 0; setting.settled && loan < setting.loans; ++loan) {
      connection.ask({"EVAL", settle_script, "0", std::to_string(loan),
                      std::to_string(setting.room), std::to_string(setting.holder(loan, 0)),
                      std::to_string(setting.members)});
    }
    const Reply sha = connection.ask({"SCRIPT", "LOAD", bid_script});
    render_ = std::make_unique<RenderBid>(std::string(sha->str, sha->len));
  }

  std::unique_ptr<Session> open() override {
    return std::make_unique<RedisSession>(socket(), *render_);
  }
  std::unique_ptr<Bidders> bidders(unsigned connections, unsigned batch) override {
    if (way_ == Way::pooled) return Peer::bidders(connections, batch);
    const Endpoint server = way_ == Way::tcp ? Endpoint(port_) : socket();
    return std::make_unique<SocketBidders>(server, connections, *render_, scan_number);
  }
  BidBooks bid_books() override;
  PayoutBooks payout_books() override;

 private:
  static fs::path fresh(const fs::path& folder) {
    fs::remove_all(folder);
    fs::create_directories(folder);
    return folder;
  }
  fs::path socket() const { return folder_ / "redis.sock"; }
  std::vector<std::string> words(Flush flush) const {
    http::raise_open_file_limit();  // the server's too
    return {"/usr/bin/redis-server",
            "--port",
            std::to_string(port_),
            "--bind",
            "127.0.0.1",
            "--unixsocket",
            socket().string(),
            "--dir",
            folder_.string(),
            "--appendonly",
            "yes",
            "--appendfsync",
            flush == Flush::always ? "always" : "everysec",
            "--save",
            "",
            "--auto-aof-rewrite-percentage",
            "0",
            "--maxclients",
            "10100"};
  }
  /// `a` and `h` of each member.
  struct Balance {
    std::int64_t available = 0;
    std::int64_t held = 0;
  };
  std::vector<Balance> balances(const Connection& connection) const;
  std::int64_t sum_of(const Connection& connection, const std::string& prefix) const;

  const Setting setting_;
  const Way way_;
  const fs::path folder_;
  const std::uint16_t port_;
  ServerProcess server_;
  std::unique_ptr<RenderBid> render_;
};

std::vector<Redis::Balance> Redis::balances(const Connection& connection) const {
  constexpr std::uint32_t together = 1000;
  std::vector<Balance> all;
  for (std::uint32_t first = 0; first < setting_.members; first += together) {
    const std::uint32_t end = std::min(first + together, setting_.members);
    for (std::uint32_t i = first; i < end; ++i) {
      connection.append({"HMGET", "m:" + std::to_string(i), "a", "h"});
    }
    for (std::uint32_t i = first; i < end; ++i) {
      const Reply reply = connection.reply();
      all.push_back({std::stoll(reply->element[0]->str), std::stoll(reply->element[1]->str)});
    }
  }
  return all;
}

std::int64_t Redis::sum_of(const Connection& connection, const std::string& prefix) const {
  std::int64_t sum = 0;
  for (std::uint32_t i = 0; i < setting_.loans; ++i) {
    sum += std::stoll(connection.ask({"GET", prefix + std::to_string(i)})->str);
  }
  return sum;
}

BidBooks Redis::bid_books() {
  const Connection connection(socket());
  const Reply bids = connection.ask({"HVALS", "bids"});
  BidBooks books;
  books.bids = bids->elements;
  books.requests = bids->elements;  // keys of a hash
  books.bids_amount = bid_amount.minor * static_cast<std::int64_t>(books.bids);
  std::vector<std::int64_t> bid_by(setting_.members);
  std::vector<std::int64_t> bid_on(setting_.loans);
  for (std::size_t i = 0; i < bids->elements; ++i) {
    const char* const text = bids->element[i]->str;
    bid_on.at(std::stoul(text)) += bid_amount.minor;
    bid_by.at(std::stoul(std::strchr(text, ':') + 1)) += bid_amount.minor;
  }
  const std::vector<Balance> members = balances(connection);
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto& [available, held] = members[i];
    books.available += available;
    books.held += held;
    const bool right = held == bid_by[i] && available >= 0 && available + held == Setting::deposit;
    books.members_off += right ? 0 : 1;
  }
  for (const std::int64_t amount : bid_on) {
    books.loans_over += amount > setting_.loan_amount() ? 1 : 0;
  }
  books.taken = setting_.loan_amount() * setting_.loans - sum_of(connection, "l:");
  return books;
}

PayoutBooks Redis::payout_books() {
  const Connection connection(socket());
  PayoutBooks books;
  std::vector<std::int64_t> due(setting_.members);
  for (std::uint32_t loan = 0; loan < setting_.loans; ++loan) {
    for (std::uint32_t period = 1;; ++period) {
      const Reply paid =
          connection.ask({"HGETALL", "p:" + std::to_string(loan) + ':' + std::to_string(period)});
      if (paid->elements == 0) break;
      for (std::size_t i = 0; i < paid->elements; i += 2) {
        const std::int64_t amount = std::stoll(paid->element[i + 1]->str);
        const auto claim = static_cast<std::uint32_t>(std::stoul(paid->element[i]->str) - 1);
        due.at(setting_.holder(loan, claim)) += amount;
        books.paid += amount;
        books.fees += payout_of_claim(period).fee;
        ++books.payouts;
      }
    }
  }
  books.claims = books.payouts;  // keys of hashes
  const std::vector<Balance> members = balances(connection);
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::int64_t credited = members[i].available - Setting::deposit;
    books.credited += credited;
    books.members_off += credited == due[i] ? 0 : 1;
  }
  books.debited = Setting::deposit * std::int64_t{setting_.loans} - sum_of(connection, "b:");
  return books;
}

constexpr const char* redis_lacks =
    "Redis: what the databases lack; nor statements, nor schedules: what a period pays is computed "
    "by "
    "its client, and what was written cannot be asked but by key.";

std::string settings_of(const char* flush) {
  return std::string("Redis --appendonly yes --appendfsync ") + flush +
         " --save '' --auto-aof-rewrite-percentage 0";
}

template <Flush flush, Way way>
std::unique_ptr<Peer> start(const Place& place, const Setting& setting) {
  return std::make_unique<Redis>(place, setting, flush, way);
}

}  // namespace

void add_redis(std::vector<Form>& forms) {
  const std::vector<Work> all{Work::bids, Work::rush, Work::mix, Work::payout};
  const std::vector<unsigned> connections{64, 256, 1024, 2048, 4096};
  const std::vector<unsigned> rush_connections{64, 256, 1024, 10'000};
  forms.push_back({.key = "redis_always",
                   .name = "Redis Lua, fsync always",
                   .durability = "append-only file flushed",
                   .settings = settings_of("always"),
                   .lacks = redis_lacks,
                   .works = all,
                   .connections = connections,
                   .rush_connections = rush_connections,
                   .start = start<Flush::always, Way::socket>});
  forms.push_back({.key = "redis_always_tcp",
                   .name = "Redis Lua, fsync always, loopback TCP",
                   .durability = "append-only file flushed",
                   .settings = settings_of("always"),
                   .lacks = redis_lacks,
                   .works = {Work::bids, Work::rush, Work::mix},
                   .connections = connections,
                   .rush_connections = rush_connections,
                   .start = start<Flush::always, Way::tcp>});
  forms.push_back({.key = "redis_everysec",
                   .name = "Redis Lua, fsync each second",
                   .durability = "in memory: a crash loses up to a second",
                   .settings = settings_of("everysec"),
                   .lacks = redis_lacks,
                   .group = Group::not_durable,
                   .works = all,
                   .connections = connections,
                   .rush_connections = rush_connections,
                   .start = start<Flush::everysec, Way::socket>});
  forms.push_back({.key = "redis_always_one",
                   .name = "Redis Lua, fsync always, one user",
                   .durability = "append-only file flushed",
                   .settings = settings_of("always"),
                   .lacks = redis_lacks,
                   .group = Group::one,
                   .works = {Work::bids},
                   .connections = {1},
                   .start = start<Flush::always, Way::socket>});
  forms.push_back({.key = "redis_always_pipelined",
                   .name = "Redis Lua, fsync always, 256 in flight",
                   .durability = "append-only file flushed",
                   .settings = settings_of("always"),
                   .lacks = redis_lacks,
                   .group = Group::pipelined,
                   .works = {Work::bids},
                   .connections = {1, 2, 4},
                   .batch = 256,
                   .start = start<Flush::always, Way::pooled>});
}

}  // namespace tributary::bench::peers
