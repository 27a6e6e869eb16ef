#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "api/roles.hpp"
#include "base/flags.hpp"
#include "command_line/commands.hpp"
#include "journal/journal.hpp"
#include "ring/data_folder.hpp"
#include "store/temporary_folder.hpp"
#include "verticals/tokens/token_row.hpp"

namespace tributary::command_line {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

class TokenCommandTest : public testing::Test {
 protected:
  TokenCommandTest() {
    std::filesystem::create_directory(data_);
    const journal::Journal journal(ring::DataFolder(data_).journal_url());  // as of a platform
  }
  int run(std::vector<std::string_view> words) {
    out_.str("");
    err_.str("");
    words.insert(words.end(), {"--data", data_});
    return token_command(words, out_, err_);
  }
  std::string error_of(std::vector<std::string_view> words) {
    try {
      run(std::move(words));
    } catch (const base::FlagError& error) {
      return error.what();
    }
    return "";
  }

  std::vector<tokens::TokenRow> all() const {
    store::Database database(ring::DataFolder(data_).platform_url(),
                             {.access = store::Access::read_only});
    return tokens::read_tokens(database);
  }

  /// What stopped it; empty: nothing did.
  std::string failure_of(std::vector<std::string_view> words) {
    try {
      run(std::move(words));
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  store::TemporaryFolder folder_;
  const std::string data_ = (folder_.path() / "data").string();
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(TokenCommandTest, CreatePrintsTheTokenAlone) {
  EXPECT_EQ(run({"create", "--role", "investor", "--party", "1001", "--name", "Wang Fang"}), 0);
  EXPECT_THAT(out_.str(), MatchesRegex("trb_[A-Za-z0-9_-]+\n"));
  EXPECT_THAT(err_.str(),
              MatchesRegex("token [0-9]+: investor, member [0-9]+, for party 1001, expires 20.*Z; "
                           "it is not shown again\n"
                           "send it with each request: Authorization: Bearer trb_….*"
                           "tributary token revoke [0-9]+ --data .*/data\n"));
}

TEST_F(TokenCommandTest, ListShowsEverythingButTheToken) {
  run({"create", "--role", "investor", "--party", "1001", "--actor", "7", "--name", "Wang Fang"});
  run({"create", "--role", "channel", "--actor", "4", "--expires", "2099-12-30"});
  const std::string channel = std::to_string(all().at(1).token.value);
  run({"create", "--role", "auditor", "--actor", "1", "--expires", "never"});
  EXPECT_EQ(run({"revoke", channel}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("token " + channel + " is revoked since 20"));
  EXPECT_EQ(run({"list"}), 0);
  EXPECT_THAT(
      out_.str(),
      MatchesRegex(" *id +role      actor      party +created  expires +revoked  name\n"
                   " *[0-9]+  investor  member 7    1001  20.*Z  20.*Z +-  Wang Fang\n"
                   " *[0-9]+  channel   partner 4      -  20.*Z  2099-12-31T00:00:00.000Z  20.*Z\n"
                   " *[0-9]+  auditor   staff 1        -  20.*Z  never +-\n"));
}

TEST_F(TokenCommandTest, TwoPeopleOfAPartyHaveNumbersOfTheirOwn) {
  run({"create", "--role", "investor", "--party", "1001"});
  run({"create", "--role", "borrower", "--party", "1001"});
  const std::string first = std::to_string(all().at(0).actor.number());
  run({"create", "--role", "borrower", "--party", "1001", "--actor", first});
  const auto tokens = all();
  ASSERT_EQ(tokens.size(), 3U);
  EXPECT_NE(tokens[0].actor, tokens[1].actor);
  EXPECT_EQ(tokens[0].actor, tokens[2].actor) << "the same person, told so";
  EXPECT_EQ(tokens[0].party, tokens[1].party);
}

TEST_F(TokenCommandTest, TheSameRequestIdMakesOneToken) {
  const std::vector<std::string_view> words{"create", "--role",       "investor", "--party",
                                            "1001",   "--request-id", "r1"};
  EXPECT_EQ(run(words), 0);
  EXPECT_THAT(out_.str(), HasSubstr("trb_"));
  EXPECT_EQ(run(words), 0);
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(err_.str(), HasSubstr("was made by this request id before"));
  ASSERT_EQ(all().size(), 1U);
  EXPECT_THAT(failure_of({"create", "--role", "auditor", "--request-id", "r1"}), HasSubstr("id"));
  EXPECT_EQ(all().size(), 1U);
}

TEST_F(TokenCommandTest, ANumberIsAsLargeAsAllReadersOfJsonCanTell) {
  EXPECT_EQ(run({"create", "--role", "auditor", "--actor", "9007199254740991"}), 0);
  EXPECT_EQ(all().at(0).actor.number(), 9007199254740991U);
  EXPECT_THAT(error_of({"create", "--role", "auditor", "--actor", "18446744073709551615"}),
              HasSubstr("needs a whole number from 1"));
}

TEST_F(TokenCommandTest, ANumberBelongsToOneParty) {
  run({"create", "--role", "investor", "--party", "1001", "--actor", "5"});
  EXPECT_THAT(failure_of({"create", "--role", "borrower", "--party", "1002", "--actor", "5"}),
              HasSubstr("it acts for party 1001 (token "));
  run({"create", "--role", "auditor", "--actor", "5"});
  EXPECT_EQ(all().size(), 2U);
}

TEST_F(TokenCommandTest, ANewPlatformHasNoTokens) {
  EXPECT_EQ(run({"list"}), 0);
  EXPECT_THAT(failure_of({"revoke", "3"}), HasSubstr("There is no such token"));
}

TEST_F(TokenCommandTest, AFolderThatCannotBeReadIsNotTakenForAnEmptyOne) {
  const std::filesystem::path loop = folder_.path() / "loop";
  std::filesystem::create_symlink(loop, loop);
  const auto why = ring::DataFolder(loop).why_unreadable();
  ASSERT_TRUE(why);
  EXPECT_THAT(*why, HasSubstr("journal.db cannot be read: Too many levels of symbolic links"));
}

/// A wrong --data, or none, must not look as if it had worked.
TEST_F(TokenCommandTest, AFolderWithoutAPlatformIsRefused) {
  std::filesystem::remove_all(data_);
  const std::string words = "there is no platform in " + data_ + "; choose its folder with --data";
  EXPECT_EQ(error_of({"create", "--role", "admin"}), words);
  EXPECT_EQ(error_of({"list"}), words);
  EXPECT_EQ(error_of({"revoke", "3"}), words);
  EXPECT_FALSE(std::filesystem::exists(data_));
}

TEST_F(TokenCommandTest, SaysWhatIsWrong) {
  using Words = std::vector<std::string_view>;
  const std::vector<std::pair<Words, std::string_view>> cases{
      {{"create"}, "--role needs one of: investor"},
      {{"create", "--role", "emperor"}, "--role needs one of: investor"},
      {{"create", "--role", "investor"}, "--role investor needs --party N"},
      {{"create", "--role", "investor", "--actor", "3"}, "--role investor needs --party N"},
      {{"create", "--role", "investor", "--party", "0"}, "--party needs a whole number from 1"},
      {{"create", "--role", "investor", "--party", "x"}, "needs a whole number"},
      {{"create", "--role", "admin", "--party", "5"}, "--party is for members"},
      {{"create", "--role", "admin", "--actor", "9007199254740992"},
       "needs a whole number from 1 to 9007199254740991"},
      {{"create", "--role", "admin", "--nmae", "x"}, "'--nmae' is not known here"},
      {{"create", "--role", "admin", "--expires", "2020-02-29"}, "2020-02-29 has passed"},
      {{"create", "--role", "admin", "--expires", "9999-12-31"}, "a hundred years away: say never"},
      {{"create", "--role", "admin", "--expires", "0d"}, "--expires needs 90d, 12h, 2027-01-31 or"},
      {{"create", "--role", "admin", "--expires", "-1d"}, "or never, not '-1d'"},
      {{"create", "--role", "admin", "--expires", "99999999999999999999d"}, "or never, not"},
      {{"create", "--role", "admin", "--expires", "5m"}, "or never, not '5m'"},
      {{"create", "--role", "admin", "--expires", "d"}, "or never, not 'd'"},
      {{"create", "--role", "admin", "--expires", ""}, "--expires needs a value, not ''"},
      {{"create", "--role", "admin", "--expires", "36526d"}, "or never, not '36526d'"},
      {{"create", "--role", "admin", "--expires", "2027-02-30"}, "or never, not '2027-02-30'"},
      {{"revoke"}, "needs a whole number, not '--data'"},
      {{"revoke", ""}, "needs a whole number, not ''"},
      {{"revoke", "x"}, "needs a whole number, not 'x'"},
      {{"destroy"}, "token knows create, list and revoke, not 'destroy'"},
  };
  for (const auto& [words, message] : cases) EXPECT_THAT(error_of(words), HasSubstr(message));
  EXPECT_FALSE(std::filesystem::exists(std::filesystem::path(data_) / "platform.db"));
}

/// What only the platform knows is refused in its words.
TEST_F(TokenCommandTest, SaysWhatThePlatformSays) {
  EXPECT_THAT(failure_of({"create", "--role", "investor", "--party", "1"}),
              HasSubstr("party 1 is the platform itself"));
}

TEST_F(TokenCommandTest, ATokenExpiresAfterAYearUnlessToldOtherwise) {
  using namespace std::chrono;
  run({"create", "--role", "auditor"});
  std::vector<milliseconds> expected{days(365)};
  const std::vector<std::pair<std::string_view, milliseconds>> spans{
      {"12h", hours(12)}, {"1d", days(1)}, {"3600s", hours(1)}, {"36525d", days(36'525)}};
  for (const auto& [span, lasts] : spans) {
    run({"create", "--role", "auditor", "--expires", span});
    expected.push_back(lasts);
  }
  const auto tokens = all();
  ASSERT_EQ(tokens.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const std::int64_t lasts = tokens[i].expires.value().ms - tokens[i].created.ms;
    EXPECT_NEAR(static_cast<double>(lasts), static_cast<double>(expected[i].count()), 60'000);
  }
}

TEST_F(TokenCommandTest, ATokenClosesTheFolderToOtherUsers) {
  std::filesystem::permissions(data_, std::filesystem::perms(0755));
  run({"create", "--role", "auditor"});
  EXPECT_EQ(std::filesystem::status(data_).permissions(), std::filesystem::perms(0700));
}

TEST_F(TokenCommandTest, HelpNamesTheRoles) {
  EXPECT_EQ(run({"create", "--help"}), 0);
  for (const api::Role& role : api::roles()) EXPECT_THAT(out_.str(), HasSubstr(role.name));
}

}  // namespace
}  // namespace tributary::command_line
