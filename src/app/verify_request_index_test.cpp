#include "app/verify_request_index.hpp"

#include <gtest/gtest.h>

#include "app/request_archive.hpp"
#include "base/test_dice.hpp"
#include "journal/journal.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::app {
namespace {

using engine::RequestWindow;
using protocol::Sequence;

constexpr auto staff = protocol::Sender::staff(1);
constexpr Sequence last = 30;

/// A journal of one group, and a generation of an engine that holds its requests.
class RequestIndexCheckTest : public testing::Test {
 protected:
  RequestIndexCheckTest() : folder_(temporary_.path()) {
    folder_.create();
    for (Sequence sequence = 1; sequence <= last; ++sequence) {
      base::ByteBuffer command;
      protocol::encode_framed(command, protocol::OpenAccount{{sequence}});
      protocol::write_request(
          body_, {{base::mix(sequence), sequence}, staff, base::mix(~sequence), command.view()});
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
  /// Keeps what the journal has, but for what `change` makes of it.
  template <class Change>
  void keep(Change&& change) const {
    RequestWindow::Generation generation(last);
    generation.first = 1;
    generation.last = last;
    for_each([&](Sequence sequence, const protocol::Record& record) {
      auto request = engine::known_request(sequence, record);
      change(request);
      generation.table.insert(request);
    });
    RequestArchive(folder_).keep(generation);
  }
  RequestIndexCheck::Report checked() const {
    RequestIndexCheck check(folder_);
    for_each(
        [&](Sequence sequence, const protocol::Record& record) { check.add(sequence, record); });
    return check.compare(last);
  }

  store::TemporaryFolder temporary_;
  DataFolder folder_;
  base::ByteBuffer body_;
};

TEST_F(RequestIndexCheckTest, FindsNothingWrongWithoutAnyFile) {
  const auto report = checked();
  EXPECT_EQ(report.difference, std::nullopt);
  EXPECT_TRUE(report.summary.contains("no file has those of sequences 1 to 30"));
}

TEST_F(RequestIndexCheckTest, FindsACommandThatWasExecutedTwice) {
  for (const bool with_files : {false, true}) {
    if (with_files) keep([](protocol::KnownRequest&) {});
    RequestIndexCheck check(folder_);
    for_each(
        [&](Sequence sequence, const protocol::Record& record) { check.add(sequence, record); });
    protocol::Reader in(body_.view());
    check.add(last + 1, protocol::read_record(in));
    const auto report = check.compare(last);
    ASSERT_TRUE(report.difference) << with_files;
    EXPECT_EQ(*report.difference,
              "the commands at sequences 1 and 31 have one request id or bank reference: it was "
              "executed twice");
  }
}

TEST_F(RequestIndexCheckTest, FindsFilesOfTheJournalRight) {
  keep([](protocol::KnownRequest&) {});
  const auto report = checked();
  EXPECT_EQ(report.difference, std::nullopt);
  EXPECT_EQ(report.summary,
            "30 ids in 1 files are those of the journal, and no id was executed twice");
}

TEST_F(RequestIndexCheckTest, FindsAnEntryThatTheJournalDoesNotHave) {
  keep([](protocol::KnownRequest& request) { request.body_hash ^= request.sequence == 7; });
  const auto report = checked();
  ASSERT_TRUE(report.difference);
  EXPECT_TRUE(report.difference->contains("has other requests than the journal"));
}

}  // namespace
}  // namespace tributary::app
