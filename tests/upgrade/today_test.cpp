#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <sstream>

#include "command_line/commands.hpp"
#include "store/temporary_folder.hpp"
#include "tests/upgrade/platform.hpp"

namespace tributary::upgrade {
namespace {

namespace json = boost::json;

class Today : public testing::Test {
 protected:
  Today() { copy_before(folder_); }

  const store::TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path() / "data";
};

bool holds_all(const json::value& now, const json::value& before);

/// Whether an answer says all that an earlier one said. It may say more, and in better words.
bool holds_all(const json::object& now, const json::object& before) {
  constexpr auto words = std::to_array<std::string_view>(
      {"title", "title_zh", "detail", "detail_zh", "later", "retry"});
  return std::ranges::all_of(before, [&](const auto& member) {
    if (std::ranges::find(words, std::string_view(member.key())) != words.end()) return true;
    const json::value* const found = now.if_contains(member.key());
    return found != nullptr && holds_all(*found, member.value());
  });
}

bool holds_all(const json::value& now, const json::value& before) {
  if (!before.is_object()) return now == before;
  return now.is_object() && holds_all(now.as_object(), before.as_object());
}

void expect_answer(const std::string& now, const std::string& before) {
  constexpr std::size_t status = 4;  // "201 "
  EXPECT_EQ(now.substr(0, status), before.substr(0, status)) << now;
  EXPECT_TRUE(holds_all(json::parse(now.substr(status)), json::parse(before.substr(status))))
      << "now: " << now << "\nthen: " << before;
}

TEST_F(Today, AnswersEachRequestAgainAsItWasAnsweredBefore) {
  Platform platform(folder_);
  const auto answers = answers_of_before();
  ASSERT_EQ(answers.size(), requests().size());
  EXPECT_EQ(platform.recovered().records, requests().size());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto outcome = platform.send(requests()[i]);
    EXPECT_TRUE(outcome.repeated) << requests()[i].id;
    expect_answer(platform.answer_at(outcome.sequence), answers[i]);
  }
  EXPECT_EQ(platform.state().sequence, requests().size()) << "something was done again";
}

TEST_F(Today, TakesAnotherBodyForAnotherRequest) {
  Platform platform(folder_);
  Sent other = requests().back();
  other.json = R"({"loan":"1","account":"5","amount":"150.00"})";
  EXPECT_EQ(platform.send(other).refusal, protocol::Refusal::request_id_reused);
}

TEST_F(Today, VerifiesAllThatWasDecidedByTheSameRules) {
  std::ostringstream out;
  std::ostringstream err;
  const std::string data = folder_.string();
  const std::vector<std::string_view> words{"--data", data};
  EXPECT_EQ(command_line::verify_command(words, out, err), 0) << out.str() << err.str();
  EXPECT_NE(out.str().find("Everything agrees."), std::string::npos) << out.str();
}

}  // namespace
}  // namespace tributary::upgrade
