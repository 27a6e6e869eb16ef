#include "tests/upgrade/later.hpp"

#include <gtest/gtest.h>

#include "journal/reader.hpp"
#include "ring/audit.hpp"
#include "store/temporary_folder.hpp"
#include "tests/upgrade/platform.hpp"

namespace tributary::upgrade {
namespace {

/// The program of the later day, as far as it reads and writes a journal.
class LaterPlatform {
 public:
  explicit LaterPlatform(const std::filesystem::path& path)
      : url_(ring::DataFolder(path).journal_url()), journal_(url_), epoch_(journal_.begin_epoch()) {
    journal::Reader reader(url_);
    for (journal::Group group; reader.next(group);) {
      follow::for_each_record(group, [&](protocol::Sequence, const protocol::Record& record) {
        engine::fold<later::Events>(state_, group.header.rules, record);
      });
      EXPECT_EQ(state_.hash.value(), group.header.state_hash) << group.header.first_sequence;
      state_.now = {group.header.time_ms};
    }
  }

  protocol::RequestKey key(const Sent& sent) const {
    return protocol::request_key(sent.sender.actor, sent.id);
  }
  /// What it knows of a request that comes again.
  const protocol::KnownRequest* known(const Sent& sent) const {
    return state_.requests.find(key(sent));
  }
  protocol::Refusal decide(const Sent& sent) {
    const Understood request = understood<later::Commands>(sent);
    base::ByteBuffer body;
    const auto verdict = engine::decide_and_apply<later::Commands>(
        state_, later::rules, {key(sent), sent.sender, request.digest, request.command}, body);
    journal_.append({.first_sequence = verdict.sequence,
                     .record_count = 1,
                     .epoch = epoch_,
                     .time_ms = state_.now.ms,
                     .state_hash = state_.hash.value(),
                     .format = protocol::record_format,
                     .rules = later::rules},
                    body.view());
    return verdict.refusal;
  }
  const engine::State& state() const { return state_; }

 private:
  std::string url_;
  journal::Journal journal_;
  std::uint64_t epoch_;
  engine::State state_;
};

class Later : public testing::Test {
 protected:
  Later() { copy_before(folder_); }

  /// Requests of the later day: one that older rules would have taken, and one with a memo.
  void go_on() {
    LaterPlatform platform(folder_);
    EXPECT_EQ(platform.decide(unblock), protocol::Refusal::none);
    EXPECT_EQ(platform.decide(without_memo), protocol::Refusal::malformed_request);
    EXPECT_EQ(platform.decide(with_memo), protocol::Refusal::none);
  }

  using Audit = ring::BasicAudit<later::Commands, later::Events>;
  void fold_all(Audit& audit) const {
    journal::Reader reader(ring::DataFolder(folder_).journal_url());
    for (journal::Group group; reader.next(group);) audit.fold(group);
  }

  static constexpr Sent without_memo{protocol::Sender::staff(1), "no-memo", "place_bid",
                                     R"({"loan":"1","account":"5","amount":"100.00"})"};
  static constexpr Sent unblock{protocol::Sender::staff(1), "unblock", "unblock_party",
                                R"({"party":"1001"})"};
  static constexpr Sent with_memo{
      protocol::Sender::staff(1), "memo", "place_bid",
      R"({"loan":"1","account":"5","amount":"100.00","memo":"a gift"})"};

  const store::TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path() / "data";
};

TEST_F(Later, KnowsTheRequestsOfBeforeAlthoughCommandsHaveGainedFields) {
  const LaterPlatform platform(folder_);
  protocol::Sequence sequence = 0;
  for (const Sent& sent : requests()) {
    const auto* known = platform.known(sent);
    ASSERT_NE(known, nullptr) << sent.id;
    EXPECT_EQ(known->sequence, ++sequence);
    const std::uint64_t digest = understood<later::Commands>(sent).digest;
    EXPECT_EQ(known->body_hash, protocol::body_hash_of({known->key, sent.sender, digest, {}}))
        << sent.id;
  }
}

TEST_F(Later, GivesEventsOfBeforeTheMeaningTheyHad) {
  LaterPlatform platform(folder_);
  const auto& parties = platform.state().parties;
  const auto alice = parties.find({1001});
  EXPECT_EQ(parties[alice].vip_level, 0) << "bids of before made nobody a VIP";
  EXPECT_EQ(platform.decide(unblock), protocol::Refusal::none);
  EXPECT_EQ(platform.decide(with_memo), protocol::Refusal::none);
  EXPECT_EQ(parties[alice].vip_level, 1) << "from rules 2 on they do";
}

TEST_F(Later, VerifiesWhatItsOwnRulesDecidedAndSaysWhatItOnlyApplied) {
  go_on();
  Audit audit(later::rules);
  fold_all(audit);
  EXPECT_EQ(audit.other_state(), std::nullopt);
  EXPECT_EQ(audit.decided_again(), 3U);
  EXPECT_EQ(audit.decided_otherwise(), 0U);
  EXPECT_EQ(audit.applied_alone(),
            (std::map<engine::RulesVersion, std::uint64_t>{{1, requests().size()}}));
}

TEST_F(Later, WouldHaveDecidedOtherwiseWhatOlderRulesDecided) {
  Audit audit(engine::rules_version);  // as if groups did not say by which rules
  fold_all(audit);
  EXPECT_EQ(audit.decided_otherwise(), 5U) << "bids without a memo";
  EXPECT_EQ(audit.other_state(), std::nullopt) << "what happened is folded in all the same";
}

TEST_F(Later, IsNotReadByTheProgramOfToday) {
  go_on();
  EXPECT_THROW(Platform{folder_}, engine::NewerRules);
}

}  // namespace
}  // namespace tributary::upgrade
