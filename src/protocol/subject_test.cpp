#include "protocol/subject.hpp"

#include <gtest/gtest.h>

#include "protocol/command.hpp"

namespace tributary::protocol {
namespace {

struct AboutALoan {
  static constexpr Subject subject = Subject::loan;
  AccountId account;
  LoanId loan;
};
BOOST_DESCRIBE_STRUCT(AboutALoan, (), (account, loan))

struct NamesNoLoan {
  static constexpr Subject subject = Subject::loan;
  AccountId account;
};
BOOST_DESCRIBE_STRUCT(NamesNoLoan, (), (account))

struct NamesSomethingElseSo {
  static constexpr Subject subject = Subject::loan;
  AccountId loan;
};
BOOST_DESCRIBE_STRUCT(NamesSomethingElseSo, (), (loan))

struct HidesItsLoan {
  static constexpr Subject subject = Subject::account;
  AccountId account;
  LoanId loan;
};
BOOST_DESCRIBE_STRUCT(HidesItsLoan, (), (account, loan))

static_assert(subject_is_true<AboutALoan>());
static_assert(!subject_is_true<NamesNoLoan>());
static_assert(!subject_is_true<NamesSomethingElseSo>());
static_assert(!subject_is_true<HidesItsLoan>());
static_assert(subjects_are_true<std::tuple<AboutALoan>>);
static_assert(!subjects_are_true<std::tuple<AboutALoan, NamesNoLoan>>);

TEST(Subject, IsFoundWhereverTheMemberStands) {
  EXPECT_EQ(loan_of(AboutALoan{{1}, {7}}), LoanId{7});
  EXPECT_EQ(loan_of(PlaceBid{.loan = {8}, .account = {1}, .amount = {}, .access_code = {}}),
            LoanId{8});
}

TEST(Subject, IsNoLoanForWhatIsAboutSomethingElse) {
  EXPECT_EQ(loan_of(CloseAccount{{9}}), LoanId{});
  EXPECT_EQ(loan_of(CreateListing{}), LoanId{});
}

}  // namespace
}  // namespace tributary::protocol
