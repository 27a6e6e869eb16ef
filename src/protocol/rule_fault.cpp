#include "protocol/rule_fault.hpp"

#include "base/assert.hpp"

namespace tributary::protocol {

std::string_view explain(RuleFault fault) {
  using enum RuleFault;
  switch (fault) {
    case late_interest:
      return "late.interest is 0 to 5 percent a day";
    case late_fee:
      return "late.fee is 0 to 5 percent a day";
    case late_fee_then:
      return "late.fee_then is 0 to 5 percent a day";
    case late_interest_a_year:
      return "late.interest_a_year is 0 to 1825 percent a year";
    case late_interest_of_contract:
      return "late.interest_of_contract is 0 to 10000 percent of the contract's rate";
    case late_fee_tiers:
      return "late.fee_then and late.fee_then_after_days go together: name both or neither";
    case late_interest_said_twice:
      return "late interest is one of late.interest, late.interest_a_year and "
             "late.interest_of_contract: name one of them";
    case late_interest_in_all:
      return "late.interest_of_contract may come to 5 percent a day at most, by the rate of the "
             "terms";
    case compensation:
      return "late.compensator and late.compensate_after_days go together: name both or neither";
    case guarantor:
      return "a guarantor who compensates, or is paid a fee, needs guarantor_account";
    case write_off:
      return "late.write_off_after_days comes after late.grace_days, and not before "
             "late.compensate_after_days";
    case bid_amount_max:
      return "rules.bid_amount_max is 0 for none, or at least rules.bid_amount_min";
    case investor_amount_max:
      return "rules.investor_amount_max is 0 for none, or at least rules.bid_amount_min";
    case settle_within_days:
      return "rules.settle_within_days is 1 to 365";
    case bid_amount_min:
      return "rules.bid_amount_min lies between 0.01 and 10000000000000.00";
    case bid_amount_step:
      return "rules.bid_amount_step lies between 0.01 and 10000000000000.00";
    case raise:
      return "no bids by rules.bid_amount_min, bid_amount_step and bid_amount_max add up to the "
             "principal, or it takes more than 65536 of them";
  }
  ASSERT(false);
}

std::string_view explain_in_chinese(RuleFault fault) {
  using enum RuleFault;
  switch (fault) {
    case late_interest:
      return "late.interest 须在每日 0 至 5% 之间";
    case late_fee:
      return "late.fee 须在每日 0 至 5% 之间";
    case late_fee_then:
      return "late.fee_then 须在每日 0 至 5% 之间";
    case late_interest_a_year:
      return "late.interest_a_year 须在每年 0 至 1825% 之间";
    case late_interest_of_contract:
      return "late.interest_of_contract 须在合同利率的 0 至 10000% 之间";
    case late_fee_tiers:
      return "late.fee_then 与 late.fee_then_after_days 须同时填写或同时不填";
    case late_interest_said_twice:
      return "late.interest、late.interest_a_year 与 late.interest_of_contract 只能填写其中一项";
    case late_interest_in_all:
      return "按条款利率计算，late.interest_of_contract 不得超过每日 5%";
    case compensation:
      return "late.compensator 与 late.compensate_after_days 须同时填写或同时不填";
    case guarantor:
      return "由担保方代偿或向担保方支付费用时，须填写 guarantor_account";
    case write_off:
      return "late.write_off_after_days 须大于 late.grace_days，且不小于 "
             "late.compensate_after_days";
    case bid_amount_max:
      return "rules.bid_amount_max 为 0 即不限，否则不得小于 rules.bid_amount_min";
    case investor_amount_max:
      return "rules.investor_amount_max 为 0 即不限，否则不得小于 rules.bid_amount_min";
    case settle_within_days:
      return "rules.settle_within_days 须为 1 至 365";
    case bid_amount_min:
      return "rules.bid_amount_min 须在 0.01 至 10000000000000.00 之间";
    case bid_amount_step:
      return "rules.bid_amount_step 须在 0.01 至 10000000000000.00 之间";
    case raise:
      return "按 rules.bid_amount_min、bid_amount_step 与 bid_amount_max "
             "无法凑满本金，或所需投标超过 "
             "65536 笔";
  }
  ASSERT(false);
}

}  // namespace tributary::protocol
