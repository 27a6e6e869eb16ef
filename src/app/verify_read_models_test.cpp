#include "app/verify_read_models.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "app/verticals.hpp"
#include "engine/engine.hpp"
#include "follow/generation.hpp"
#include "journal/journal.hpp"
#include "protocol/request_digest.hpp"
#include "protocol/request_key.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::app {
namespace {

using namespace protocol;
using testing::StartsWith;

constexpr Sender staff = Sender::staff(1);

/// What an engine decided, and its journal.
class Told {
 public:
  Told() {
    data_.create();
    journal_.emplace(data_.journal_url());
    epoch_ = journal_->begin_epoch();
    for (const AccountKind kind :
         {AccountKind::custodian, AccountKind::own_money, AccountKind::gap}) {
      send(OpenAccount{platform_party, kind, Currency::CNY});
    }
    send(OpenAccount{{7}});
    send(OpenAccount{platform_party, AccountKind::withdrawal_fee, Currency::CNY});
  }

  template <class Command>
  void send(const Command& command) {
    base::ByteBuffer bytes;
    base::ByteBuffer body;
    encode_framed(bytes, command);
    engine_.execute({request_key(staff.actor, std::to_string(++ids_)), staff,
                     request_digest(command), bytes.view()},
                    body);
    journal_->append({.first_sequence = engine_.state().sequence,
                      .record_count = 1,
                      .epoch = epoch_,
                      .time_ms = 0,
                      .state_hash = engine_.state().hash.value(),
                      .format = record_format,
                      .rules = engine::rules_version},
                     body.view());
  }
  void make_read_models(int records, int number = 1) const {
    const auto file = data_.read_models() / ("read-" + std::to_string(number) + ".db");
    follow::Generation generation("sqlite:" + file.string(), data_.journal_url(), make_followers(),
                                  store::Durability::off, follow::Serving::at_once);
    for (int i = 0; i < records; ++i) generation.step(1);
  }

  const ring::DataFolder& data() const { return data_; }
  const engine::State& state() const { return engine_.state(); }

 private:
  const store::TemporaryFolder folder_;
  const ring::DataFolder data_{folder_.path()};
  std::optional<journal::Journal> journal_;
  engine::Engine engine_;
  std::uint64_t epoch_ = 0;
  std::uint64_t ids_ = 0;
};

TEST(ReadModels, AgreeWithTheStateThatTheyWereMadeOf) {
  Told told;
  told.send(RecordDeposit{{4}, {100'00}, {}});
  told.send(RequestWithdrawal{{4}, {30'00}, {}});
  told.make_read_models(3, 1);
  told.make_read_models(7, 2);
  const ReadModelsReport report = compare_read_models(told.data(), told.state());
  EXPECT_EQ(report.difference, std::nullopt);
  EXPECT_EQ(report.summary, "5 accounts, every balance and hold the same");
  EXPECT_TRUE(report.exist && report.compared);
}

TEST(ReadModels, MayNotBeThereOrBeBehind) {
  const Told told;
  const ReadModelsReport none = compare_read_models(told.data(), told.state());
  EXPECT_EQ(none.summary, "there are none yet");
  EXPECT_FALSE(none.exist || none.compared || none.difference);
  told.make_read_models(2);
  const ReadModelsReport behind = compare_read_models(told.data(), told.state());
  EXPECT_EQ(behind.summary, "stand at sequence 2 of 5: not compared while they follow");
  EXPECT_TRUE(behind.exist);
  EXPECT_FALSE(behind.compared || behind.difference);
  std::ofstream(told.data().read_models() / "read-1.db") << std::string(100, 'x');
  const ReadModelsReport ruined = compare_read_models(told.data(), told.state());
  EXPECT_THAT(ruined.summary, StartsWith("cannot be read, the next start builds them again: "));
  EXPECT_TRUE(ruined.exist);
  EXPECT_FALSE(ruined.compared || ruined.difference);
}

/// Of what two platforms did in as many commands.
TEST(ReadModels, OfAnotherStateAreFound) {
  Told one;
  one.send(RecordDeposit{{4}, {100'00}, {}});
  one.send(RecordDeposit{{4}, {100'00}, {}});
  one.make_read_models(7);
  const auto against = [&](const auto& fifth, const auto& sixth) {
    Told other;
    other.send(fifth);
    other.send(sixth);
    const ReadModelsReport report = compare_read_models(one.data(), other.state());
    EXPECT_TRUE(report.exist && report.compared);
    return report.difference.value_or("none");
  };
  const RecordDeposit deposit{{4}, {100'00}, {}};
  EXPECT_EQ(against(deposit, deposit), "none");
  EXPECT_EQ(against(deposit, RecordDeposit{{4}, {99'00}, {}}),
            "account 1 has another balance there");
  EXPECT_EQ(against(deposit, TransferFunds{{9}, {4}, {1'00}, {}}),
            "account 1 has another balance there");
  Told more;
  more.send(RecordDeposit{{4}, {200'00}, {}});
  more.send(OpenAccount{{8}});
  EXPECT_EQ(compare_read_models(one.data(), more.state()).difference, "they know 5 accounts of 6");
  Told held;
  held.send(RecordDeposit{{4}, {200'00}, {}});
  held.send(RequestWithdrawal{{4}, {30'00}, {}});
  EXPECT_EQ(compare_read_models(one.data(), held.state()).difference,
            "account 4 has another balance there");
  Told fewer;
  fewer.send(RecordDeposit{{4}, {1'00}, {}});
  fewer.send(OpenAccount{{8}});
  fewer.make_read_models(7);
  EXPECT_EQ(compare_read_models(fewer.data(), one.state()).difference,
            "account 1 has another balance there")
      << "the first one that differs";
}

}  // namespace
}  // namespace tributary::app
