#pragma once

#include "agents/agent.hpp"
#include "rows/test_notes.hpp"

/// For tests: an agent that has the listing approved that each new note is numbered for, and writes
/// down what it heard and what came of it.
namespace tributary::agents::test_clerk {

/// What the clerk knows of a listing. Each count is one where all is well.
struct ApprovalRow {
  static constexpr std::string_view table = "test_approval";
  static constexpr std::string_view key = "listing";
  std::uint64_t listing = 0;
  std::uint64_t version = 0;
  std::uint32_t asked = 0;     ///< how often a note asked for it
  std::uint32_t approved = 0;  ///< how often the journal said so
  std::uint32_t ended = 0;     ///< how often the clerk's command came to an end
  std::uint32_t woken = 0;
  std::string refusal;
};
BOOST_DESCRIBE_STRUCT(ApprovalRow, (), (listing, version, asked, approved, ended, woken, refusal))

inline std::vector<std::string> create_tables() { return {rows::create_table<ApprovalRow>()}; }
inline constexpr rows::Schema schema{.part = "test_approvals", .create = create_tables};

template <class Change>
void count(rows::Work& work, std::uint64_t listing, Change change) {
  const auto before = work.find<ApprovalRow>(listing);
  ApprovalRow after = before.value_or(ApprovalRow());
  after.listing = listing;
  change(after);
  if (before) {
    work.change(*before, after);
  } else {
    work.add(after);
  }
}

inline constexpr std::int64_t look_again_after_ms = 60'000;

struct Clerk {
  static constexpr std::string_view name = "test_clerk";
  static constexpr std::uint64_t number = 77;
  using Hears = boost::mp11::mp_list<rows::test_notes::NoteWritten, protocol::ListingApproved>;

  static void on(Task& task, const rows::test_notes::NoteWritten& fact, const Heard&) {
    count(task.rows(), fact.note, [](ApprovalRow& row) { ++row.asked; });
    task.send("note:" + std::to_string(fact.note) + ":1",
              protocol::ApproveListing{protocol::LoanId{fact.note}});
  }
  static void on(Task& task, const protocol::ListingApproved& event, const Heard& heard) {
    if (event.loan.value == 666) throw std::runtime_error("a listing that nobody can count");
    count(task.rows(), event.loan.value, [](ApprovalRow& row) { ++row.approved; });
    task.wake(std::to_string(event.loan.value), {heard.time.ms + look_again_after_ms});
  }
  static void ended(Task& task, const Ended& ended) {
    const std::string subject(ended.subject);
    const std::uint64_t listing = std::stoull(subject.substr(subject.find(':') + 1));
    count(task.rows(), listing, [&](ApprovalRow& row) {
      ++row.ended;
      row.refusal = ended.refusal == protocol::Refusal::none
                        ? "none"
                        : std::string(protocol::text_of(ended.refusal).name);
    });
  }
  static void woken(Task& task, std::string_view subject) {
    count(task.rows(), std::stoull(std::string(subject)), [](ApprovalRow& row) { ++row.woken; });
  }
};

}  // namespace tributary::agents::test_clerk
