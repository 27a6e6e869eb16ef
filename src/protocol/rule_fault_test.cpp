#include "protocol/rule_fault.hpp"

#include <gtest/gtest.h>

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <set>

#include "protocol/refusal_detail.hpp"

namespace tributary::protocol {
namespace {

TEST(RuleFault, EachHasAnExplanationOfItsOwn) {
  std::set<std::string_view> english;
  std::set<std::string_view> chinese;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<RuleFault>>([&](auto fault) {
    EXPECT_TRUE(english.insert(explain(fault.value)).second) << fault.name;
    EXPECT_TRUE(chinese.insert(explain_in_chinese(fault.value)).second) << fault.name;
    const DetailText text =
        detail_text(Refusal::late_rules_invalid, RefusalDetail::of(fault.value));
    EXPECT_EQ(text.english, explain(fault.value));
    EXPECT_EQ(text.chinese, explain_in_chinese(fault.value));
    EXPECT_TRUE(text.limit.empty() && text.actual.empty());
  });
}

TEST(RuleFault, OfALaterVersionIsNotExplained) {
  for (const Measure measure : {Measure::rule, Measure::terms}) {
    const DetailText text = detail_text(Refusal::late_rules_invalid, {measure, 255, 0});
    EXPECT_TRUE(text.english.empty() && text.chinese.empty());
  }
}

}  // namespace
}  // namespace tributary::protocol
