#include <string>

#include "bench/bid_load.hpp"
#include "bench/runs.hpp"

/// Orders over HTTP: each changes a row and leaves an audit line, a fact and its first answer, all
/// durable before it is answered.
namespace tributary::bench {
namespace {

constexpr unsigned order_connections = 256;

/// Tokens, made one after the other.
class TokenOrders final : public Requests {
 public:
  explicit TokenOrders(const std::string& token) {
    const std::string body = R"({"role":"auditor","name":"bench"})";
    request_ =
        "POST /v1/tokens HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer " + token +
        "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\nIdempotency-Key: ";
    number_at_ = request_.size();
    request_ += "000000000000\r\n\r\n" + body;
  }

  std::string_view next() override {
    ++number_;
    std::string digits = std::to_string(number_);
    digits.insert(0, digits_max - digits.size(), '0');
    request_.replace(number_at_, digits_max, digits);
    return request_;
  }

 private:
  static constexpr std::size_t digits_max = 12;
  std::string request_;
  std::size_t number_at_ = 0;
  std::uint64_t number_ = 0;
};

}  // namespace

void measure_orders(Bench& bench) {
  bench.progress.step("orders over HTTP");
  const Market market{.members = 10, .loans = 1};
  const std::string token = found_platform(bench.folder / "orders", market);
  const ServedPlatform platform(bench.program, bench.folder / "orders");
  TokenOrders orders(token);
  std::vector<Round> rounds;
  for (unsigned round = 0; round < bench.rounds(); ++round) {
    rounds.push_back(closed_round(bench, platform, order_connections, orders));
  }
  bench.figures.push_back(
      with_rounds({.key = "orders_per_s",
                   .name = "orders over HTTP",
                   .unit = "/s",
                   .counts = "API tokens made, one a request: row, audit line, fact and first "
                             "answer, durable",
                   .connections = order_connections,
                   .loop = Loop::closed},
                  rounds));
}

}  // namespace tributary::bench
