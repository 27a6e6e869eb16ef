#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <sstream>

#include "base/flags.hpp"
#include "command_line/commands.hpp"
#include "engine/engine.hpp"
#include "journal/journal.hpp"
#include "journal/reader.hpp"
#include "protocol/request_digest.hpp"
#include "protocol/request_key.hpp"
#include "ring/data_folder.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::command_line {
namespace {

using namespace protocol;
namespace json = boost::json;
using testing::IsEmpty;
using WordList = std::vector<std::string_view>;

constexpr Sender staff = Sender::staff(1);

/// Three groups of two commands each, a second apart.
class JournalCommandTest : public testing::Test {
 protected:
  JournalCommandTest() {
    data_.create();
    journal_.emplace(data_.journal_url());
    epoch_ = journal_->begin_epoch();
    Sender approved = staff;
    approved.approver = Sender::staff(2).actor;
    Sender of_a_proposal = staff;
    of_a_proposal.origin = 9;
    CreateListing listing;
    listing.borrower_account = {2};
    listing.title = {"A loan"};
    listing.principal = {1'000'00};
    listing.terms.annual_rate = {96'000};

    decide(staff, OpenAccount{{7}});
    decide(Sender::member(8), OpenAccount{{8}});
    write();
    decide(approved, OpenAccount{{7}});
    decide(of_a_proposal, TransferFunds{{1}, {2}, {5'00}, {}});
    write();
    for (const AccountKind kind : {AccountKind::service_fee, AccountKind::interest_fee}) {
      decide(staff, OpenAccount{platform_party, kind, Currency::CNY});
    }
    write();
    decide(staff, listing);
    decide(staff, ApproveListing{{1}});
    write();
  }

  template <class Command>
  void decide(const Sender& sender, const Command& command) {
    if (body_.empty()) engine_.begin_group({1'700'000'000'000 + 1'000 * groups_++});
    base::ByteBuffer bytes;
    encode_framed(bytes, command);
    engine_.execute({request_key(sender.actor, std::to_string(++ids_)), sender,
                     request_digest(command), bytes.view()},
                    body_);
  }
  void write() {
    journal_->append({.first_sequence = engine_.state().sequence - 1,
                      .record_count = 2,
                      .epoch = epoch_,
                      .time_ms = engine_.state().now.ms,
                      .state_hash = engine_.state().hash.value(),
                      .format = record_format,
                      .rules = engine::rules_version},
                     body_.view());
    body_.clear();
  }

  /// The lines that are printed, each of which has to be JSON.
  std::vector<json::object> lines(WordList words) const {
    const std::string folder = data_.path().string();
    words.insert(words.end(), {"--data", folder});
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(journal_command(words, out, err), 0) << err.str();
    std::vector<json::object> lines;
    std::istringstream text(out.str());
    for (std::string line; std::getline(text, line);)
      lines.push_back(json::parse(line).as_object());
    return lines;
  }
  std::vector<std::int64_t> sequences(const WordList& words) const {
    std::vector<std::int64_t> told;
    for (const json::object& line : lines(words)) {
      told.push_back(line.at("sequence").as_int64());
    }
    return told;
  }

  const store::TemporaryFolder folder_;
  const ring::DataFolder data_{folder_.path()};
  engine::Engine engine_;
  std::optional<journal::Journal> journal_;
  base::ByteBuffer body_;
  std::uint64_t epoch_ = 0;
  std::uint64_t ids_ = 0;
  std::int64_t groups_ = 0;
};

/// A line without what was asked and what became of it, which protocol's own tests look at.
std::string head_of(json::object line) {
  for (const char* name : {"command", "event"}) {
    if (const auto at = line.find(name); at != line.end()) line.stable_erase(at);
  }
  return json::serialize(line);
}

TEST_F(JournalCommandTest, TellsWhoAskedWhatWhenAndWhatBecameOfIt) {
  const std::vector<json::object> all = lines({});
  ASSERT_EQ(all.size(), 8U);
  EXPECT_EQ(
      head_of(all[0]),
      R"({"sequence":1,"time":"2023-11-14T22:13:20.000Z","actor":{"kind":"staff","number":1}})");
  EXPECT_EQ(head_of(all[1]), R"({"sequence":2,"time":"2023-11-14T22:13:20.000Z",)"
                             R"("actor":{"kind":"member","number":8},"party":"8"})");
  EXPECT_EQ(
      head_of(all[2]),
      R"({"sequence":3,"time":"2023-11-14T22:13:21.000Z","actor":{"kind":"staff","number":1},)"
      R"("approver":{"kind":"staff","number":2},"refusal":"account_exists"})");
  EXPECT_EQ(
      head_of(all[3]),
      R"({"sequence":4,"time":"2023-11-14T22:13:21.000Z","actor":{"kind":"staff","number":1},)"
      R"("origin":9,"refusal":"insufficient_funds","limit":"0.00","actual":"5.00"})");
  EXPECT_EQ(all[0].at("command").at("type"), "open_account");
  EXPECT_EQ(all[0].at("command").at("party"), "7");
  EXPECT_EQ(all[0].at("event").at("type"), "account_opened");
  EXPECT_EQ(all[0].at("event").at("account"), "1");
  EXPECT_FALSE(all[2].contains("event"));
  EXPECT_EQ(all[3].at("command").at("type"), "transfer_funds");
  EXPECT_EQ(all[7].at("event").at("type"), "listing_approved");
}

TEST_F(JournalCommandTest, ShowsWhatIsAskedFor) {
  const std::vector<std::pair<WordList, std::vector<std::int64_t>>> cases{
      {{}, {1, 2, 3, 4, 5, 6, 7, 8}},
      {{"--from", "1"}, {1, 2, 3, 4, 5, 6, 7, 8}},
      {{"--from", "0"}, {1, 2, 3, 4, 5, 6, 7, 8}},
      {{"--from", "6"}, {6, 7, 8}},
      {{"--from", "8"}, {8}},
      {{"--from", "9"}, {}},
      {{"--to", "1"}, {1}},
      {{"--to", "3"}, {1, 2, 3}},
      {{"--from", "2", "--to", "5"}, {2, 3, 4, 5}},
      {{"--refused"}, {3, 4}},
      {{"--type", "open_account"}, {1, 2, 3, 5, 6}},
      {{"--type", "account_opened"}, {1, 2, 5, 6}},
      {{"--type", "open_account", "--refused"}, {3}},
      {{"--loan", "1"}, {7, 8}},
      {{"--loan", "2"}, {}},
      {{"--account", "1"}, {1, 4}},
      {{"--account", "2"}, {2, 4, 7}},
      {{"--account", "2", "--type", "transfer_funds"}, {4}},
      {{"--account", "3"}, {5}},
      {{"--account", "5"}, {}},
  };
  for (const auto& [words, expected] : cases) {
    EXPECT_EQ(sequences(words), expected) << testing::PrintToString(words);
  }
}

TEST_F(JournalCommandTest, ShowsTheGroupsOfThem) {
  journal::Reader reader(data_.journal_url());
  reader.seek(3);
  journal::Group group;
  ASSERT_TRUE(reader.next(group));
  std::ostringstream state;
  state << std::hex << group.header.state_hash;
  const std::vector<json::object> all = lines({"--groups"});
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(json::serialize(all[1]),
            R"({"first_sequence":3,"records":2,"time":"2023-11-14T22:13:21.000Z","epoch":)" +
                std::to_string(epoch_) + R"(,"rules":)" + std::to_string(engine::rules_version) +
                R"(,"state_hash":")" + state.str() + R"(","bytes":)" +
                std::to_string(group.body.size()) + R"(,"hash":")" + journal::hex(group.hash) +
                "\"}");
  EXPECT_EQ(lines({"--groups", "--from", "4"}).size(), 3U);
  EXPECT_EQ(lines({"--groups", "--to", "2"}).size(), 1U);
}

TEST_F(JournalCommandTest, SaysWhatIsWrong) {
  const auto words_of = [&](const WordList& words) -> std::string {
    try {
      lines(words);
    } catch (const base::FlagError& error) {
      return error.what();
    }
    return "nothing is wrong";
  };
  EXPECT_EQ(words_of({"--type", "place_bit"}),
            "--type needs a command or an event such as place_bid or bid_placed, not 'place_bit'");
  EXPECT_EQ(words_of({"--from", "x"}), "--from needs a whole number, not 'x'");
  EXPECT_EQ(words_of({"--refusd"}), "'--refusd' is not known here");
  std::ostringstream out;
  std::ostringstream err;
  const std::string nothing = (folder_.path() / "nothing").string();
  EXPECT_EQ(journal_command(WordList{"--data", nothing}, out, err), 2);
  EXPECT_EQ(err.str(), "tributary journal: there is no platform in " + nothing +
                           "; choose its folder with --data\n");
  EXPECT_THAT(out.str(), IsEmpty());
}

}  // namespace
}  // namespace tributary::command_line
