#include "api/health.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "api/test_server.hpp"

namespace tributary::api {
namespace {

class HealthTest : public testing::Test {
 protected:
  HealthTest() {
    add_health_routes(server_.router,
                      {.faults =
                           [this] {
                             return ready_ ? std::vector<std::string>{}
                                           : std::vector<std::string>{"the journal is replayed"};
                           },
                       .metrics = [] { return "tributary_up 1\n"; }});
    server_.start();
  }

  std::atomic<bool> ready_ = true;
  TestServer server_;
};

TEST_F(HealthTest, AliveIsAnsweredWhateverElseIsWrong) {
  ready_ = false;
  EXPECT_EQ(server_.get("/healthz").status, 200);
}

TEST_F(HealthTest, ReadyOrWhyNot) {
  EXPECT_EQ(server_.get("/readyz").status, 200);
  EXPECT_EQ(server_.get("/readyz").body, R"({"ready":true,"reasons":[]})");
  ready_ = false;
  EXPECT_EQ(server_.get("/readyz").status, 503);
  EXPECT_EQ(server_.get("/readyz").body,
            R"({"ready":false,"reasons":["the journal is replayed"]})");
}

TEST_F(HealthTest, MetricsAreText) {
  const auto answer = server_.get("/metrics");
  EXPECT_EQ(answer.body, "tributary_up 1\n");
  EXPECT_EQ(answer.header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
}

}  // namespace
}  // namespace tributary::api
