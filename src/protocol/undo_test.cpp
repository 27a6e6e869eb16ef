#include "protocol/undo.hpp"

#include <gtest/gtest.h>

#include "protocol/command.hpp"

namespace tributary::protocol {
namespace {

struct ConfirmsADay {
  static constexpr Undo undo = Undo::impossible_if_confirmed;
  Date on;
  std::optional<Date> confirmed_on{};
};
BOOST_DESCRIBE_STRUCT(ConfirmsADay, (), (on, confirmed_on))

struct HidesThatItConfirms {
  Date on;
  std::optional<Date> confirmed_on{};
};
BOOST_DESCRIBE_STRUCT(HidesThatItConfirms, (), (on, confirmed_on))

struct HasNothingToConfirm {
  static constexpr Undo undo = Undo::impossible_if_confirmed;
  Date on;
};
BOOST_DESCRIBE_STRUCT(HasNothingToConfirm, (), (on))

struct ForEver {
  static constexpr Undo undo = Undo::impossible;
  Date on;
};
BOOST_DESCRIBE_STRUCT(ForEver, (), (on))

static_assert(undo_is_true<ConfirmsADay>());
static_assert(undo_is_true<ForEver>());
static_assert(!undo_is_true<HidesThatItConfirms>());
static_assert(!undo_is_true<HasNothingToConfirm>());
static_assert(!undos_are_true<std::tuple<ForEver, HidesThatItConfirms>>);

/// Written a second time: who adds one or takes one away has to say it twice.
TEST(Undo, IsImpossibleOfThese) {
  std::string names;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, Commands>>([&](auto type) {
    using Command = typename decltype(type)::type;
    constexpr Undo undo = undo_of<Command>();
    if (undo == Undo::impossible) names += std::to_string(Command::number) + " ";
    if (undo == Undo::impossible_if_confirmed) names += std::to_string(Command::number) + "? ";
    if (undo == Undo::impossible_in_some_states) names += std::to_string(Command::number) + "! ";
  });
  EXPECT_EQ(names, "7! 13? 46 49 55 56 ")
      << "complete_withdrawal of what the bank was never told, begin_business_day, if it confirms "
         "a day, write_off_loan, waive_late_charges, record_debit and reschedule_loan";
}

TEST(Undo, NeedsASecondPersonButForWhatThePlatformsAgentsDoAsAgreed) {
  const Date day{20'000};
  EXPECT_TRUE(needs_approval(Sender::staff(1), ForEver{day}));
  EXPECT_TRUE(needs_approval(Sender::member(1), ForEver{day}));
  EXPECT_TRUE(needs_approval(Sender::partner(1), ForEver{day}));
  EXPECT_FALSE(needs_approval(timers_agent, ForEver{day}));
  EXPECT_FALSE(needs_approval(Sender::staff(1), ConfirmsADay{day}));
  EXPECT_TRUE(needs_approval(Sender::staff(1), ConfirmsADay{day, day}));
  EXPECT_TRUE(needs_approval(timers_agent, ConfirmsADay{day, day}));
  EXPECT_FALSE(needs_approval(Sender::staff(1), HidesThatItConfirms{day, day}));
}

}  // namespace
}  // namespace tributary::protocol
