#include "command_line/verify_request_index.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/test_dice.hpp"
#include "journal/journal.hpp"
#include "ring/request_archive.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::command_line {
namespace {

namespace fs = std::filesystem;
using engine::RequestWindow;
using protocol::Sequence;
using testing::HasSubstr;

constexpr auto staff = protocol::Sender::staff(1);
constexpr Sequence last = 30;

/// A journal of one group, and generations of an engine that hold its requests.
class RequestIndexCheckTest : public testing::Test {
 protected:
  /// `second` is the request that `first` was: it was executed twice.
  void begin(Sequence first = 0, Sequence second = 0) {
    folder_.create();
    for (Sequence sequence = 1; sequence <= last; ++sequence) {
      const Sequence id = sequence == second ? first : sequence;
      base::ByteBuffer command;
      protocol::encode_framed(command, protocol::OpenAccount{{id}});
      protocol::write_request(body_, {{base::mix(id), id}, staff, base::mix(~id), command.view()});
      protocol::write_refusal(body_, protocol::Refusal::capacity_reached);
    }
    journal::Journal journal(folder_.journal_url());
    const std::uint64_t epoch = journal.begin_epoch();
    journal.append({.first_sequence = 1,
                    .record_count = last,
                    .epoch = epoch,
                    .format = protocol::record_format},
                   body_.view());
  }

  template <class Visit>
  void for_each(Visit&& visit) const {
    protocol::Reader in(body_.view());
    for (Sequence sequence = 1; !in.done(); ++sequence) visit(sequence, protocol::read_record(in));
  }
  /// Keeps a generation of what the journal has, but for what `change` makes of it.
  template <class Change>
  void keep(Sequence from, Sequence to, Change&& change) const {
    RequestWindow::Generation generation(last);
    generation.first = from;
    generation.last = to;
    for_each([&](Sequence sequence, const protocol::Record& record) {
      if (sequence < from || sequence > to) return;
      auto request = engine::known_request(sequence, record);
      change(request);
      generation.table.insert(request);
    });
    ring::RequestArchive(folder_).keep(generation);
  }
  void keep(Sequence from, Sequence to) const {
    keep(from, to, [](protocol::KnownRequest&) {});
  }
  RequestIndexCheck::Report checked(Sequence forgotten_through = last,
                                    std::size_t in_no_file_max = last) const {
    RequestIndexCheck check(folder_, in_no_file_max);
    for_each(
        [&](Sequence sequence, const protocol::Record& record) { check.add(sequence, record); });
    return check.compare(forgotten_through);
  }
  std::vector<std::shared_ptr<request_index::IndexFile>> files() const {
    const journal::Reader journal(folder_.journal_url());
    return request_index::read_folder(folder_.request_index(), journal.platform()).files;
  }

  store::TemporaryFolder temporary_;
  const ring::DataFolder folder_{temporary_.path()};
  base::ByteBuffer body_;
};

constexpr std::string_view good = " are those of the journal, and no id was executed twice";

TEST_F(RequestIndexCheckTest, FindsNothingWrongWithoutAnyFile) {
  begin();
  for (const bool is_there : {true, false}) {
    if (!is_there) fs::remove(folder_.request_index());
    const auto report = checked();
    EXPECT_EQ(report.difference, std::nullopt);
    EXPECT_TRUE(report.looked_at_all);
    EXPECT_EQ(report.summary, "0 ids in 0 files" + std::string(good) +
                                  "; no file has those of sequences 1 to 30: the next start writes "
                                  "them again");
  }
}

TEST_F(RequestIndexCheckTest, SaysWhatNoFileHasOfWhatTheSnapshotHasForgotten) {
  begin();
  keep(1, 10);
  keep(11, 20);
  const std::string words = "20 ids in 2 files" + std::string(good);
  for (const Sequence forgotten_through : {0U, 10U, 20U}) {
    EXPECT_EQ(checked(forgotten_through).summary, words);
  }
  for (const Sequence forgotten_through : {21U, 30U}) {
    const auto report = checked(forgotten_through);
    EXPECT_EQ(report.difference, std::nullopt);
    EXPECT_EQ(report.summary, words + "; no file has those of sequences 21 to " +
                                  std::to_string(forgotten_through) +
                                  ": the next start writes them again");
  }
}

TEST_F(RequestIndexCheckTest, SaysHowMuchItDidNotLookAt) {
  begin();
  keep(1, 20);
  EXPECT_TRUE(checked(20, 10).looked_at_all);
  const auto report = checked(20, 9);
  EXPECT_EQ(report.difference, std::nullopt);
  EXPECT_FALSE(report.looked_at_all);
  EXPECT_EQ(report.summary,
            "20 ids in 1 files" + std::string(good) + "; 1 ids in no file were not looked at");
}

struct Twice {
  Sequence first;
  Sequence second;
};

/// In two files, in one and in none, in none: files hold the first twenty.
class ExecutedTwice : public RequestIndexCheckTest, public testing::WithParamInterface<Twice> {};

TEST_P(ExecutedTwice, IsFound) {
  const auto [first, second] = GetParam();
  begin(first, second);
  keep(1, 10);
  keep(11, 20);
  const auto report = checked();
  ASSERT_TRUE(report.difference);
  EXPECT_EQ(*report.difference,
            "the commands at sequences " + std::to_string(first) + " and " +
                std::to_string(second) +
                " have one request id or bank reference: it was executed twice");
}

INSTANTIATE_TEST_SUITE_P(Places, ExecutedTwice,
                         testing::Values(Twice{1, 11}, Twice{5, 20}, Twice{1, 21}, Twice{20, 30},
                                         Twice{21, 22}, Twice{21, 30}));

TEST_F(RequestIndexCheckTest, FindsMoneyThatWasBookedTwiceUnderOneReference) {
  folder_.create();
  {
    const journal::Journal journal(folder_.journal_url());
  }
  RequestIndexCheck check(folder_);
  for (const Sequence sequence : {1U, 2U, 3U}) {
    base::ByteBuffer command;
    protocol::encode_framed(
        command, protocol::RecordDeposit{{4}, {100}, {"R" + std::to_string(sequence / 2)}});
    base::ByteBuffer body;
    protocol::write_request(body, {{sequence, sequence}, staff, 0, command.view()});
    protocol::write_event(body, protocol::DepositRecorded{{4}, {1}, {100}, "R"});
    protocol::Reader in(body.view());
    check.add(sequence, protocol::read_record(in));
  }
  const auto report = check.compare(0);
  ASSERT_TRUE(report.difference);
  EXPECT_THAT(*report.difference, HasSubstr("sequences 2 and 3 have one request id or bank"));
}

TEST_F(RequestIndexCheckTest, FindsAnEntryThatTheJournalDoesNotHave) {
  begin();
  keep(1, 10);
  keep(11, 20,
       [](protocol::KnownRequest& request) { request.body_hash ^= request.sequence == 17; });
  const auto report = checked();
  ASSERT_TRUE(report.difference);
  EXPECT_EQ(*report.difference,
            files().at(1)->path().string() + " has other requests than the journal");
}

TEST_F(RequestIndexCheckTest, SaysWhatCannotBeRead) {
  begin();
  keep(1, 20);
  const fs::path file = files().at(0)->path();
  fs::resize_file(file, 100);
  EXPECT_THAT(checked().difference.value_or(""), HasSubstr(file.string()));
  fs::remove_all(folder_.request_index());
  std::ofstream(folder_.request_index()) << "no folder";
  EXPECT_THAT(checked().difference.value_or(""), HasSubstr("request-index"));
}

/// A generation may begin within what the files hold: the next file begins behind them.
TEST_F(RequestIndexCheckTest, TheArchiveKeepsEachSequenceOnce) {
  begin();
  keep(1, 20);
  keep(1, 20);
  keep(11, 20);
  EXPECT_EQ(files().size(), 1U);
  keep(15, 30);
  ASSERT_EQ(files().size(), 2U);
  EXPECT_EQ(files()[1]->header().first, 21U);
  EXPECT_EQ(files()[1]->header().entries, 10U);
  EXPECT_EQ(checked().summary, "30 ids in 2 files" + std::string(good));
}

}  // namespace
}  // namespace tributary::command_line
