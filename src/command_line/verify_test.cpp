#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iomanip>
#include <sstream>

#include "app/verticals.hpp"
#include "command_line/commands.hpp"
#include "engine/engine.hpp"
#include "engine/invariants/invariants.hpp"
#include "engine/snapshot.hpp"
#include "follow/generation.hpp"
#include "journal/journal.hpp"
#include "journal/snapshot.hpp"
#include "protocol/request_digest.hpp"
#include "protocol/request_key.hpp"
#include "ring/data_folder.hpp"
#include "ring/recovery.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::command_line {
namespace {

using namespace protocol;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

constexpr Sender staff = Sender::staff(1);

/// Writes a journal of one record a group, well or on purpose otherwise.
class VerifyTest : public testing::Test {
 protected:
  VerifyTest() { begin(); }

  /// A request that is decided as it should be.
  template <class Command>
  void send(const Command& command, engine::RulesVersion rules = engine::rules_version) {
    base::ByteBuffer body;
    base::ByteBuffer bytes;
    engine_.execute(request(command, bytes), body);
    append(body, rules, engine_.state().hash.value());
  }
  /// A request that became this event, whatever the rules say.
  template <class Command>
  void force(const Command& command, const typename Command::Accepted& event) {
    base::ByteBuffer body;
    base::ByteBuffer bytes;
    write_request(body, request(command, bytes));
    write_event(body, event);
    Reader in(body.view());
    engine_.replay(read_record(in));
    append(body, engine::rules_version, engine_.state().hash.value());
  }
  void append(const base::ByteBuffer& body, engine::RulesVersion rules, std::uint64_t hash) {
    journal_->append({.first_sequence = journal_->position().last_sequence + 1,
                      .record_count = 1,
                      .epoch = epoch_,
                      .time_ms = 0,
                      .state_hash = hash,
                      .format = record_format,
                      .rules = rules},
                     body.view());
  }

  int verify() {
    journal_.reset();
    std::ostringstream err;
    out_.str("");
    const std::string data = folder_.path().string();
    const std::vector<std::string_view> words{"--data", data};
    return verify_command(words, out_, err);
  }

  /// As it is printed.
  static std::string line(std::string_view word, std::string_view check,
                          const std::string& detail) {
    std::ostringstream text;
    text << std::left << std::setw(6) << word << std::setw(34) << check << detail << '\n';
    return text.str();
  }
  std::filesystem::path books_file() const { return data_.read_models() / "read-1.db"; }
  store::Database books_database() const {
    return store::Database("sqlite:" + books_file().string());
  }
  /// Of so many records.
  void make_read_models(int records) const {
    follow::Generation generation("sqlite:" + books_file().string(), data_.journal_url(),
                                  app::make_followers(), store::Durability::off,
                                  follow::Serving::at_once);
    for (int i = 0; i < records; ++i) generation.step(1);
  }

  template <class Command>
  Request request(const Command& command, base::ByteBuffer& bytes) {
    encode_framed(bytes, command);
    return {request_key(staff.actor, std::to_string(++ids_)), staff, request_digest(command),
            bytes.view()};
  }

  const store::TemporaryFolder folder_;
  const ring::DataFolder data_{folder_.path()};
  std::ostringstream out_;
  engine::Engine engine_;
  std::optional<journal::Journal> journal_;
  std::uint64_t epoch_ = 0;
  std::uint64_t ids_ = 0;

 private:
  void begin() {
    data_.create();
    journal_.emplace(data_.journal_url());
    epoch_ = journal_->begin_epoch();
  }
};

TEST_F(VerifyTest, SaysThatEverythingAgrees) {
  send(OpenAccount{{7}});
  send(OpenAccount{{7}});  // refused: there is one
  const std::string head = journal::hex(journal_->position().hash).substr(0, 16);
  EXPECT_EQ(verify(), 0);
  std::string expected =
      line("ok", "chain of hashes", "2 groups, 2 commands, head " + head) +
      line("ok", "commands decided again", "2 commands, every event and refusal is the same") +
      line("ok", "state behind every group", "as its writer had it");
  for (const engine::Invariant& law : engine::invariants) expected += line("ok", law.name, "holds");
  expected += line("ok", "owed to all, CNY", "0.00 = 0.00 at the bank + 0.00 in the gap") +
              line("ok", "whole journal", "nothing that was made of it knows more") +
              line("none", "snapshot", "there is none of this format") +
              line("ok", "index of old request ids",
                   "0 ids in 0 files are those of the journal, and no id was executed twice") +
              line("none", "audit of rows", "there are no rows yet") +
              line("none", "read models", "there are none yet") + "Everything agrees.\n";
  EXPECT_EQ(out_.str(), expected);
}

TEST_F(VerifyTest, NamesRowsThatAreNotWhatTheirAuditSays) {
  send(OpenAccount{{7}});
  const std::string folder = data_.path().string();
  const auto make = [&](std::string_view actor) {
    std::ostringstream secret;
    const std::array<std::string_view, 7> words{"create", "--role", "auditor", "--actor",
                                                actor,    "--data", folder};
    ASSERT_EQ(token_command(words, secret, secret), 0);
  };
  make("1");
  make("2");
  EXPECT_EQ(verify(), 0) << out_.str();
  EXPECT_THAT(out_.str(),
              HasSubstr(line("ok", "audit of rows", "2 audit lines, each as it was written") +
                        line("ok", "rows beside their audit", "2 rows, each as the audit says")));
  const auto told_after = [&](const std::string& sql) {
    store::Database(data_.platform_url()).execute(sql);
    EXPECT_EQ(verify(), 1);
    return out_.str();
  };
  EXPECT_THAT(told_after("UPDATE api_token SET role = 'admin' WHERE actor = 18"),
              HasSubstr("was changed: role is \"admin\", and \"auditor\" by audit line 2"));
  EXPECT_THAT(told_after("DELETE FROM api_token WHERE actor = 18"), HasSubstr("is missing"));
  EXPECT_THAT(told_after("INSERT INTO api_token (token, version, digest, role, actor, party, "
                         "name, created) VALUES (5, 1, '', 'admin', 18, 0, '', 0)"),
              HasSubstr("WRONG rows beside their audit           api_token 5 is there, and no "
                        "audit line added it"));
}

TEST_F(VerifyTest, ComparesWhatWasMadeOfTheJournal) {
  send(OpenAccount{{7}});
  send(OpenAccount{{8}});
  ring::write_snapshot(engine_.state(), journal_->position(), data_);
  make_read_models(2);
  EXPECT_EQ(verify(), 0);
  EXPECT_THAT(out_.str(),
              HasSubstr(line("ok", "snapshot", "of sequence 2 leads to the same state")));
  EXPECT_THAT(out_.str(),
              HasSubstr(line("ok", "read models", "2 accounts, every balance and hold the same")));
}

TEST_F(VerifyTest, ComparesNoReadModelsThatAreBehind) {
  send(OpenAccount{{7}});
  send(OpenAccount{{8}});
  make_read_models(1);
  EXPECT_EQ(verify(), 3);
  EXPECT_THAT(out_.str(),
              HasSubstr(line("part", "read models",
                             "stand at sequence 1 of 2: not compared while they follow")));
  EXPECT_THAT(out_.str(), EndsWith("\nNothing disagrees, but not everything could be checked: see "
                                   "the lines with part.\n"));
}

/// Whoever made it: the journal and its hashes are what they should be.
TEST_F(VerifyTest, FindsASnapshotAndReadModelsOfAnotherState) {
  send(OpenAccount{{7}});
  make_read_models(1);
  engine::Engine other;
  base::ByteBuffer body;
  base::ByteBuffer bytes;
  other.execute(request(OpenAccount{{8}, AccountKind::guarantor_cash}, bytes), body);
  ring::write_snapshot(other.state(), journal_->position(), data_);
  books_database().execute("DELETE FROM books_account");
  EXPECT_EQ(verify(), 1);
  EXPECT_THAT(out_.str(), HasSubstr(line("WRONG", "snapshot",
                                         "leads to another state than the journal alone")));
  EXPECT_THAT(out_.str(), HasSubstr(line("WRONG", "read models", "they know 0 accounts of 1")));
  EXPECT_THAT(out_.str(), EndsWith("\nSomething does not agree: see above.\n"));
}

TEST_F(VerifyTest, TakesASnapshotOfAnotherVersionForNone) {
  send(OpenAccount{{7}});
  journal::SnapshotWriter(data_.snapshots(), {.sequence = 1,
                                              .journal_hash = journal_->position().hash,
                                              .format = engine::snapshot_format + 1})
      .finish();
  EXPECT_EQ(verify(), 0);
  EXPECT_THAT(out_.str(), HasSubstr(": the next one replaces it\n"));
  EXPECT_THAT(out_.str(), HasSubstr(line("none", "snapshot", "there is none of this format")));
}

TEST_F(VerifyTest, ComparesNothingThatWasMadeOfLostCommands) {
  send(OpenAccount{{7}});
  journal::SnapshotWriter(data_.snapshots(), {.sequence = 12, .journal_hash = {}}).finish();
  EXPECT_EQ(verify(), 1);
  EXPECT_THAT(out_.str(), HasSubstr("WRONG whole journal"));
  EXPECT_THAT(out_.str(), HasSubstr("reaches sequence 12, 11 commands beyond the journal's end\n"));
  EXPECT_THAT(out_.str(), EndsWith(line("part", "what was made of the journal",
                                        "not compared: commands may be lost") +
                                   "Something does not agree: see above.\n"));
}

/// A start would be refused by each of them.
TEST_F(VerifyTest, FindsAFileInThePlaceOfAFolder) {
  send(OpenAccount{{7}});
  const std::vector<std::pair<std::filesystem::path, const char*>> folders{
      {data_.request_index(), "WRONG index of old request ids"},
      {data_.read_models(), "WRONG read models"},
      {data_.snapshots(), "WRONG snapshot"}};
  for (const auto& [folder, found] : folders) {
    std::filesystem::remove_all(folder);
    std::ofstream(folder) << "no folder";
    EXPECT_EQ(verify(), 1) << folder;
    EXPECT_THAT(out_.str(), HasSubstr(found));
    std::filesystem::remove(folder);
    std::filesystem::create_directory(folder);
  }
}

TEST_F(VerifyTest, TellsWhatAllAreOwedBesideWhatThereIsForIt) {
  for (const AccountKind kind :
       {AccountKind::custodian, AccountKind::own_money, AccountKind::gap}) {
    send(OpenAccount{platform_party, kind, Currency::CNY});
  }
  send(OpenAccount{{7}});
  send(OpenAccount{{8}});
  send(RecordDeposit{{4}, {100'00}, {}});
  send(TransferFunds{{4}, {5}, {60'00}, {}});
  send(BounceDeposit{{6}, {}});
  send(PayInOwnMoney{Currency::CNY, {20'00}, {}, {}});
  EXPECT_EQ(verify(), 0) << out_.str();
  EXPECT_THAT(out_.str(), HasSubstr("owed to all, CNY"));
  EXPECT_THAT(out_.str(), HasSubstr("60.00 = 20.00 at the bank + 40.00 in the gap"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("owed to all, USD")));
}

TEST_F(VerifyTest, SaysWhatOlderRulesDecidedAndItOnlyApplied) {
  send(OpenAccount{{7}}, engine::rules_version - 1);
  send(OpenAccount{{8}}, engine::rules_version - 1);
  send(OpenAccount{{9}});
  EXPECT_EQ(verify(), 3) << out_.str();
  EXPECT_THAT(out_.str(), HasSubstr("1 commands, every event and refusal is the same"));
  const std::string today = std::to_string(engine::rules_version);
  EXPECT_THAT(out_.str(), HasSubstr(line("part", "commands only applied",
                                         "2 of rules " + std::to_string(engine::rules_version - 1) +
                                             ": this program has rules " + today +
                                             ", so they were not decided again")));
  EXPECT_THAT(out_.str(), Not(HasSubstr("Everything agrees.")));
}

TEST_F(VerifyTest, SaysOkOfNothingThatItDidNotDecideAgain) {
  send(OpenAccount{{7}}, engine::rules_version - 1);
  EXPECT_EQ(verify(), 3) << out_.str();
  EXPECT_THAT(out_.str(), Not(HasSubstr("commands decided again")));
}

TEST_F(VerifyTest, GoesOnBehindACommandThatWouldBeDecidedOtherwise) {
  send(OpenAccount{{7}});
  force(OpenAccount{{8}}, AccountOpened{{2}, {9}, AccountKind::member_cash, Currency::CNY});
  send(OpenAccount{{10}});
  send(OpenAccount{{9}});  // refused, as it should be after what happened
  EXPECT_EQ(verify(), 1) << out_.str();
  EXPECT_THAT(out_.str(), HasSubstr("1 of 4 commands would be decided otherwise, first that at "
                                    "sequence 2"));
  EXPECT_THAT(out_.str(), HasSubstr("as its writer had it"));
}

TEST_F(VerifyTest, LooksAtNothingMoreOnceTheStateIsAnother) {
  send(OpenAccount{{7}});
  base::ByteBuffer body;
  base::ByteBuffer bytes;
  engine_.execute(request(OpenAccount{{8}}, bytes), body);
  append(body, engine::rules_version, engine_.state().hash.value() + 1);
  send(OpenAccount{{9}});
  EXPECT_EQ(verify(), 1) << out_.str();
  EXPECT_THAT(out_.str(),
              HasSubstr(line("WRONG", "state behind every group",
                             "the one behind the group at sequence 2 is another than its writer "
                             "had")));
  EXPECT_THAT(out_.str(), HasSubstr("2 commands, every event and refusal is the same"));
  EXPECT_THAT(out_.str(), HasSubstr(line("part", "everything else",
                                         "not looked at: there is no state to trust")));
  EXPECT_THAT(out_.str(), Not(HasSubstr("holds")));
}

TEST_F(VerifyTest, DoesNotReadWhatNewerRulesDecided) {
  send(OpenAccount{{7}}, engine::rules_version + 1);
  EXPECT_THROW(verify(), engine::NewerRules);
}

}  // namespace
}  // namespace tributary::command_line
