#include "rows/order_route.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/test_server.hpp"
#include "rows/test_notes.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::rows {
namespace {

using namespace test_notes;
using testing::HasSubstr;
using testing::Not;

class OrderRouteTest : public testing::Test {
 protected:
  OrderRouteTest() {
    for (const OrderRoute& route :
         {order_route<WriteNote>(), order_route<ChangeNote>(), order_route<EraseNote>()}) {
      route.add(server_.router, writer_, api::TestServer::authenticate);
    }
    server_.start();
    writer_.start();
  }
  ~OrderRouteTest() override { writer_.stop(); }

  static RowsWorld world() {
    return {.clock = [] { return protocol::Time{1'000'000}; },
            .shown = [] { return protocol::Time{1'000'000}; },
            .journal_end = [] { return JournalEnd{}; },
            .chance = counting_chance()};
  }
  api::TestServer::Answer write(std::string_view title, std::string_view request_id,
                                std::string_view token = "admin") {
    return server_.post("/v1/notes", token, R"({"title":")" + std::string(title) + "\"}",
                        request_id);
  }
  api::TestServer::Answer change(std::string_view note, std::string_view text,
                                 std::string_view if_match) {
    return server_.exchange("POST", "/v1/notes/" + std::string(note) + "/change",
                            "Authorization: Bearer admin\r\nIdempotency-Key: " + std::string(text) +
                                "\r\nIf-Match: " + std::string(if_match) + "\r\n",
                            R"({"text":")" + std::string(text) + "\"}");
  }

  const store::TemporaryFolder folder_;
  Writer writer_{folder_.url("platform.db"), std::span(&schema, 1), world()};
  api::TestServer server_;
};

TEST_F(OrderRouteTest, AnswersOnceItIsCommitted) {
  const auto answer = write("tea", "a");
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, R"({"note":2,"version":1,"title":"tea","opened_by":"sesame"})");
  EXPECT_THAT(answer.head, HasSubstr("ETag: \"1\""));
  const auto again = write("tea", "a");
  EXPECT_EQ(again.body, R"({"note":2,"version":1,"title":"tea","opened_by":"secret_shown"})");
  EXPECT_THAT(write("milk", "a").body, HasSubstr("request_id_reused"));
}

TEST_F(OrderRouteTest, AsksWhoMay) {
  EXPECT_EQ(write("tea", "a", "").status, 401);
  const auto answer = write("tea", "a", "investor");
  EXPECT_EQ(answer.status, 403);
  EXPECT_THAT(answer.body, HasSubstr("It needs the permission `test_write_notes`"));
}

TEST_F(OrderRouteTest, KeysBelongToTheirActors) {
  EXPECT_EQ(write("tea", "a", "admin/1").status, 201);
  EXPECT_EQ(write("milk", "a", "admin/2").status, 201);
}

TEST_F(OrderRouteTest, ReadsTheWholeOrder) {
  EXPECT_EQ(write("tea", "").status, 400) << "no key";
  EXPECT_EQ(server_.post("/v1/notes", "admin", R"({"name":"tea"})", "a").status, 400);
  EXPECT_EQ(server_.post("/v1/notes", "admin", "", "a").status, 400);
  EXPECT_EQ(change("0x1", "green", "*").status, 400);
  EXPECT_EQ(change("99", "green", "*").status, 404);
}

TEST_F(OrderRouteTest, HoldsTheRowAgainstIfMatch) {
  write("tea", "a");
  EXPECT_EQ(change("2", "green", "\"1\"").status, 200);
  const auto late = change("2", "black", "\"1\"");
  EXPECT_EQ(late.status, 412);
  EXPECT_THAT(late.body, HasSubstr("row_changed"));
  EXPECT_EQ(change("2", "white", "\"2\"").status, 200);
  for (const char* wrong : {"", "3", "\"0\"", "\"03\"", "\"\"", "\"x\"", "\"-1\"", "W/\"3\"", "\"3",
                            "\"99999999999999999999\""}) {
    const auto answer = change("2", "wrong", wrong);
    EXPECT_EQ(answer.status, 400) << wrong;
    EXPECT_THAT(answer.body, HasSubstr("If-Match")) << wrong;
  }
}

TEST_F(OrderRouteTest, TellsThoseWhoCannotBeTaken) {
  writer_.stop();
  const auto answer = write("tea", "a");
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body, HasSubstr("overloaded"));
}

TEST_F(OrderRouteTest, SaysInTheReferenceWhatItIs) {
  const OrderRoute route = order_route<WriteNote>();
  EXPECT_EQ(route.described.path, "/v1/notes");
  EXPECT_EQ(route.described.access, "test_write_notes");
  EXPECT_EQ(route.described.status, 201);
  EXPECT_TRUE(route.described.once);
}

}  // namespace
}  // namespace tributary::rows
