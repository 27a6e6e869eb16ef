#pragma once

#include <boost/mp11/algorithm.hpp>
#include <tuple>
#include <type_traits>

#include "protocol/account_command.hpp"
#include "protocol/bank_command.hpp"
#include "protocol/bank_reference.hpp"
#include "protocol/calendar_command.hpp"
#include "protocol/event.hpp"
#include "protocol/listing_command.hpp"
#include "protocol/party_command.hpp"
#include "protocol/servicing_command.hpp"
#include "protocol/subject.hpp"
#include "protocol/undo.hpp"

/// What can be asked of the engine, one file a concept. A command is accepted with exactly one
/// event (`Accepted`) or refused with exactly one reason. Numbers are fixed for ever: journals keep
/// commands too (3 was withdrawn before the first release).
namespace tributary::protocol {

/// All commands, in the order of their numbers.
using Commands =
    std::tuple<OpenAccount, CloseAccount, RecordDeposit, RequestWithdrawal, SubmitWithdrawal,
               CompleteWithdrawal, ReleaseWithdrawal, TransferFunds, ReversePosting,
               CollectReceivable, SetCalendar, BeginBusinessDay, SetRiskLevel, SetVipLevel,
               SetRelatedGroup, SetBorrowingCap, BlockParty, UnblockParty, CreateListing,
               ApproveListing, RejectListing, ScheduleListing, OpenListing, ExtendListing,
               CancelListing, FailListing, AcceptPartialRaise, PlaceBid, VoidBid, SettleLoan,
               CollectInstalment, PrepayLoan, PrepayPrincipal, AssessLateInterest, CompensateLoan,
               WriteOffLoan, ReversePayment, RemindInstalment, WaiveLateCharges, PayInOwnMoney,
               TakeOutOwnMoney, BounceDeposit, ReturnWithdrawal, ContinueBounce, RecordDebit,
               RescheduleLoan, SetTimeBack, SetWithdrawalRules, MoveDueDates, SetGroupBorrowingCap>;

/// Whether people and other programs may send it: then it says where. All else is sent by the
/// platform's own agents alone.
template <class Command>
inline constexpr bool is_public = requires { Command::endpoint; };
template <class Command>
using IsPublic = std::bool_constant<is_public<Command>>;
using PublicCommands = boost::mp11::mp_copy_if<Commands, IsPublic>;

static_assert(subjects_are_true<Commands>, "a command's subject is no member of it, or not said");
static_assert(references_are_told<Commands>, "a command with a reference does not say whose it is");
static_assert(undos_are_true<Commands>,
              "a command that confirms a day does not say so, or the other way");

}  // namespace tributary::protocol
