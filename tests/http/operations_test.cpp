#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "tests/http/market.hpp"
#include "tests/http/problem.hpp"

namespace tributary::http_test {
namespace {

namespace json = boost::json;

class Operations : public testing::Test {
 protected:
  Operations() { platform_.start(); }

  Platform platform_;
  Client nobody_{platform_.port(), ""};
};

TEST_F(Operations, HealthAndReadinessNeedNoToken) {
  EXPECT_EQ(nobody_.get("/healthz").status, 200);
  const Answer ready = nobody_.get("/readyz");
  EXPECT_EQ(ready.status, 200);
  EXPECT_TRUE(ready.json().at("ready").as_bool());
}

/// The value of a line "name value" of the Prometheus text format.
double metric(const std::string& text, const std::string& name) {
  const std::size_t at = text.find("\n" + name + " ");
  EXPECT_NE(at, std::string::npos) << name;
  return at == std::string::npos ? -1 : std::stod(text.substr(at + name.size() + 2));
}

TEST_F(Operations, MetricsCountWhatHappens) {
  Market market(platform_);
  const Member member = market.member("investor");
  const std::string before = nobody_.get("/metrics").body;
  market.deposit(member, 100);
  market.admin().ask_again();
  market.admin().send("/v1/accounts", {{"party", std::to_string(member.party)}});
  const Answer answer = nobody_.get("/metrics");
  EXPECT_TRUE(answer.header("Content-Type").starts_with("text/plain; version=0.0.4"));
  const std::string& after = answer.body;
  const auto grown = [&](const std::string& name) {
    return metric(after, name) - metric(before, name);
  };
  EXPECT_EQ(grown("tributary_commands_total"), 2);
  EXPECT_EQ(grown("tributary_refusals_total"), 1);
  EXPECT_EQ(grown("tributary_repeats_total"), 2);
  EXPECT_EQ(grown("tributary_durable_sequence"), 2);
  EXPECT_EQ(grown("tributary_group_records_sum"), 2);
  EXPECT_GT(grown("tributary_journal_append_seconds_count"), 0);
  EXPECT_GE(metric(after, "tributary_queue_age_seconds"), 0);
  EXPECT_GE(metric(after, "tributary_follower_lag_commands"), 0);
  EXPECT_GE(metric(after, "tributary_http_connections"), 2);
}

/// Every line is a comment or a sample, each family is told once.
TEST_F(Operations, MetricsAreInThePrometheusFormat) {
  const std::string text = nobody_.get("/metrics").body;
  const std::regex line(
      R"re(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [-+0-9.eEInf]+)re");
  std::size_t lines = 0;
  std::vector<std::string> types;
  for (std::size_t begin = 0; begin < text.size(); ++lines) {
    const std::string one = text.substr(begin, text.find('\n', begin) - begin);
    EXPECT_TRUE(std::regex_match(one, line)) << one;
    if (one.starts_with("# TYPE")) types.push_back(one);
    begin += one.size() + 1;
  }
  EXPECT_GT(lines, 20U);
  std::ranges::sort(types);
  EXPECT_EQ(std::ranges::adjacent_find(types), types.end());
}

std::string with_numbers(std::string path) {
  return std::regex_replace(path, std::regex(R"(\{[a-z_]+\})"), "1");
}

/// A route that does not exist is answered by the router, whose 404 has a code of its own.
bool is_routed(const Answer& answer) {
  return answer.status != 405 && answer.code() != "no_such_path" && answer.code() != "not_found";
}

TEST_F(Operations, EveryPathOfTheReferenceIsThere) {
  const Answer answer = nobody_.get("/openapi.json");
  ASSERT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Content-Type"), "application/json");
  const json::object reference = answer.json();
  EXPECT_TRUE(reference.at("openapi").as_string().starts_with("3.1"));
  Market market(platform_);
  const Member member = market.member("investor");
  market.open_loan(member, 1'000'000);
  Client& admin = market.admin().client();
  std::size_t operations = 0;
  for (const auto& [path, methods] : reference.at("paths").as_object()) {
    for (const auto& [method, operation] : methods.as_object()) {
      ++operations;
      const std::string address = with_numbers(path);
      const bool is_stream = address.ends_with("/stream");
      const Answer told = method == "post" ? admin.post(address, "", "")
                          : is_stream
                              ? EventStream(platform_.port(), admin.token(), address).opening()
                              : admin.get(address);
      EXPECT_TRUE(is_routed(told)) << method << ' ' << path << ": " << told;
      EXPECT_LT(told.status, 500) << method << ' ' << path << ": " << told;
      const json::object& described = operation.as_object();
      EXPECT_TRUE(described.contains("summary")) << path;
      EXPECT_TRUE(described.at("responses").as_object().size() > 0) << path;
    }
  }
  EXPECT_GT(operations, 24U) << "every command and some questions";
}

/// Gathers every "$ref" in a document.
void gather_references(const json::value& value, std::vector<std::string>& references) {
  if (const auto* const object = value.if_object()) {
    for (const auto& [name, member] : *object) {
      if (name == "$ref") {
        references.emplace_back(member.as_string());
      } else {
        gather_references(member, references);
      }
    }
  } else if (const auto* const array = value.if_array()) {
    for (const auto& member : *array) gather_references(member, references);
  }
}

TEST_F(Operations, EveryReferenceInTheReferenceLeadsSomewhere) {
  const json::value reference = nobody_.get("/openapi.json").json();
  std::vector<std::string> references;
  gather_references(reference, references);
  EXPECT_GT(references.size(), 20U);
  for (const std::string& pointer : references) {
    ASSERT_TRUE(pointer.starts_with("#/")) << pointer;
    boost::system::error_code failed;
    EXPECT_NE(reference.find_pointer(pointer.substr(1), failed), nullptr) << pointer;
  }
}

TEST_F(Operations, ThereIsAPageForPeople) {
  const Answer page = nobody_.get("/docs");
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(page.header("Content-Type").starts_with("text/html"));
  EXPECT_NE(page.body.find("/v1/loans/{loan}/bids"), std::string::npos);
  const std::regex elsewhere(R"re((src|href|url)\s*[=(]\s*["']?(https?:)?//)re");
  EXPECT_FALSE(std::regex_search(page.body, elsewhere)) << "the page needs no other machine";
}

TEST_F(Operations, ASecondProcessOnTheFolderIsRefused) {
  Market market(platform_);
  Platform second(platform_.data(), {});
  second.launch();
  EXPECT_EQ(second.wait_for_end(), 1);
  EXPECT_NE(second.errors().find("another process serves the data folder"), std::string::npos)
      << second.errors();
  const Member member = market.member("investor");
  market.deposit(member, 100);
  EXPECT_EQ(minor_of(market.account(member), "balance"), 100);
}

TEST_F(Operations, AStopFinishesWhatWasAccepted) {
  Market market(platform_);
  const Member member = market.member("investor");
  Connection connection(platform_.port());
  std::string requests;
  for (int i = 0; i < 50; ++i) {
    requests += "POST " + member.path("/deposits") +
                " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + market.admin().client().token() +
                "\r\nIdempotency-Key: last-" + std::to_string(i) +
                "\r\nContent-Length: 17\r\n\r\n{\"amount\":\"1.00\"}";
  }
  connection.send(requests);
  EXPECT_EQ(connection.receive().status, 201);
  int answered = 1;
  platform_.stop();
  try {
    while (connection.receive().status == 201) ++answered;
  } catch (const ConnectionLost&) {
  }
  platform_.start();
  EXPECT_GE(minor_of(market.account(member), "balance"), answered * 100);
}

TEST_F(Operations, TokensCanBeRevoked) {
  const std::string token = platform_.make_token("admin");
  Client client(platform_.port(), token);
  EXPECT_EQ(client.get("/v1/accounts/1").status, 200);
}

}  // namespace
}  // namespace tributary::http_test
