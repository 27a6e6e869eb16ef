#include "bench/peers/books.hpp"

namespace tributary::bench::peers {
namespace {

class Faults {
 public:
  template <class Number>
  void unless_equal(const std::string& what, Number found, Number expected) {
    if (found == expected) return;
    list.push_back(what + ": " + std::to_string(found) + ", expected " + std::to_string(expected));
  }
  std::vector<std::string> list;
};

}  // namespace

std::vector<std::string> faults_of(const BidBooks& books, const Setting& setting,
                                   std::uint64_t accepted) {
  const std::int64_t amount = bid_amount.minor * static_cast<std::int64_t>(accepted);
  Faults faults;
  faults.unless_equal("bids written", books.bids, accepted);
  faults.unless_equal("requests among them, each once", books.requests, books.bids);
  faults.unless_equal("sum of bids", books.bids_amount, amount);
  faults.unless_equal("held by members", books.held, amount);
  faults.unless_equal("taken from loans", books.taken, amount);
  faults.unless_equal("money of all members", books.available + books.held,
                      Setting::deposit * static_cast<std::int64_t>(setting.members));
  faults.unless_equal("members whose books are off", books.members_off, std::uint64_t{0});
  faults.unless_equal("loans oversold", books.loans_over, std::uint64_t{0});
  return std::move(faults.list);
}

std::vector<std::string> faults_of(const PayoutBooks& books, const Setting& setting,
                                   std::uint32_t periods) {
  const std::uint64_t claims = std::uint64_t{setting.loans} * setting.room;
  Faults faults;
  faults.unless_equal("payouts written", books.payouts, claims * periods);
  faults.unless_equal("claims among them, each once a period", books.claims, books.payouts);
  faults.unless_equal("credited to members", books.credited, books.paid);
  faults.unless_equal("taken from borrowers", books.debited, books.paid + books.fees);
  faults.unless_equal("members whose books are off", books.members_off, std::uint64_t{0});
  if (books.paid <= 0) faults.list.emplace_back("nothing was paid");
  return std::move(faults.list);
}

}  // namespace tributary::bench::peers
