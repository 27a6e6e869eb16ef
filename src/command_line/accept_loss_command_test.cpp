#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/flags.hpp"
#include "command_line/commands.hpp"
#include "ring/test_loss.hpp"

namespace tributary::command_line {
namespace {

namespace fs = std::filesystem;

class AcceptLossTest : public testing::Test, protected ring::TestLoss {
 protected:
  int accept_loss(std::vector<std::string_view> more = {}) {
    out_.str("");
    err_.str("");
    const std::string data = folder_.path().string();
    std::vector<std::string_view> words{"--data", data};
    words.insert(words.end(), more.begin(), more.end());
    return accept_loss_command(words, out_, err_);
  }

  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(AcceptLossTest, AcceptingAsksASecondTime) {
  const std::string left = std::to_string(end().last_sequence);
  EXPECT_EQ(accept_loss(), 0);
  EXPECT_EQ(out_.str(),
            "Nothing is known to be lost: no file knows more than the journal, which "
            "ends at sequence " +
                left + ".\n");
  const std::string reached = std::to_string(lose_groups(1));
  make_all();
  put_copy_back();
  EXPECT_EQ(accept_loss(), 1);
  std::string known = "The journal ends at sequence " + left + ". Files know of more:\n";
  const ring::Loss loss = find_loss(folder_);
  for (const ring::Witness& witness : loss.witnesses)
    known += "  " + words_of(witness, loss) + '\n';
  EXPECT_EQ(
      out_.str(),
      known + "To go on from there means, for good:\n- what was answered behind sequence " + left +
          " did not happen: accounts, bids, loans and payments are as they were there, and "
          "the same\n"
          "  numbers of accounts, loans, withdrawals and commands are given again, to others: "
          "whoever\n"
          "  kept one, such as a bank or a partner, has to be told;\n"
          "- a bank's reference that was lost with its booking can be booked again;\n"
          "- money that moved at the bank meanwhile is in no account until it is recorded "
          "again;\n"
          "- a client that sends such a request again has it executed now.\n"
          "Copy the data folder first, and look for a better journal: a backup, a replica of "
          "the volume.\n"
          "If there is none, say it again with --confirm and the sequence at which the "
          "journal ends.\n");
  try {
    accept_loss({"--confirm", reached});
    ADD_FAILURE() << "it was accepted";
  } catch (const base::FlagError& error) {
    EXPECT_EQ(std::string(error.what()),
              "the journal ends at another sequence than --confirm "
              "says; nothing was changed");
  }
  EXPECT_EQ(find_loss(folder_).witnesses.size(), 4U) << "nothing was changed";
  EXPECT_EQ(accept_loss({"--confirm", left}), 0);
  const fs::path aside = folder_.path() / "put-aside" / ("behind-" + left);
  EXPECT_TRUE(fs::exists(aside));
  EXPECT_EQ(out_.str(), known + "They are in " + aside.string() +
                            " now. The next start goes on behind sequence " + left + ".\n");
  EXPECT_NO_THROW(require_whole_journal(folder_));
  EXPECT_EQ(accept_loss({"--confirm", left}), 0) << "said again, it does nothing";
}

TEST_F(AcceptLossTest, AcceptingNeedsAPlatformOrWhatIsLeftOfOne) {
  make_all();
  fs::remove(journal_file());
  EXPECT_EQ(accept_loss(), 1) << "its journal is all that is gone";
  EXPECT_THAT(out_.str(), testing::StartsWith("The journal ends at sequence 0. Files know"));
  EXPECT_EQ(accept_loss({"--confirm", "0"}), 0);
  EXPECT_EQ(accept_loss(), 2) << "nothing is left of it";
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(err_.str(), testing::StartsWith("tributary accept-loss: there is no platform in "));
  EXPECT_THROW(accept_loss({"--confrm", "0"}), base::FlagError);
}

}  // namespace
}  // namespace tributary::command_line
