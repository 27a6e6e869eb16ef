#include "bench/bid_requests.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <set>
#include <string>

namespace tributary::bench {
namespace {

struct Parts {
  std::string line;
  std::string key;
  boost::json::object body;
};

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const std::size_t start = text.find(before) + before.size();
  return text.substr(start, text.find(after, start) - start);
}

Parts parts_of(std::string_view bytes) {
  const std::string request(bytes);
  const std::string body = request.substr(request.find("\r\n\r\n") + 4);
  EXPECT_EQ(between(request, "Content-Length: ", "\r\n"), std::to_string(body.size()));
  EXPECT_EQ(between(request, "Bearer ", "\r\n"), "secret");
  return {between(request, "", "\r\n"), between(request, "Idempotency-Key: ", "\r\n"),
          boost::json::parse(body).as_object()};
}

TEST(BidRequests, MembersTakeTurnsAndKeysDiffer) {
  Market market;
  market.members = 95;
  market.loans = 3;
  BidRequests requests(market, 0, 1000, 7, "secret");
  std::set<std::string> keys;
  for (std::uint32_t i = 0; i < 200; ++i) {
    const Parts parts = parts_of(requests.next());
    EXPECT_EQ(parts.line, "POST /v1/loans/1/bids HTTP/1.1");
    EXPECT_EQ(parts.body.at("account").as_string(),
              std::to_string(market.member(i % market.members).value));
    EXPECT_EQ(parts.body.at("amount").as_string(), "100.00");
    EXPECT_TRUE(keys.insert(parts.key).second) << parts.key;
    EXPECT_TRUE(parts.key.starts_with("bench-7-"));
  }
}

TEST(BidRequests, TheNextLoanFollowsAFullOne) {
  Market market;
  market.loans = 12;
  BidRequests requests(market, 9, 2, 1, "secret");
  std::vector<std::string> lines;
  for (int i = 0; i < 5; ++i) lines.push_back(parts_of(requests.next()).line);
  EXPECT_EQ(lines[0], "POST /v1/loans/10/bids HTTP/1.1");
  EXPECT_EQ(lines[1], lines[0]);
  EXPECT_EQ(lines[2], "POST /v1/loans/11/bids HTTP/1.1");
  EXPECT_EQ(lines[4], "POST /v1/loans/12/bids HTTP/1.1");
}

}  // namespace
}  // namespace tributary::bench
