#include "ring/test_old_requests.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::ring {
namespace {

class OldRequestsBatchTest : public testing::Test {
 protected:
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  store::TemporaryFolder folder_;
};

/// Old ones and new ones, with references and without, questions between them, over several slices.
TEST_F(OldRequestsBatchTest, AreFoundAmongOthersInALongBatch) {
  constexpr std::uint64_t deposits = 60;
  constexpr std::uint64_t accounts = 300;
  Process process(path());
  process.open_accounts_for_deposits();
  for (std::uint64_t number = 1; number <= deposits; ++number) process.deposit("deposit-", number);
  for (std::uint64_t number = 1; number <= accounts; ++number) process.open_account(number);
  while (process.old_requests.files()->through() < 4 + deposits + 200) std::this_thread::yield();
  process.open_account(accounts + 1);
  const Sequence before = process.journal.position().last_sequence;

  Batch batch;
  std::uint64_t items = 0;
  const auto origin = [&] { return Origin{Kept::number, 0, ++items}; };
  const auto add = [&](const Sender& sender, const std::string& id, const auto& command) {
    base::ByteBuffer bytes;
    encode_framed(bytes, command);
    batch.add(origin(), {request_key(sender.actor, id), sender, digest_of_framed(bytes.view()),
                         bytes.view()});
    return items;
  };
  std::map<std::uint64_t, std::uint64_t> repeated;  // item: sequence
  std::map<std::uint64_t, std::uint64_t> recorded;
  std::vector<std::uint64_t> reused;
  std::map<std::uint64_t, std::uint64_t> asked;  // item: account
  std::vector<std::uint64_t> fresh;
  for (std::uint64_t round = 0; round < 5; ++round) {
    for (std::uint64_t number = 1; number <= 200; ++number) {
      const std::string id = "open-" + std::to_string(number);
      repeated[add(staff, id, OpenAccount{{1000 + number}})] = 4 + deposits + number;
      if (number % 7 == 0) {
        batch.ask(origin(), staff, AccountQuery{{4 + number}});
        asked[items] = 4 + number;
      }
      if (number % 5 == 0) reused.push_back(add(staff, id, OpenAccount{{7}}));
      if (number % 4 != 0) continue;
      const std::uint64_t deposit = 1 + number % deposits;
      const RecordDeposit command{{4}, {100}, {"R" + std::to_string(deposit)}};
      repeated[add(channel, "deposit-" + std::to_string(deposit), command)] = 4 + deposit;
      const std::string other = "other-" + std::to_string(round * 1000 + number);
      recorded[add(channel, other, command)] = 4 + deposit;
      fresh.push_back(add(staff, other, OpenAccount{{10'000 + round * 1000 + number}}));
    }
  }
  process.pipeline.inbox().put(batch);
  const auto replies = process.kept->replies(items);
  ASSERT_EQ(replies.size(), items);
  for (const auto& [item, sequence] : repeated) {
    ASSERT_EQ(replies.at(item).kind, Reply::Kind::repeated) << item;
    ASSERT_EQ(replies.at(item).sequence, sequence) << item;
  }
  for (const auto& [item, sequence] : recorded) {
    ASSERT_EQ(replies.at(item).kind, Reply::Kind::refused) << item;
    ASSERT_EQ(replies.at(item).refusal, Refusal::bank_reference_recorded) << item;
    ASSERT_EQ(replies.at(item).sequence, sequence) << item;
  }
  for (const std::uint64_t item : reused) {
    ASSERT_EQ(replies.at(item).kind, Reply::Kind::refused) << item;
    ASSERT_EQ(replies.at(item).refusal, Refusal::request_id_reused) << item;
  }
  for (const auto& [item, account] : asked) {
    ASSERT_EQ(std::get<AccountView>(process.kept->answer(item)).account, AccountId{account});
  }
  for (const std::uint64_t item : fresh) {
    ASSERT_EQ(replies.at(item).kind, Reply::Kind::record) << item;
    ASSERT_GT(replies.at(item).length, 0U) << item;
  }
  process.stop();
  EXPECT_EQ(process.engine.state().sequence, before + fresh.size());
  EXPECT_EQ(process.pipeline.figures().repeats, repeated.size());
}

/// Not before, and not only when something else happens.
TEST_F(OldRequestsBatchTest, AreWrittenOnceTheyAreDurable) {
  const DataFolder folder(path());
  folder.create();
  journal::Journal journal(folder.journal_url());
  const std::uint64_t epoch = journal.begin_epoch();
  RequestArchive archive(folder);
  // A step that failed would wait for longer than the test.
  OldRequests old(archive, std::chrono::hours(1));
  Inbox inbox(std::chrono::seconds(1));
  engine::Engine engine;
  bounded(engine);
  old.start(inbox);
  for (std::uint64_t number = 1; number <= 4 * generation; ++number) {
    base::ByteBuffer bytes;
    base::ByteBuffer body;
    encode_framed(bytes, OpenAccount{{1000 + number}});
    engine.execute({request_key(staff.actor, std::to_string(number)), staff, 0, bytes.view()},
                   body);
    journal.append({.first_sequence = number,
                    .record_count = 1,
                    .epoch = epoch,
                    .time_ms = 0,
                    .state_hash = engine.state().hash.value(),
                    .format = record_format,
                    .rules = engine::rules_version},
                   body.view());
  }
  old.relieve(engine);
  EXPECT_FALSE(old.holds_any());
  EXPECT_EQ(old.figures().unwritten, 3U) << "the youngest is not closed";
  for (Sequence durable = generation; durable <= 3 * generation; durable += generation) {
    old.durable(durable - 1);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // for what it should not do
    EXPECT_LT(old.files()->through(), durable);
    old.durable(durable);
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (old.files()->through() < durable && std::chrono::steady_clock::now() < give_up) {
      std::this_thread::yield();
    }
    EXPECT_EQ(old.files()->through(), durable);
    old.relieve(engine);
    EXPECT_EQ(engine.state().requests.forgotten_through(), durable);
  }
  EXPECT_TRUE(old.holds_any());
  // The file is there before its keeper knows that it is done.
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (old.figures().unwritten != 0 && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::yield();
  }
  EXPECT_EQ(old.figures().unwritten, 0U);
}

}  // namespace
}  // namespace tributary::ring
