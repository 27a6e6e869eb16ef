#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/binding.hpp"
#include "api/permissions.hpp"
#include "api/word.hpp"
#include "protocol/command.hpp"
#include "rows/encoded.hpp"

namespace tributary::proposals {

/// One of the commands that need a second person, at the member of its name. The others are absent.
struct ProposedCommand {
  std::optional<protocol::CompleteWithdrawal> complete_withdrawal;
  std::optional<protocol::BeginBusinessDay> begin_business_day;
  std::optional<protocol::RecordDebit> record_debit;
  std::optional<protocol::WriteOffLoan> write_off_loan;
  std::optional<protocol::WaiveLateCharges> waive_late_charges;
  std::optional<protocol::RescheduleLoan> reschedule_loan;
};
BOOST_DESCRIBE_STRUCT(ProposedCommand, (),
                      (complete_withdrawal, begin_business_day, record_debit, write_off_loan,
                       waive_late_charges, reschedule_loan))

/// Those of all of them.
api::Permissions permissions_of_all();

/// What is known of the one that is there.
struct Chosen {
  std::string_view name;  ///< "write_off_loan"
  api::Permissions permission;
  rows::Bytes framed;  ///< as the engine is sent it
};

/// Nothing unless exactly one is there.
std::optional<Chosen> chosen(const ProposedCommand& command);

/// As people read it in the audit: JSON.
std::string text_of(const ProposedCommand& command);
/// Errors: TablesDamaged for bytes that are no such command.
ProposedCommand command_of(const rows::Bytes& framed);

}  // namespace tributary::proposals
