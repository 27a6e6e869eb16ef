#include "app/operator_desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/admin_socket.hpp"
#include "http/server.hpp"
#include "http/test_client.hpp"
#include "journal/sample_groups.hpp"
#include "ring/loss.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::app {
namespace {

using testing::HasSubstr;

class OperatorDeskTest : public testing::Test {
 protected:
  OperatorDeskTest() { data_.create(); }

  static http::TestClient::Answer make_token(const std::string& url, std::string_view more = "") {
    const std::string body = R"({"role":"auditor"})";
    const std::filesystem::path socket = url.substr(std::string("unix:").size());
    http::TestClient client{http::Endpoint(socket)};
    client.send("POST /v1/tokens HTTP/1.1\r\nHost: desk\r\nIdempotency-Key: a\r\n" +
                std::string(more) + "Content-Type: application/json\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.receive();
  }

  const store::TemporaryFolder place_;
  const ring::DataFolder data_{place_.path() / "data"};
};

TEST_F(OperatorDeskTest, TakesOrdersOfItsUserWhereNoPlatformRuns) {
  {
    const OperatorDesk desk(data_, OperatorWish::change);
    EXPECT_EQ(make_token(desk.url()).status, 201);
  }
  store::Database database(data_.platform_url(), {.access = store::Access::read_only});
  const auto line = rows::Table<rows::AuditLine>(database).get(1);
  EXPECT_EQ(line.actor, protocol::operator_agent.actor);
  EXPECT_THAT(line.address, HasSubstr("unix:"));
  const ring::FolderLock free(data_);
}

TEST_F(OperatorDeskTest, AsksThePlatformThatAnswers) {
  const OperatorDesk first(data_, OperatorWish::change);
  EXPECT_THROW(OperatorDesk(data_, OperatorWish::change, std::chrono::milliseconds(0)),
               std::runtime_error);
  http::Server platform({.address = "", .socket = data_.admin_socket()}, {});
  const OperatorDesk second(data_, OperatorWish::change, std::chrono::milliseconds(0));
  EXPECT_EQ(second.url(), "unix:" + data_.admin_socket().string());
}

TEST_F(OperatorDeskTest, SaysWhoDoesNotAnswer) {
  const ring::FolderLock lock(data_);
  try {
    const OperatorDesk desk(data_, OperatorWish::change, std::chrono::milliseconds(0));
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("does not answer at " + data_.admin_socket().string()));
  }
}

/// An operator who cannot start reaches for the command line: it must not cover up why.
TEST_F(OperatorDeskTest, ChangesNothingWhereTheJournalIsTooShort) {
  const auto copy = place_.path() / "copy";
  {
    journal::Journal journal(data_.journal_url());
    journal::append_sample(journal, journal.begin_epoch());
  }
  std::filesystem::copy_file(data_.path() / "journal.db", copy);
  {
    journal::Journal journal(data_.journal_url());
    journal::append_sample(journal, journal.begin_epoch());
  }
  EXPECT_EQ(make_token(OperatorDesk(data_, OperatorWish::change).url()).status, 201);
  std::filesystem::copy_file(copy, data_.path() / "journal.db",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_THROW(OperatorDesk(data_, OperatorWish::change), ring::CommandsLost);
  EXPECT_EQ(ring::find_loss(data_).witnesses.size(), 1U);
}

/// Where the path of the data folder is long, there is none; the platform serves all the same.
TEST(AdminSocket, IsLeftOutWhereItsPathIsTooLong) {
  EXPECT_EQ(socket_of(ring::DataFolder("/data")), "/data/admin.sock");
  EXPECT_EQ(socket_of(ring::DataFolder("/" + std::string(95, 'd'))).string().size(), 107U);
  EXPECT_TRUE(socket_of(ring::DataFolder("/" + std::string(96, 'd'))).empty());
}

}  // namespace
}  // namespace tributary::app
