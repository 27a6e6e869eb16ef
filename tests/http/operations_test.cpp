#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <thread>

#include "tests/http/market.hpp"
#include "tests/http/problem.hpp"
#include "tests/http/watching.hpp"

namespace tributary::http_test {
namespace {

namespace json = boost::json;

class Operations : public testing::Test {
 protected:
  Operations() { platform_.start(); }

  Platform platform_;
  Client admin_{platform_.admin_port(), ""};
};

TEST_F(Operations, HealthAndReadinessNeedNoToken) {
  EXPECT_EQ(admin_.get("/healthz").status, 200);
  const Answer ready = admin_.get("/readyz");
  EXPECT_EQ(ready.status, 200);
  EXPECT_TRUE(ready.json().at("ready").as_bool());
}

TEST_F(Operations, StrangersHearOnlyThatItIsAlive) {
  Client nobody(platform_.port(), "");
  EXPECT_EQ(nobody.get("/healthz").status, 200);
  EXPECT_EQ(nobody.get("/readyz").status, 404);
  EXPECT_EQ(nobody.get("/metrics").status, 404);
  EXPECT_EQ(admin_.get("/docs").status, 404);
}

TEST(UnixSocket, AnswersBesideThePortAndAgainAfterAKill) {
  const store::TemporaryFolder folder;
  const std::filesystem::path socket = folder.path() / "web.sock";
  Platform platform({"--socket", socket.string()});
  const auto status = [](const http::Endpoint& endpoint) {
    Connection connection(endpoint);
    connection.send("GET /healthz HTTP/1.1\r\nHost: test\r\n\r\n");
    return connection.receive().status;
  };
  platform.start();
  EXPECT_EQ(status(socket), 200);
  EXPECT_EQ(status(platform.port().load()), 200);
  platform.kill();
  ASSERT_TRUE(std::filesystem::exists(socket));
  platform.start();
  EXPECT_EQ(status(socket), 200);
  platform.stop();
  EXPECT_FALSE(std::filesystem::exists(socket));
}

TEST_F(Operations, MetricsCountWhatHappens) {
  Market market(platform_);
  const Member member = market.member("investor");
  const std::string before = admin_.get("/metrics").body;
  market.deposit(member, 100);
  market.admin().ask_again();
  market.admin().send("/v1/accounts", {{"party", std::to_string(member.party)}});
  const Answer answer = admin_.get("/metrics");
  EXPECT_TRUE(answer.header("Content-Type").starts_with("text/plain; version=0.0.4"));
  const std::string& after = answer.body;
  const auto grown = [&](const std::string& name) {
    return metric_in(after, name) - metric_in(before, name);
  };
  EXPECT_EQ(grown("tributary_commands_total"), 2);
  EXPECT_EQ(grown("tributary_refusals_total"), 1);
  EXPECT_EQ(grown("tributary_repeats_total"), 2);
  EXPECT_EQ(grown("tributary_durable_sequence"), 2);
  EXPECT_EQ(grown("tributary_group_records_sum"), 2);
  EXPECT_GT(grown("tributary_journal_append_seconds_count"), 0);
  EXPECT_GE(metric_in(after, "tributary_queue_age_seconds"), 0);
  EXPECT_GE(metric_in(after, "tributary_follower_lag_commands"), 0);
  EXPECT_GE(metric_in(after, "tributary_http_connections"), 1);
}

/// Every line is a comment or a sample, each family is told once.
TEST_F(Operations, MetricsAreInThePrometheusFormat) {
  const std::string text = admin_.get("/metrics").body;
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

TEST_F(Operations, EveryMetricIsExplainedToOperators) {
  std::ifstream file(std::filesystem::path(TRIBUTARY_DOCS) / "operations.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  const std::string text = admin_.get("/metrics").body;
  const std::regex type("# TYPE ([a-z_]+) ");
  std::size_t metrics = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), type), end; at != end; ++at, ++metrics) {
    const std::string name = (*at)[1];
    EXPECT_TRUE(page.contains("| `" + name + "`") || page.contains("| `" + name + "{")) << name;
  }
  EXPECT_GT(metrics, 20U);
}

std::string with_numbers(std::string path) {
  return std::regex_replace(path, std::regex(R"(\{[a-z_]+\})"), "1");
}

/// A route that does not exist is answered by the router, whose 404 has a code of its own.
bool is_routed(const Answer& answer) {
  return answer.status != 405 && answer.code() != "no_such_path" && answer.code() != "not_found";
}

TEST_F(Operations, EveryPathOfTheReferenceIsThere) {
  Client nobody(platform_.port(), "");
  const Answer answer = nobody.get("/openapi.json");
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
  Client nobody(platform_.port(), "");
  const json::value reference = nobody.get("/openapi.json").json();
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
  Client nobody(platform_.port(), "");
  const Answer page = nobody.get("/docs");
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
  EXPECT_NE(
      second.errors().find("another process serves the data folder " + platform_.data().string() +
                           ": stop it, or choose another folder with --data\n"),
      std::string::npos)
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
    requests +=
        "POST " + member.path("/deposits") + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " +
        market.admin().client().token() + "\r\nIdempotency-Key: last-" + std::to_string(i) +
        "\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{\"amount\":\"1.00\"}";
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

TEST_F(Operations, AStopDoesNotWaitForWhoSleeps) {
  Market market(platform_);
  const Member member = market.member("investor");
  const std::string loan = market.open_loan(member, 1'000'000);
  const std::string token = market.admin().client().token();
  const EventStream stream(platform_.port(), token, "/v1/loans/" + loan + "/stream");
  Connection idle(platform_.port());
  Connection slow(platform_.port());
  slow.send("POST /v1/lo");
  platform_.stop();
  EXPECT_TRUE(idle.ended());
}

TEST_F(Operations, ATokenIsRevokedAtOnce) {
  const std::string token = platform_.make_token("auditor");
  Client client(platform_.port(), token);
  EXPECT_EQ(client.get("/v1/accounts/1").status, 200);
  const Ending listed = platform_.tool({"token", "list"});
  EXPECT_EQ(listed.code, 0);
  EXPECT_NE(listed.output.find("auditor"), std::string::npos) << listed.output;
  EXPECT_EQ(listed.output.find(token), std::string::npos) << "a token is shown once";
  platform_.revoke_token(token);
  EXPECT_EQ(client.get("/v1/accounts/1").status, 401) << "from then on";
  platform_.kill();
  platform_.start();
  EXPECT_EQ(Client(platform_.port(), token).get("/v1/accounts/1").status, 401);
}

TEST_F(Operations, AQuoteIsTheSameByCommandLineAndByHttp) {
  const Ending said = run({TRIBUTARY_PROGRAM, "quote",     "--method",       "equal-principal",
                           "--principal",     "100000.00", "--rate",         "9.6",
                           "--periods",       "7",         "--start",        "2024-01-31",
                           "--basis",         "act/365",   "--fee-withheld", "3",
                           "--bid",           "500.00",    "--bid-at",       "12.34",
                           "--format",        "json"});
  ASSERT_EQ(said.code, 0) << said.errors;
  Client client(platform_.port(), platform_.make_token("investor", 77));
  const Answer asked = client.post("/v1/quotes", "", R"({"terms":{"method":"equal-principal",
      "annual_rate":"9.6","periods":7,"basis":"act/365"},"principal":"100000.00",
      "start":"2024-01-31","fee_withheld":"3","bid":{"amount":"500.00","at":"12.34"}})");
  ASSERT_EQ(asked.status, 200) << asked;
  const json::object quoted = asked.json();
  const auto lines = quoted.at("lines").as_array();
  ASSERT_EQ(lines.size(), 7U) << asked;
  const json::object printed = json::parse(said.output).as_object();
  for (const auto& [name, value] : printed) {
    if (const auto* const same = quoted.if_contains(name)) {
      EXPECT_EQ(value, *same) << name;
    }
  }
}

TEST_F(Operations, TheJournalIsReadableBesideARunningPlatform) {
  Market market(platform_);
  const Member member = market.member("investor");
  market.deposit(member, 12'345);
  market.admin().send("/v1/accounts", {{"party", std::to_string(member.party)}});
  const auto last = market.admin().exchanges().back().answer.json().at("sequence").as_int64();
  const Ending ending = platform_.tool({"journal"});
  ASSERT_EQ(ending.code, 0) << ending.errors;
  std::int64_t sequence = 0;
  std::istringstream lines(ending.output);
  for (std::string line; std::getline(lines, line);) {
    const json::object record = json::parse(line).as_object();
    EXPECT_EQ(record.at("sequence").as_int64(), ++sequence);
    EXPECT_NE(record.contains("event"), record.contains("refusal"));
  }
  EXPECT_EQ(sequence, last);
  const Ending refused = platform_.tool({"journal", "--refused"});
  EXPECT_NE(refused.output.find(R"("refusal":"account_exists")"), std::string::npos);
  const Ending deposits = platform_.tool({"journal", "--type", "deposit_recorded"});
  EXPECT_EQ(std::ranges::count(deposits.output, '\n'), 1);
  EXPECT_NE(deposits.output.find(R"("amount":"123.45")"), std::string::npos);
}

TEST_F(Operations, ASnapshotByHandNeedsAStoppedPlatform) {
  EXPECT_EQ(platform_.tool({"snapshot"}).code, 1);
  platform_.kill();
  const Ending written = platform_.tool({"snapshot"});
  EXPECT_EQ(written.code, 0);
  EXPECT_EQ(written.output, "snapshot of sequence 9 written\n");
  EXPECT_FALSE(std::filesystem::is_empty(platform_.data() / "snapshots"));
  platform_.verify();
}

TEST_F(Operations, VerifyAgreesWhileThePlatformWorks) {
  Market market(platform_);
  const Member member = market.member("investor");
  std::atomic<bool> stop = false;
  const std::jthread cashier([&] {
    Caller caller(platform_.port(), market.admin().client().token(), "cashier");
    while (!stop) caller.send(member.path("/deposits"), {{"amount", "1.00"}});
  });
  for (int i = 0; i < 10; ++i) platform_.verify();
  stop = true;
}

/// A demo that is cut short leaves no half of one: the next try makes it whole.
TEST(Demo, CutShortAnywhereIsMadeByTheNextTry) {
  const Words demo{TRIBUTARY_PROGRAM, "demo", "--if-new", "--members",  "200",
                   "--years",         "1",    "--until",  "2026-01-31", "--data"};
  const auto made_in = [&](const std::filesystem::path& data) {
    Words words = demo;
    words.push_back(data.string());
    return words;
  };
  const store::TemporaryFolder folder;
  const Ending whole = run(made_in(folder.path() / "whole"));
  ASSERT_EQ(whole.code, 0) << whole.errors;
  EXPECT_NE(whole.output.find("it ends on 2026-01-31, not today"), std::string::npos);
  EXPECT_EQ(whole.output.find("is open for bids"), std::string::npos) << "by today's clock";
  const auto state_of = [](const std::string& output) {
    const std::size_t at = output.find("state ");
    return output.substr(at, output.find(';', at) - at);
  };
  bool was_cut = false;
  for (int i = 0; i < 10; ++i) {
    const auto data = folder.path() / std::to_string(i);
    {
      Process cut(made_in(data), folder.path() / "out", folder.path() / "err");
      std::this_thread::sleep_for(milliseconds(2 + i * 8));
      cut.kill();
    }
    const Ending again = run(made_in(data));
    ASSERT_EQ(again.code, 0) << again.errors;
    if (again.output.empty()) continue;  // it had been made before the kill
    was_cut = true;
    EXPECT_EQ(state_of(again.output), state_of(whole.output)) << "cut " << i;
  }
  EXPECT_TRUE(was_cut);
  Platform platform(folder.path() / "0", {});
  platform.start();
  platform.verify();
}

}  // namespace
}  // namespace tributary::http_test
