#include <libmemcached/memcached.h>
#include <signal.h>
#include <unistd.h>

#include "bench/peers/servers/forms.hpp"
#include "bench/peers/servers/mariadb_server.hpp"

namespace tributary::bench::peers {
namespace {

/// How the gate counts down the places that are left of a loan.
enum class Gate : std::uint8_t { decr, cas };

class MemcachedConnection {
 public:
  explicit MemcachedConnection(const std::filesystem::path& socket)
      : handle_(memcached_create(nullptr)) {
    memcached_server_add_unix_socket(handle_, socket.c_str());
    memcached_behavior_set(handle_, MEMCACHED_BEHAVIOR_SUPPORT_CAS, 1);
  }
  ~MemcachedConnection() { memcached_free(handle_); }
  MemcachedConnection(const MemcachedConnection&) = delete;
  MemcachedConnection& operator=(const MemcachedConnection&) = delete;

  bool answers() const {
    return memcached_set(handle_, "up", 2, "1", 1, 0, 0) == MEMCACHED_SUCCESS;
  }
  void set(const std::string& key, std::uint64_t value) const {
    const std::string text = std::to_string(value);
    require(memcached_set(handle_, key.data(), key.size(), text.data(), text.size(), 0, 0));
  }
  std::uint64_t decrement(const std::string& key) const {
    std::uint64_t value = 0;
    require(memcached_decrement(handle_, key.data(), key.size(), 1, &value));
    return value;
  }
  void increment(const std::string& key) const {
    std::uint64_t value = 0;
    require(memcached_increment(handle_, key.data(), key.size(), 1, &value));
  }

  /// Takes one away by reading and swapping; false if there is none left.
  bool swap_one_less(const std::string& key) const {
    for (;;) {
      const char* const keys[] = {key.data()};
      const std::size_t lengths[] = {key.size()};
      require(memcached_mget(handle_, keys, lengths, 1));
      memcached_return_t state = MEMCACHED_SUCCESS;
      memcached_result_st* const found = memcached_fetch_result(handle_, nullptr, &state);
      if (found == nullptr) throw std::runtime_error(memcached_strerror(handle_, state));
      const std::uint64_t value =
          std::stoull(std::string(memcached_result_value(found), memcached_result_length(found)));
      const std::uint64_t version = memcached_result_cas(found);
      memcached_result_free(found);
      while (memcached_result_st* rest = memcached_fetch_result(handle_, nullptr, &state)) {
        memcached_result_free(rest);
      }
      if (value == 0) return false;
      const std::string less = std::to_string(value - 1);
      state =
          memcached_cas(handle_, key.data(), key.size(), less.data(), less.size(), 0, 0, version);
      if (state == MEMCACHED_SUCCESS) return true;
      if (state != MEMCACHED_DATA_EXISTS) require(state);
    }
  }

 private:
  void require(memcached_return_t state) const {
    if (state != MEMCACHED_SUCCESS) throw std::runtime_error(memcached_strerror(handle_, state));
  }

  memcached_st* handle_;
};

std::string gate_key(std::uint32_t loan) { return "loan:" + std::to_string(loan); }

/// First the gate, so that a sold-out loan costs the database nothing; then the transaction.
class ClassicSession final : public Session {
 public:
  ClassicSession(const MariadbServer& server, const std::filesystem::path& gate_socket, Gate gate,
                 std::uint32_t parts)
      : connection_(server.socket()), memcached_(gate_socket), gate_(gate), parts_(parts) {
    connection_.query("SET autocommit = 0");
  }

  Answer bid(const Bid& bid) override {
    const std::string key = gate_key(bid.loan);
    if (!pass(key)) return seen(bid) ? Answer::repeated : Answer::full;
    const Answer answer = transaction(bid);
    if (answer != Answer::accepted) memcached_.increment(key);
    return answer;
  }

  void pay(std::uint32_t, std::uint32_t) override {
    throw std::logic_error("the payout is the database's alone");
  }

 private:
  /// `decr` stops at 0, so the gate holds one more than there are places.
  bool pass(const std::string& key) const {
    return gate_ == Gate::decr ? memcached_.decrement(key) > 0 : memcached_.swap_one_less(key);
  }

  bool seen(const Bid& bid) const {
    return !connection_
                .query("SELECT request FROM bids WHERE request = " + std::to_string(bid.request))
                .empty();
  }

  Answer transaction(const Bid& bid) {
    for (;;) {
      try {
        const Answer answer = statements(bid);
        if (answer == Answer::accepted) {
          if (mysql_commit(connection_.handle()) != 0) connection_.fail();
        } else {
          mysql_rollback(connection_.handle());
        }
        return answer;
      } catch (const MariadbFault& fault) {
        mysql_rollback(connection_.handle());
        if (fault.code == mariadb_code::duplicate) return Answer::repeated;
        if (fault.code != mariadb_code::deadlock && fault.code != mariadb_code::lock_wait_timeout) {
          throw;
        }
      }
    }
  }

  /// The loan's row last, so that its lock is held the shortest.
  Answer statements(const Bid& bid) {
    const std::int64_t amount = bid_amount.minor;
    write_.run(bid.request, bid.loan, bid.member, amount);
    if (hold_.run(amount, amount, bid.member, amount) == 0) return Answer::poor;
    for (std::uint32_t tries = 0; tries < parts_; ++tries) {
      const std::uint64_t part = (bid.request + tries) % parts_;
      if (take_.run(amount, bid.loan, part, amount) == 1) return Answer::accepted;
    }
    return Answer::full;
  }

  MariadbConnection connection_;
  MemcachedConnection memcached_;
  const Gate gate_;
  const std::uint32_t parts_;
  MariadbStatement write_{connection_,
                          "INSERT INTO bids (request, loan, member, amount) VALUES (?, ?, ?, ?)"};
  MariadbStatement hold_{connection_,
                         "UPDATE members SET available = available - ?, held = held + ? "
                         "WHERE id = ? AND available >= ?"};
  MariadbStatement take_{connection_,
                         "UPDATE loans SET remaining = remaining - ? "
                         "WHERE id = ? AND part = ? AND remaining >= ?"};
};

class Classic final : public Peer {
 public:
  Classic(const Place& place, const Setting& setting, Gate gate, bool binlog)
      : gate_(gate),
        parts_(setting.parts),
        server_(place.folder, setting, binlog),
        socket_(place.folder / "memcached.sock"),
        memcached_(words(socket_), place.folder / "memcached.log", SIGTERM) {
    const MemcachedConnection connection(socket_);
    memcached_.await([&] { return connection.answers(); });
    for (std::uint32_t loan = 0; loan < setting.loans; ++loan) {
      connection.set(gate_key(loan), setting.room + (gate == Gate::decr ? 1U : 0U));
    }
  }

  std::unique_ptr<Session> open() override {
    return std::make_unique<ClassicSession>(server_, socket_, gate_, parts_);
  }
  BidBooks bid_books() override { return server_.bid_books(); }
  PayoutBooks payout_books() override { return server_.payout_books(); }

 private:
  static std::vector<std::string> words(const std::filesystem::path& socket) {
    std::filesystem::remove(socket);
    std::vector<std::string> words{
        "/usr/bin/memcached", "-s", socket.string(), "-t", "2", "-m", "64"};
    if (::geteuid() == 0) words.insert(words.end(), {"-u", "root"});
    return words;
  }

  const Gate gate_;
  const std::uint32_t parts_;
  MariadbServer server_;
  std::filesystem::path socket_;
  ServerProcess memcached_;
};

void add(std::vector<Form>& forms, Gate gate, bool binlog, std::uint32_t parts) {
  const std::string word = gate == Gate::decr ? "decr" : "cas";
  std::string key = "classic_" + word;
  std::string name = "classic: memcached " + word + " + MariaDB";
  if (parts > 1) {
    key += "_split" + std::to_string(parts);
    name += ", loan in " + std::to_string(parts) + " rows";
  }
  key += binlog ? "_binlog" : "";
  name += binlog ? ", binlog" : ", no binlog";
  forms.push_back({.key = key,
                   .name = name,
                   .durability = binlog ? "redo and binlog flushed" : "redo flushed",
                   .settings = MariadbServer::settings(binlog) + "; memcached -t 2",
                   .lacks = databases_lack,
                   .works = {Work::bids, Work::rush, Work::mix},
                   .connections = {1, 2, 4, 8, 16, 32, 64},
                   .rush_connections = {4, 8, 16, 32, 64},
                   .parts = parts,
                   .start = [gate, binlog](const Place& place, const Setting& setting) {
                     return std::make_unique<Classic>(place, setting, gate, binlog);
                   }});
}

}  // namespace

void add_classic(std::vector<Form>& forms) {
  for (const bool binlog : {true, false}) {
    add(forms, Gate::decr, binlog, 1);
    add(forms, Gate::cas, binlog, 1);
    add(forms, Gate::decr, binlog, 16);
    add(forms, Gate::decr, binlog, 64);
  }
}

}  // namespace tributary::bench::peers
