#pragma once

#include <string>

#include "base/test_dice.hpp"
#include "protocol/command.hpp"

namespace tributary::simulation {

/// What a borrower of a plausible platform asks for: title, principal, product, fees and what
/// happens when it is not paid. The accounts are still to be filled in; a listing whose rules name
/// the guarantor needs one.
protocol::CreateListing plausible_listing(base::Dice& dice);

/// A title as a listing has it, in Chinese or in English.
std::string plausible_title(base::Dice& dice);

}  // namespace tributary::simulation
