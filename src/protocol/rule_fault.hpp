#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <string_view>

namespace tributary::protocol {

/// What is wrong with the rules of a listing, by the members that have to be changed. Numbers are
/// fixed for ever: they stand in journals.
enum class RuleFault : std::uint8_t {
  late_interest = 1,
  late_fee = 2,
  late_fee_then = 3,
  late_interest_a_year = 4,
  late_interest_of_contract = 5,
  late_fee_tiers = 6,
  late_interest_said_twice = 7,
  late_interest_in_all = 8,
  compensation = 9,
  guarantor = 10,
  write_off = 11,
  bid_amount_max = 12,
  investor_amount_max = 13,
  settle_within_days = 14,
  bid_amount_min = 15,
  bid_amount_step = 16,
  raise = 17,
};
BOOST_DESCRIBE_ENUM(RuleFault, late_interest, late_fee, late_fee_then, late_interest_a_year,
                    late_interest_of_contract, late_fee_tiers, late_interest_said_twice,
                    late_interest_in_all, compensation, guarantor, write_off, bid_amount_max,
                    investor_amount_max, settle_within_days, bid_amount_min, bid_amount_step, raise)

/// What to change, as one English sentence without a full stop that names the members.
std::string_view explain(RuleFault);
/// Likewise in Chinese.
std::string_view explain_in_chinese(RuleFault);

}  // namespace tributary::protocol
