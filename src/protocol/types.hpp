#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <compare>
#include <cstddef>
#include <cstdint>

#include "base/strong_id.hpp"
#include "money/amount.hpp"
#include "money/date.hpp"
#include "money/loan_fees.hpp"
#include "money/terms.hpp"

namespace tributary::protocol {

using money::Amount;
using money::Date;
using money::LoanFees;
using money::Rate;

/// A person, company or the platform itself, numbered by whoever registers it.
using PartyId = base::StrongId<struct PartyTag>;
/// Numbered by the engine from 1, in the order of opening. Likewise loans and withdrawals.
using AccountId = base::StrongId<struct AccountTag>;
using LoanId = base::StrongId<struct LoanTag>;
using WithdrawalId = base::StrongId<struct WithdrawalTag>;
/// The sequence of the command that moved the money: what a reversal names.
using PostingId = base::StrongId<struct PostingTag>;

/// Whose numbers bank references are: those of the partner of this number; zero: of the custodian.
using ChannelId = base::StrongId<struct ChannelTag>;

/// The place of a command in the journal, from 1. Refused commands have one too.
using Sequence = std::uint64_t;

/// An instant in milliseconds since 1970-01-01T00:00:00Z.
struct Time {
  std::int64_t ms = 0;
  friend auto operator<=>(Time, Time) = default;
};

/// Every currency counts in hundredths.
enum class Currency : std::uint8_t { CNY = 1, HKD = 2, USD = 3, EUR = 4 };
BOOST_DESCRIBE_ENUM(Currency, CNY, HKD, USD, EUR)

/// What an account is for. The platform's accounts belong to `platform_party`; there is one account
/// for each party, kind and currency.
enum class AccountKind : std::uint8_t {
  member_cash = 1,     ///< an investor's or borrower's money
  guarantor_cash = 2,  ///< a guarantor's money
  custodian = 3,       ///< what the bank holds for everyone: the other side of all cash
  service_fee = 4,     ///< revenue: the borrower's service fee
  interest_fee = 5,    ///< revenue: the share of interest received
  withdrawal_fee = 6,  ///< revenue
  marketing = 7,       ///< pays vouchers and extra rates
  reserve_fund = 8,    ///< 风险备付金
  gap = 9,             ///< what people are owed and no bank holds: never hidden in another account
  own_money = 10,      ///< the platform's own at the custodian: stands in before a gap opens
};
BOOST_DESCRIBE_ENUM(AccountKind, member_cash, guarantor_cash, custodian, service_fee, interest_fee,
                    withdrawal_fee, marketing, reserve_fund, gap, own_money)

inline constexpr PartyId platform_party{1};

enum class ActorKind : std::uint8_t {
  member = 1,   ///< a person who acts for a party
  staff = 2,    ///< an employee
  partner = 3,  ///< another company's system
  agent = 4,    ///< a part of the platform that acts by itself
};
BOOST_DESCRIBE_ENUM(ActorKind, member, staff, partner, agent)

/// Who is logged in. Request ids are unique within an actor.
struct ActorId {
  std::uint64_t value = 0;  ///< 0: nobody

  static constexpr ActorId of(ActorKind kind, std::uint64_t number) {
    return {number << 3 | static_cast<std::uint64_t>(kind)};
  }
  constexpr ActorKind kind() const { return static_cast<ActorKind>(value & 7); }
  constexpr std::uint64_t number() const { return value >> 3; }
  explicit constexpr operator bool() const { return value != 0; }
  friend auto operator<=>(ActorId, ActorId) = default;
};

/// In the place of an approver: a token was named that is not known, or not of somebody who may.
/// What is new is refused for it; what was decided before keeps its answer.
inline constexpr ActorId no_suitable_approver{7};

/// Who asks for something, and for whom. The rules look at the party alone; the actor is who did
/// it. Devices and addresses are personal: they stay in rows, found by the origin.
struct Sender {
  ActorId actor;
  PartyId party;             ///< for whom the actor acts; zero: the platform
  std::uint64_t origin = 0;  ///< number of the session, proposal or fact it came from; 0: none
  ActorId approver;          ///< who agreed besides; nobody until somebody does

  /// A person who acts for a party, and whose number is the party's.
  static constexpr Sender member(std::uint64_t party) {
    return {ActorId::of(ActorKind::member, party), {party}, 0, {}};
  }
  static constexpr Sender staff(std::uint64_t number) {
    return {ActorId::of(ActorKind::staff, number), {}, 0, {}};
  }
  static constexpr Sender partner(std::uint64_t number) {
    return {ActorId::of(ActorKind::partner, number), {}, 0, {}};
  }
  static constexpr Sender agent(std::uint64_t number) {
    return {ActorId::of(ActorKind::agent, number), {}, 0, {}};
  }
  friend bool operator==(const Sender&, const Sender&) = default;
};
BOOST_DESCRIBE_STRUCT(Sender, (), (actor, party, origin, approver))

/// The platform's own agents, wherever and however often they run: the same request ids, the same
/// answers.
inline constexpr Sender setup_agent = Sender::agent(1);     ///< opens what every platform has
inline constexpr Sender timers_agent = Sender::agent(2);    ///< begins days and does what is due
inline constexpr Sender operator_agent = Sender::agent(3);  ///< who works at the machine itself

/// A request's name: a cryptographic digest of its actor and the id that the actor chose.
struct RequestKey {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend auto operator<=>(RequestKey, RequestKey) = default;
};

/// The digest of a listing's password; zero for a listing without one. The password itself is never
/// kept.
struct AccessCode {
  std::uint64_t digest = 0;
  friend auto operator<=>(AccessCode, AccessCode) = default;
};

enum class LoanState : std::uint8_t {
  review = 1,
  approved = 2,
  scheduled = 3,
  open = 4,
  full = 5,
  repaying = 6,
  overdue = 7,
  compensated = 8,  ///< 已代偿: who paid the holders instead has not got everything back
  written_off = 9,  ///< 核销: nothing is expected any more; what comes is still paid out
  repaid = 10,
  prepaid = 11,
  rejected = 12,
  cancelled = 13,
  failed = 14,
};
BOOST_DESCRIBE_ENUM(LoanState, review, approved, scheduled, open, full, repaying, overdue,
                    compensated, written_off, repaid, prepaid, rejected, cancelled, failed)

enum class WithdrawalState : std::uint8_t {
  requested = 1,
  submitted = 2,
  completed = 3,
  released = 4,
  returned = 5,    ///< completed, and sent back by the bank
  called_off = 6,  ///< released before the bank was told of it
};
BOOST_DESCRIBE_ENUM(WithdrawalState, requested, submitted, completed, released, returned,
                    called_off)

/// In which order a payment smaller than what is due is used up. Fees are the period's and the
/// overdue one's, in this order; the penalty is late interest.
enum class Allocation : std::uint8_t {
  fee_penalty_interest_principal = 1,
  principal_interest_penalty_fee = 2,
};
BOOST_DESCRIBE_ENUM(Allocation, fee_penalty_interest_principal, principal_interest_penalty_fee)

/// How a loan goes on after a part of its principal was prepaid.
enum class AfterPrepayment : std::uint8_t {
  smaller_instalment = 1,  ///< same periods, recomputed on the rest
  fewer_periods = 2,       ///< last instalments fall away
  skip_next_dues = 3,      ///< next instalments ask for interest alone until it is used up
  same_instalment = 4,  ///< instalments stay as they are, so that fewer are needed; the last less
};
BOOST_DESCRIBE_ENUM(AfterPrepayment, smaller_instalment, fewer_periods, skip_next_dues,
                    same_instalment)

/// The day from which on a loan bears interest: of its settlement; that on which its raise became
/// full, when holders' money was all there; or that of each bid, of which the borrower pays what
/// each earned until the settlement out of what it pays out.
enum class InterestFrom : std::uint8_t { settlement = 1, full = 2, bid = 3 };
BOOST_DESCRIBE_ENUM(InterestFrom, settlement, full, bid)

/// The business day of a loan's bids from the one with this number on.
struct BidDay {
  std::uint32_t first_bid = 0;
  Date day;

  friend bool operator==(const BidDay&, const BidDay&) = default;
};
BOOST_DESCRIBE_STRUCT(BidDay, (), (first_bid, day))

/// Who may bid on a listing, how much, and how long the money stays frozen. A limit of zero is no
/// limit.
struct BidRules {
  Amount bid_amount_min{10000};
  Amount bid_amount_step{10000};
  Amount bid_amount_max;        ///< one bid
  Amount investor_amount_max;   ///< one investor's bids on this loan together
  bool newcomers_only = false;  ///< only whoever has not bid on another loan
  std::uint8_t vip_level_min = 0;
  std::uint8_t risk_level = 0;  ///< the investor's tested level must reach it
  AccessCode access_code;
  std::uint16_t settle_within_days = 30;  ///< after the raise is full; later it can be failed
  InterestFrom interest_from = InterestFrom::settlement;

  friend bool operator==(const BidRules&, const BidRules&) = default;
};
BOOST_DESCRIBE_STRUCT(BidRules, (),
                      (bid_amount_min, bid_amount_step, bid_amount_max, investor_amount_max,
                       newcomers_only, vip_level_min, risk_level, access_code, settle_within_days,
                       interest_from))

/// What a withdrawal of people costs, and how they may ask for one.
struct WithdrawalRules {
  Amount fee;
  Amount amount_min{1};         ///< below it only all that is there
  std::uint16_t open_max = 10;  ///< requested or with the bank, of one account

  friend bool operator==(const WithdrawalRules&, const WithdrawalRules&) = default;
};
BOOST_DESCRIBE_STRUCT(WithdrawalRules, (), (fee, amount_min, open_max))

/// Who pays the holders when the borrower does not (代偿).
enum class Compensator : std::uint8_t { nobody = 1, guarantor = 2, reserve_fund = 3 };
BOOST_DESCRIBE_ENUM(Compensator, nobody, guarantor, reserve_fund)

/// How much of a loan is compensated: each overdue instalment, or everything left of it at once.
enum class CompensationScope : std::uint8_t { instalment = 1, loan = 2 };
BOOST_DESCRIBE_ENUM(CompensationScope, instalment, loan)

/// What late interest and overdue fee are a share of.
enum class LateBase : std::uint8_t { principal_and_interest = 1, principal = 2 };
BOOST_DESCRIBE_ENUM(LateBase, principal_and_interest, principal)

/// What happens when an instalment is not paid. Late interest is a day's rate, a year's of 365, or
/// a multiple of the contract's (1.5 is 150 %). Days count from the due date, of compensation and
/// write-off from the day on which a payment was last taken back if that is later.
struct LateRules {
  std::uint16_t grace_days = 0;  ///< after the due date, without late interest
  Rate interest;  ///< a day, of overdue principal and interest, from the borrower to the holders
  Rate fee;       ///< a day, of the same, from the borrower to the platform
  Compensator compensator = Compensator::nobody;
  CompensationScope compensation = CompensationScope::instalment;
  std::uint16_t compensate_after_days = 0;
  std::uint16_t write_off_after_days = 0;  ///< 0: never
  Rate interest_a_year{};                  ///< instead of `interest`
  Rate interest_of_contract{};             ///< instead of either: of the annual rate of the terms
  LateBase base = LateBase::principal_and_interest;
  /// From the day on which more than so many have passed since the due date, `fee_then` a day is
  /// charged instead of `fee`; 0: never.
  std::uint16_t fee_then_after_days = 0;
  Rate fee_then{};
  /// Principal that is overdue bears the contract's interest besides, by days of a year of 365.
  bool contract_interest = false;

  friend bool operator==(const LateRules&, const LateRules&) = default;
};
BOOST_DESCRIBE_STRUCT(LateRules, (),
                      (grace_days, interest, fee, compensator, compensation, compensate_after_days,
                       write_off_after_days, interest_a_year, interest_of_contract, base,
                       fee_then_after_days, fee_then, contract_interest))

}  // namespace tributary::protocol
