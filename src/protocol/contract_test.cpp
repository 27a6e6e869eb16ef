#include <gtest/gtest.h>

#include <boost/pfr/tuple_size.hpp>
#include <iomanip>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "protocol/command.hpp"
#include "protocol/record.hpp"
#include "protocol/request_digest.hpp"
#include "protocol/test_values.hpp"

/// What journals hold us to. A line may grow at its end; anything else here is another format.
namespace tributary::protocol {
namespace {

struct Line {
  int number;
  std::string_view name;
  std::string_view fields;
};

constexpr std::array commands_for_ever = std::to_array<Line>({
    {1, "OpenAccount", "party kind currency"},
    {2, "CloseAccount", "account"},
    {4, "RecordDeposit", "account amount reference channel"},
    {5, "RequestWithdrawal", "account amount fee"},
    {6, "SubmitWithdrawal", "withdrawal"},
    {7, "CompleteWithdrawal", "withdrawal"},
    {8, "ReleaseWithdrawal", "withdrawal reason"},
    {9, "TransferFunds", "from to amount memo"},
    {10, "ReversePosting", "posting memo"},
    {11, "CollectReceivable", "account"},
    {12, "SetCalendar", "source holidays working_weekends"},
    {13, "BeginBusinessDay", "on confirmed_on loans_kept_days"},
    {14, "SetRiskLevel", "party risk_level"},
    {15, "SetVipLevel", "party vip_level"},
    {16, "SetRelatedGroup", "party related_group"},
    {17, "SetBorrowingCap", "party borrowing_max currency"},
    {18, "BlockParty", "party reason"},
    {19, "UnblockParty", "party reason"},
    {20, "CreateListing",
     "borrower_account guarantor_account title principal terms rules fees allocation late "
     "principals"},
    {21, "ApproveListing", "loan"},
    {22, "RejectListing", "loan reason"},
    {23, "ScheduleListing", "loan opens_at closes_at"},
    {24, "OpenListing", "loan"},
    {25, "ExtendListing", "loan closes_at"},
    {26, "CancelListing", "loan reason"},
    {27, "FailListing", "loan"},
    {28, "AcceptPartialRaise", "loan"},
    {30, "PlaceBid", "loan account amount fill_remaining access_code"},
    {31, "VoidBid", "loan bid account reason"},
    {40, "SettleLoan", "loan on first_due"},
    {41, "CollectInstalment", "loan period on amount"},
    {42, "PrepayLoan", "loan on"},
    {43, "PrepayPrincipal", "loan on amount after"},
    {44, "AssessLateInterest", "loan on"},
    {45, "CompensateLoan", "loan on"},
    {46, "WriteOffLoan", "loan on"},
    {47, "ReversePayment", "loan payment on memo"},
    {48, "RemindInstalment", "loan period on"},
    {49, "WaiveLateCharges", "loan period on late_interest late_fee memo"},
    {50, "PayInOwnMoney", "currency amount reference channel"},
    {51, "TakeOutOwnMoney", "currency amount reference channel"},
    {52, "BounceDeposit", "posting memo"},
    {53, "ReturnWithdrawal", "withdrawal memo"},
    {54, "ContinueBounce", "posting"},
    {55, "RecordDebit", "account amount reference channel memo"},
    {56, "RescheduleLoan",
     "loan on annual_rate more_periods skipped_dues first_due principals memo"},
    {60, "SetTimeBack", "to"},
    {61, "SetWithdrawalRules", "currency rules"},
    {62, "MoveDueDates", "first"},
    {63, "SetGroupBorrowingCap", "related_group borrowing_max currency"},
});

constexpr std::array events_for_ever = std::to_array<Line>({
    {1, "AccountOpened", "account party kind currency"},
    {2, "AccountClosed", "account"},
    {4, "DepositRecorded", "account custodian amount reference reopened"},
    {5, "WithdrawalRequested", "withdrawal account amount fee"},
    {6, "WithdrawalSubmitted", "withdrawal account"},
    {7, "WithdrawalCompleted",
     "withdrawal account custodian fee_account amount fee released lacking cover"},
    {8, "WithdrawalReleased", "withdrawal account amount fee reason"},
    {9, "FundsTransferred", "from to amount memo cover"},
    {10, "PostingReversed", "posting from to amount memo lacking cover"},
    {11, "ReceivableCollected", "account own_account amount cover"},
    {12, "CalendarSet", "source holidays working_weekends"},
    {13, "BusinessDayBegan", "on loans_kept_days"},
    {14, "RiskLevelSet", "party risk_level"},
    {15, "VipLevelSet", "party vip_level"},
    {16, "RelatedGroupSet", "party related_group"},
    {17, "BorrowingCapSet", "party borrowing_max currency"},
    {18, "PartyBlocked", "party reason"},
    {19, "PartyUnblocked", "party reason"},
    {20, "ListingCreated",
     "loan borrower_account guarantor_account currency title principal terms rules fees "
     "allocation late principals"},
    {21, "ListingApproved", "loan"},
    {22, "ListingRejected", "loan reason"},
    {23, "ListingScheduled", "loan opens_at closes_at"},
    {24, "ListingOpened", "loan"},
    {25, "ListingExtended", "loan closes_at"},
    {26, "ListingCancelled", "loan released reason"},
    {27, "ListingFailed", "loan released"},
    {28, "PartialRaiseAccepted", "loan principal"},
    {30, "BidPlaced", "loan bid account from amount"},
    {31, "BidVoided", "loan bid account from amount reason"},
    {40, "LoanSettled",
     "loan on borrower_account fee_account guarantor_account principal service_fee guarantee_fee "
     "fee_per_period first_due schedule reserve_account reserve_contribution interest_from "
     "bid_interest bid_days"},
    {41, "InstalmentCollected",
     "loan period on borrower_account payee parts paid_before paid_after service_fee late_fee "
     "interest_fee period_paid state late guarantee_fee"},
    {42, "LoanPrepaid",
     "loan on borrower_account paid_before paid_after service_fee interest_fee late guarantee_fee"},
    {43, "PrincipalPrepaid",
     "loan on borrower_account paid_before paid_after interest_fee first_period terms first_due "
     "schedule schedule_start fee_per_period late state"},
    {44, "LateInterestAssessed", "loan on charges"},
    {45, "LoanCompensated",
     "loan on payer paid_before paid_after interest_fee first_period last_period everything"},
    {46, "LoanWrittenOff", "loan on owed fees_owed everything"},
    {47, "PaymentReversed", "taken shortfalls cover memo"},
    {48, "InstalmentReminded", "loan period on due amount"},
    {49, "LateChargesWaived",
     "loan period on late_interest late_fee change period_paid state memo"},
    {50, "OwnMoneyPaidIn", "own_account custodian amount cover reference"},
    {51, "OwnMoneyTakenOut", "own_account custodian amount reference"},
    {52, "DepositBounced",
     "posting account custodian amount taken shortfalls cover unfinished memo"},
    {53, "WithdrawalReturned", "withdrawal account custodian amount reopened memo"},
    {54, "BounceContinued", "posting account own_account amount taken shortfalls cover unfinished"},
    {55, "DebitRecorded", "account custodian amount reference lacking cover memo"},
    {56, "LoanRescheduled",
     "loan on borrower_account first_period terms_before terms schedule_start first_due replaced "
     "schedule interest_carried fee_per_period memo"},
    {60, "TimeSetBack", "to"},
    {61, "WithdrawalRulesSet", "currency rules"},
    {62, "DueDatesMoved", "first next finished loans"},
    {63, "GroupBorrowingCapSet", "related_group borrowing_max currency"},
});

template <class T>
std::string fields_of() {
  std::string names;
  boost::mp11::mp_for_each<detail::Members<T>>(
      [&](auto member) { names += (names.empty() ? "" : " ") + std::string(member.name); });
  return names;
}

template <class Messages>
void expect_only_grown(std::span<const Line> lines) {
  std::map<int, std::string> now;
  for_each_type<Messages>([&]<class Message>(const Message&) {
    EXPECT_TRUE(now.emplace(Message::number, fields_of<Message>()).second)
        << Message::number << " is used twice";
  });
  for (const Line& line : lines) {
    EXPECT_TRUE((now[line.number] + ' ').starts_with(std::string(line.fields) + ' '))
        << line.name << ' ' << line.number << " is now: " << now[line.number];
  }
}

TEST(Contract, OnlyGrowsAtTheEndOfAMessage) {
  expect_only_grown<Commands>(commands_for_ever);
  expect_only_grown<Events>(events_for_ever);
}

template <class T>
void expect_begins_with(std::string_view fields) {
  EXPECT_TRUE((fields_of<T>() + ' ').starts_with(std::string(fields) + ' ')) << fields_of<T>();
}

TEST(Contract, OnlyGrowsAtTheEndOfWhatLiesInsideMessages) {
  expect_begins_with<money::Period>("count unit");
  expect_begins_with<money::Instalment>("due principal interest");
  expect_begins_with<PaidTotals>("principal interest compensation late_interest");
  expect_begins_with<Sender>("actor party origin approver");
  expect_begins_with<RefusalDetail>("measure limit actual");
  expect_begins_with<InstalmentParts>("principal interest late_interest");
  expect_begins_with<LateCharge>("period interest fee");
  expect_begins_with<PlannedInstalment>("due principal interest fee");
  expect_begins_with<Shortfall>("account amount");
  expect_begins_with<Cover>("own_account own gap_account gap");
  expect_begins_with<PaymentTakenBack>(
      "loan payment kind period last_period on payer payee parts paid_before paid_after "
      "service_fee late_fee interest_fee state first_restored restored revived reopened late "
      "annual_rate_before annual_rate guarantee_fee");
  expect_begins_with<LoanFees>(
      "service service_per_period guarantee interest prepayment reserve prepayment_days "
      "payoff_interest guarantee_per_period");
  expect_begins_with<BidDay>("first_bid day");
  expect_begins_with<WithdrawalRules>("fee amount_min open_max");
  expect_begins_with<LateRules>(
      "grace_days interest fee compensator compensation compensate_after_days "
      "write_off_after_days interest_a_year interest_of_contract base fee_then_after_days fee_then "
      "contract_interest");
  expect_begins_with<BidRules>(
      "bid_amount_min bid_amount_step bid_amount_max investor_amount_max newcomers_only "
      "vip_level_min risk_level access_code settle_within_days interest_from");
  expect_begins_with<money::Terms>(
      "method annual_rate periods every basis instalment_unit rounding month_end "
      "business_days grace_principal_periods interest_deferred_periods "
      "interest_free_periods balloon due_day level_part broken_periods");
}

/// The fields of `value` that a command just made has, as `PATH HEX` of their bytes, unless these
/// are all zero.
template <class T>
void list_defaults(const std::string& path, const T& value, std::string& into) {
  boost::mp11::mp_for_each<detail::Members<T>>([&](auto member) {
    const auto& field = value.*member.pointer;
    using Field = std::remove_cvref_t<decltype(field)>;
    const std::string name = path + '.' + member.name;
    if constexpr (std::is_class_v<Field> && !detail::SingleValue<Field> &&
                  !detail::is_optional<Field> && !detail::is_vector<Field> &&
                  !std::is_same_v<Field, std::string>) {
      list_defaults(name, field, into);
    } else {
      base::ByteBuffer bytes;
      encode(bytes, field);
      std::ostringstream hex;
      for (const std::byte byte : bytes.view()) {
        hex << std::hex << std::setw(2) << std::setfill('0') << std::to_integer<int>(byte);
      }
      if (hex.str().find_first_not_of('0') != std::string::npos) {
        into += name + ' ' + hex.str() + '\n';
      }
    }
  });
}

// A request is known again by the fields that are not as a command just made has them. Another
// default would take a repeated request for another one: lines are only ever added.
TEST(Contract, KeepsTheDefaultsOfCommands) {
  std::string defaults;
  for_each_type<Commands>([&]<class Command>(const Command& command) {
    list_defaults(std::to_string(Command::number), command, defaults);
  });
  EXPECT_EQ(defaults,
            "1.kind 01\n"
            "1.currency 01\n"
            "17.currency 01\n"
            "20.terms.method 01\n"
            "20.terms.periods 18\n"
            "20.terms.every.count 02\n"
            "20.terms.every.unit 01\n"
            "20.terms.basis 01\n"
            "20.terms.instalment_unit 02\n"
            "20.terms.rounding 01\n"
            "20.terms.month_end 01\n"
            "20.terms.business_days 01\n"
            "20.terms.broken_periods 01\n"
            "20.rules.bid_amount_min a09c01\n"
            "20.rules.bid_amount_step a09c01\n"
            "20.rules.settle_within_days 1e\n"
            "20.rules.interest_from 01\n"
            "20.fees.payoff_interest 01\n"
            "20.allocation 01\n"
            "20.late.compensator 01\n"
            "20.late.compensation 01\n"
            "20.late.base 01\n"
            "43.after 01\n"
            "50.currency 01\n"
            "51.currency 01\n"
            "61.currency 01\n"
            "61.rules.amount_min 02\n"
            "61.rules.open_max 0a\n"
            "63.currency 01\n");
}

template <class T>
constexpr bool describes_all =
    boost::pfr::tuple_size_v<T> == boost::mp11::mp_size<detail::Members<T>>::value;

// A member that is not described would be lost on its way through the journal.
TEST(Contract, DescribesEveryMember) {
  using Parts = std::tuple<money::Period, money::Terms, money::Instalment, BidRules, LoanFees,
                           LateRules, WithdrawalRules, PaidTotals, InstalmentParts, LateCharge,
                           Shortfall, Cover, PaymentTakenBack, PlannedInstalment, DueDateMoved,
                           LoanDueDatesMoved, BidDay, Sender, RefusalDetail>;
  for_each_type<boost::mp11::mp_append<Commands, Events, Parts>>(
      []<class T>(const T&) { static_assert(describes_all<T>); });
}

TEST(Contract, GivesEachCommandItsOwnEventAndEndpoint) {
  std::set<std::string_view> paths;
  std::set<int> events;
  for_each_type<Commands>([&]<class Command>(const Command&) {
    if constexpr (is_public<Command>) {
      EXPECT_TRUE(paths.insert(Command::endpoint.path).second) << Command::endpoint.path;
      EXPECT_FALSE(Command::endpoint.summary.empty());
    }
    EXPECT_TRUE(events.insert(Command::Accepted::number).second) << Command::number;
  });
  EXPECT_EQ(events.size(), std::tuple_size_v<Events>);
  EXPECT_FALSE(is_public<SetTimeBack>) << "people confirm the clock, and name no other time";
}

template <class Enum>
std::string numbers_of() {
  std::ostringstream out;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
      [&](auto entry) { out << entry.name << ' ' << static_cast<int>(entry.value) << ' '; });
  return out.str();
}

TEST(Contract, KeepsTheNumbersOfItsEnumerations) {
  EXPECT_EQ(numbers_of<Currency>(), "CNY 1 HKD 2 USD 3 EUR 4 ");
  EXPECT_EQ(numbers_of<AccountKind>(),
            "member_cash 1 guarantor_cash 2 custodian 3 service_fee 4 interest_fee 5 "
            "withdrawal_fee 6 marketing 7 reserve_fund 8 gap 9 own_money 10 ");
  EXPECT_EQ(numbers_of<ActorKind>(), "member 1 staff 2 partner 3 agent 4 ");
  EXPECT_EQ(numbers_of<Measure>(),
            "nothing 0 amount 1 level 2 date 3 count 4 bid 5 terms 6 rule 7 ");
  EXPECT_EQ(numbers_of<RuleFault>(),
            "late_interest 1 late_fee 2 late_fee_then 3 late_interest_a_year 4 "
            "late_interest_of_contract 5 late_fee_tiers 6 late_interest_said_twice 7 "
            "late_interest_in_all 8 compensation 9 guarantor 10 write_off 11 bid_amount_max 12 "
            "investor_amount_max 13 settle_within_days 14 bid_amount_min 15 bid_amount_step 16 "
            "raise 17 ");
  EXPECT_EQ(numbers_of<LoanState>(),
            "review 1 approved 2 scheduled 3 open 4 full 5 repaying 6 overdue 7 "
            "compensated 8 written_off 9 repaid 10 prepaid 11 rejected 12 cancelled 13 failed 14 ");
  EXPECT_EQ(numbers_of<Allocation>(),
            "fee_penalty_interest_principal 1 principal_interest_penalty_fee 2 ");
  EXPECT_EQ(numbers_of<AfterPrepayment>(),
            "smaller_instalment 1 fewer_periods 2 skip_next_dues 3 same_instalment 4 ");
  EXPECT_EQ(numbers_of<Compensator>(), "nobody 1 guarantor 2 reserve_fund 3 ");
  EXPECT_EQ(numbers_of<CompensationScope>(), "instalment 1 loan 2 ");
  EXPECT_EQ(numbers_of<LateBase>(), "principal_and_interest 1 principal 2 ");
  EXPECT_EQ(numbers_of<InterestFrom>(), "settlement 1 full 2 bid 3 ");
  EXPECT_EQ(numbers_of<money::PayoffInterest>(), "to_the_day 1 to_next_due 2 ");
  EXPECT_EQ(numbers_of<money::BrokenPeriods>(), "by_basis 1 real_days 2 ");
  EXPECT_EQ(numbers_of<PaymentKind>(),
            "instalment 1 prepayment 2 part_prepayment 3 compensation 4 ");
  EXPECT_EQ(numbers_of<money::Method>(),
            "annuity 1 equal_principal 2 interest_only 3 bullet 4 flat 5 ");
  EXPECT_EQ(numbers_of<money::Basis>(), "thirty_360 1 act_365 2 act_360 3 act_364 4 act_act 5 ");
  EXPECT_EQ(numbers_of<money::Rounding>(), "half_up 1 half_even 2 ");
  EXPECT_EQ(numbers_of<money::MonthEnd>(), "anchor 1 stick 2 ");
  EXPECT_EQ(numbers_of<money::BusinessDayRule>(), "as_is 1 next 2 previous 3 ");
  EXPECT_EQ(numbers_of<money::PeriodUnit>(), "month 1 week 2 day 3 ");
}

}  // namespace
}  // namespace tributary::protocol
