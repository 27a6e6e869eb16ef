#include "bench/peers/servers/forms.hpp"
#include "bench/peers/servers/mariadb_server.hpp"

namespace tributary::bench::peers {
namespace {

class MariadbSession final : public Session {
 public:
  MariadbSession(const MariadbServer& server, std::uint32_t parts)
      : connection_(server.socket()), parts_(parts) {}

  Answer bid(const Bid& bid) override {
    for (;;) {
      try {
        place_bid_.run(bid.request, bid.loan, bid.request % parts_, bid.member, bid_amount.minor);
        return Answer::accepted;
      } catch (const MariadbFault& fault) {
        switch (fault.code) {
          case mariadb_code::duplicate:
            return Answer::repeated;
          case mariadb_code::full:
            return Answer::full;
          case mariadb_code::poor:
            return Answer::poor;
          case mariadb_code::deadlock:
          case mariadb_code::lock_wait_timeout:
            continue;
          default:
            throw;
        }
      }
    }
  }

  void pay(std::uint32_t loan, std::uint32_t period) override { pay_.run(loan, period); }

 private:
  MariadbConnection connection_;
  const std::uint32_t parts_;
  MariadbStatement place_bid_{connection_, "CALL place_bid(?, ?, ?, ?, ?)"};
  MariadbStatement pay_{connection_, "CALL pay(?, ?)"};
};

class Mariadb final : public Peer {
 public:
  Mariadb(const Place& place, const Setting& setting, bool binlog)
      : parts_(setting.parts), server_(place.folder, setting, binlog) {}
  std::unique_ptr<Session> open() override {
    return std::make_unique<MariadbSession>(server_, parts_);
  }
  BidBooks bid_books() override { return server_.bid_books(); }
  PayoutBooks payout_books() override { return server_.payout_books(); }

 private:
  const std::uint32_t parts_;
  MariadbServer server_;
};

void add(std::vector<Form>& forms, bool binlog, std::uint32_t parts) {
  std::string key = "mariadb_procedure";
  std::string name = "MariaDB, one procedure";
  if (parts > 1) {
    key += "_split" + std::to_string(parts);
    name += ", loan in " + std::to_string(parts) + " rows";
  }
  key += binlog ? "_binlog" : "";
  name += binlog ? ", binlog" : ", no binlog";
  Form form{.key = key,
            .name = name,
            .durability = binlog ? "redo and binlog flushed" : "redo flushed",
            .settings = MariadbServer::settings(binlog),
            .lacks = databases_lack,
            .works = {Work::bids, Work::rush, Work::mix},
            .connections = {1, 2, 4, 8, 16, 32, 64},
            .rush_connections = {4, 8, 16, 32, 64},
            .parts = parts,
            .start = [binlog](const Place& place, const Setting& setting) {
              return std::make_unique<Mariadb>(place, setting, binlog);
            }};
  if (parts == 1) form.works.push_back(Work::payout);
  forms.push_back(std::move(form));
}

}  // namespace

void add_mariadb(std::vector<Form>& forms) {
  for (const std::uint32_t parts : {1U, 16U, 64U}) {
    add(forms, true, parts);
    add(forms, false, parts);
  }
}

}  // namespace tributary::bench::peers
