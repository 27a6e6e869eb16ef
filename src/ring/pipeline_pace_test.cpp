#include <gtest/gtest.h>

#include <future>
#include <mutex>
#include <numeric>
#include <thread>

#include "protocol/request_digest.hpp"
#include "protocol/request_key.hpp"
#include "ring/pipeline.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::ring {
namespace {

using namespace protocol;

constexpr Sender staff = Sender::staff(1);

/// A pipeline over a real journal whose answers a test reads as they are handed over.
class Line final : public Outlet {
 public:
  static constexpr std::uint32_t number = 1U << 20;

  struct Group {
    std::vector<Reply> replies;
    std::vector<LoanView> progress;
  };

  void deliver(const std::shared_ptr<const GroupInFlight>& group) override {
    const std::lock_guard lock(mutex_);
    groups_.push_back({group->replies, group->progress});
  }
  std::vector<Group> groups() const {
    const std::lock_guard lock(mutex_);
    return groups_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Group> groups_;
};

/// Like `Process`, with a line in the place of the callers in it.
struct LineProcess {
  explicit LineProcess(const std::filesystem::path& path)
      : folder(path),
        journal((folder.create(), folder.journal_url())),
        pipeline(engine, journal,
                 {.queue_age_max = std::chrono::hours(1),
                  .epoch = journal.begin_epoch(),
                  .clock = [] { return Time{1'700'000'000'000}; },
                  .on_durable = {}}) {
    pipeline.add(line);
  }

  template <class Command>
  void add(Batch& batch, const Command& command) {
    base::ByteBuffer bytes;
    encode_framed(bytes, command);
    ++ids;
    batch.add({Line::number, 0, ids}, {request_key(staff.actor, std::to_string(ids)), staff,
                                       request_digest(command), bytes.view()});
  }
  /// So many accounts that are opened.
  Batch accounts(std::size_t count) {
    Batch batch;
    for (std::size_t i = 0; i < count; ++i) add(batch, OpenAccount{{1'000 + ids}});
    return batch;
  }
  /// Whether the decider has taken all that waits, now or soon.
  bool takes_all() {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!pipeline.inbox().empty() && std::chrono::steady_clock::now() < give_up) {
      std::this_thread::yield();
    }
    return pipeline.inbox().empty();
  }

  DataFolder folder;
  journal::Journal journal;
  engine::Engine engine;
  Pipeline pipeline;
  std::shared_ptr<Line> line = std::make_shared<Line>();
  std::uint64_t ids = 0;
};

TEST(PipelinePace, BeginsToWriteALongBatchWithItsFirstSlice) {
  const store::TemporaryFolder folder;
  LineProcess process(folder.path());
  std::vector<std::size_t> written;
  process.pipeline.figures().on_group = [&](std::size_t records, double) {
    written.push_back(records);
  };
  process.pipeline.inbox().put(process.accounts(2'000));
  process.pipeline.start();
  process.pipeline.stop();
  ASSERT_FALSE(written.empty());
  EXPECT_EQ(written.front(), 512U);
  EXPECT_EQ(std::accumulate(written.begin(), written.end(), std::size_t{0}), 2'000U);
}

/// While the writer is busy the decider goes on, until what it has decided is large enough.
TEST(PipelinePace, DecidesWhileItWritesUpToABound) {
  const store::TemporaryFolder folder;
  LineProcess process(folder.path());
  std::promise<void> busy;
  std::promise<void> go_on;
  process.pipeline.figures().on_group = [&, is_first = true](std::size_t, double) mutable {
    if (!std::exchange(is_first, false)) return;
    busy.set_value();
    go_on.get_future().wait();
  };
  process.pipeline.start();
  Inbox& inbox = process.pipeline.inbox();
  inbox.put(process.accounts(1));
  busy.get_future().wait();
  for (int times = 0; times < 2; ++times) {
    inbox.put(process.accounts(Inbox::enough_for_later));
    EXPECT_TRUE(process.takes_all()) << times;
  }
  Batch large;
  for (int i = 0; i < 3'000; ++i) {
    SetCalendar calendar;
    for (int day = 0; day < 366; ++day) calendar.holidays.push_back(money::Date{20'000 + day});
    process.add(large, calendar);
  }
  inbox.put(large);
  EXPECT_TRUE(process.takes_all());
  // What it has decided by now is more than is written at once.
  inbox.put(process.accounts(Inbox::enough_for_later));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // for what it should not do
  EXPECT_FALSE(inbox.empty());
  go_on.set_value();
  EXPECT_TRUE(process.takes_all());
  process.pipeline.stop();
  EXPECT_EQ(process.engine.state().sequence, 1 + 3 * Inbox::enough_for_later + 3'000);
  EXPECT_EQ(process.journal.position().last_sequence, process.engine.state().sequence);
}

/// To those who watch.
TEST(PipelineProgress, TellsEachLoanThatAGroupChangedOnceAndAsItIsThen) {
  const store::TemporaryFolder folder;
  LineProcess process(folder.path());
  CreateListing listing;
  listing.borrower_account = {1};
  listing.title = {"A loan"};
  listing.principal = {1'000'00};
  listing.terms.annual_rate = {96'000};
  Batch batch;
  process.add(batch, OpenAccount{{7}});
  for (const AccountKind kind : {AccountKind::service_fee, AccountKind::interest_fee}) {
    process.add(batch, OpenAccount{platform_party, kind, Currency::CNY});
  }
  for (int i = 0; i < 2; ++i) process.add(batch, listing);
  for (const std::uint64_t loan : {1U, 2U}) process.add(batch, ApproveListing{{loan}});
  process.add(batch, ApproveListing{{1}});  // refused: it is approved
  process.pipeline.inbox().put(batch);
  process.pipeline.start();
  while (process.line->groups().empty()) std::this_thread::yield();
  process.pipeline.inbox().put(process.accounts(1));
  process.pipeline.stop();
  const auto groups = process.line->groups();
  ASSERT_EQ(groups.size(), 2U);
  ASSERT_EQ(groups[0].progress.size(), 2U);
  for (const std::uint64_t loan : {1U, 2U}) {
    EXPECT_EQ(groups[0].progress[loan - 1].loan, LoanId{loan});
    EXPECT_EQ(groups[0].progress[loan - 1].state, LoanState::approved);
  }
  EXPECT_TRUE(groups[1].progress.empty()) << "it changed none";
}

}  // namespace
}  // namespace tributary::ring
