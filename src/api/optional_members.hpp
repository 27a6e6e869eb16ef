#pragma once

#include "http/json_text.hpp"
#include "money/quote.hpp"
#include "protocol/command.hpp"

/// What a request may leave out: its default is harmless and is what most callers want. What says
/// whom, how much and on which day has to be said.
namespace tributary::http {

template <>
inline constexpr auto optional_members<protocol::OpenAccount> =
    std::to_array<std::string_view>({"kind", "currency"});

template <>
inline constexpr auto optional_members<protocol::SetBorrowingCap> =
    std::to_array<std::string_view>({"currency"});

template <>
inline constexpr auto optional_members<protocol::SetGroupBorrowingCap> =
    std::to_array<std::string_view>({"currency"});

template <>
inline constexpr auto optional_members<protocol::BlockParty> =
    std::to_array<std::string_view>({"reason"});

template <>
inline constexpr auto optional_members<protocol::UnblockParty> =
    std::to_array<std::string_view>({"reason"});

template <>
inline constexpr auto optional_members<protocol::RecordDeposit> =
    std::to_array<std::string_view>({"reference", "channel"});

template <>
inline constexpr auto optional_members<protocol::RequestWithdrawal> =
    std::to_array<std::string_view>({"fee"});

template <>
inline constexpr auto optional_members<protocol::SetWithdrawalRules> =
    std::to_array<std::string_view>({"currency"});

template <>
inline constexpr auto optional_members<protocol::ReleaseWithdrawal> =
    std::to_array<std::string_view>({"reason"});

template <>
inline constexpr auto optional_members<protocol::TransferFunds> =
    std::to_array<std::string_view>({"memo"});

template <>
inline constexpr auto optional_members<protocol::ReversePosting> =
    std::to_array<std::string_view>({"memo"});

template <>
inline constexpr auto optional_members<protocol::PayInOwnMoney> =
    std::to_array<std::string_view>({"currency", "reference", "channel"});

template <>
inline constexpr auto optional_members<protocol::TakeOutOwnMoney> =
    std::to_array<std::string_view>({"currency", "reference", "channel"});

template <>
inline constexpr auto optional_members<protocol::BounceDeposit> =
    std::to_array<std::string_view>({"memo"});

template <>
inline constexpr auto optional_members<protocol::RecordDebit> =
    std::to_array<std::string_view>({"reference", "channel", "memo"});

template <>
inline constexpr auto optional_members<protocol::ReturnWithdrawal> =
    std::to_array<std::string_view>({"memo"});

template <>
inline constexpr auto optional_members<protocol::RescheduleLoan> =
    std::to_array<std::string_view>({"more_periods", "skipped_dues", "principals", "memo"});

template <>
inline constexpr auto optional_members<protocol::VoidBid> =
    std::to_array<std::string_view>({"reason"});

template <>
inline constexpr auto optional_members<protocol::CreateListing> =
    std::to_array<std::string_view>({"terms", "rules", "fees", "allocation", "late", "principals"});

template <>
inline constexpr auto optional_members<protocol::RejectListing> =
    std::to_array<std::string_view>({"reason"});

template <>
inline constexpr auto optional_members<protocol::CancelListing> =
    std::to_array<std::string_view>({"reason"});

template <>
inline constexpr auto optional_members<protocol::PlaceBid> =
    std::to_array<std::string_view>({"fill_remaining", "access_code"});

template <>
inline constexpr auto optional_members<protocol::SetCalendar> =
    std::to_array<std::string_view>({"working_weekends"});

template <>
inline constexpr auto optional_members<protocol::ReversePayment> =
    std::to_array<std::string_view>({"memo"});

template <>
inline constexpr auto optional_members<protocol::PrepayPrincipal> =
    std::to_array<std::string_view>({"after"});

template <>
inline constexpr auto optional_members<money::Terms> = every_member;

template <>
inline constexpr auto optional_members<protocol::BidRules> = every_member;

template <>
inline constexpr auto optional_members<protocol::LoanFees> = every_member;

template <>
inline constexpr auto optional_members<protocol::LateRules> = every_member;

template <>
inline constexpr auto optional_members<money::QuoteRequest> =
    std::to_array<std::string_view>({"terms", "fee_withheld", "fees", "principals"});

template <>
inline constexpr auto optional_members<money::QuoteBid> = std::to_array<std::string_view>({"at"});

}  // namespace tributary::http
