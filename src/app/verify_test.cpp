#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "app/commands.hpp"
#include "app/data_folder.hpp"
#include "engine/engine.hpp"
#include "journal/journal.hpp"
#include "protocol/request_digest.hpp"
#include "protocol/request_key.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::app {
namespace {

using namespace protocol;
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

  template <class Command>
  Request request(const Command& command, base::ByteBuffer& bytes) {
    encode_framed(bytes, command);
    return {request_key(staff.actor, std::to_string(++ids_)), staff, request_digest(command),
            bytes.view()};
  }

  const store::TemporaryFolder folder_;
  std::ostringstream out_;
  engine::Engine engine_;
  std::optional<journal::Journal> journal_;
  std::uint64_t epoch_ = 0;
  std::uint64_t ids_ = 0;

 private:
  void begin() {
    const DataFolder data(folder_.path());
    data.create();
    journal_.emplace(data.journal_url());
    epoch_ = journal_->begin_epoch();
  }
};

TEST_F(VerifyTest, SaysThatEverythingAgrees) {
  send(OpenAccount{{7}});
  send(OpenAccount{{7}});  // refused: there is one
  EXPECT_EQ(verify(), 0) << out_.str();
  EXPECT_THAT(out_.str(), HasSubstr("2 commands, every event and refusal is the same"));
  EXPECT_THAT(out_.str(), HasSubstr("none  snapshot"));
  EXPECT_THAT(out_.str(), HasSubstr("no id was executed twice"));
  EXPECT_THAT(out_.str(), HasSubstr("none  read models"));
  EXPECT_THAT(out_.str(), HasSubstr("Everything agrees."));
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
  EXPECT_THAT(out_.str(), HasSubstr("part  commands only applied"));
  EXPECT_THAT(out_.str(), HasSubstr("2 of rules"));
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
  EXPECT_THAT(out_.str(), HasSubstr("behind the group at sequence 2 is another than its writer"));
  EXPECT_THAT(out_.str(), HasSubstr("2 commands, every event and refusal is the same"));
  EXPECT_THAT(out_.str(), HasSubstr("part  everything else"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("holds")));
}

TEST_F(VerifyTest, DoesNotReadWhatNewerRulesDecided) {
  send(OpenAccount{{7}}, engine::rules_version + 1);
  EXPECT_THROW(verify(), engine::NewerRules);
}

}  // namespace
}  // namespace tributary::app
