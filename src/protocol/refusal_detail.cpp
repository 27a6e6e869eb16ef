#include "protocol/refusal_detail.hpp"

#include <algorithm>
#include <array>
#include <boost/describe/enum_to_string.hpp>

#include "money/date.hpp"
#include "money/text.hpp"

namespace tributary::protocol {
namespace {

struct Sentence {
  Refusal refusal;
  std::string_view english;
  std::string_view chinese;
};

constexpr auto sentences = std::to_array<Sentence>({
    {Refusal::vip_level_too_low, "The listing needs VIP level {limit}, the investor has {actual}",
     "该标要求 VIP 等级 {limit}，当前为 {actual}"},
    {Refusal::risk_level_too_low, "The listing needs risk level {limit}, the investor has {actual}",
     "该标要求风险承受等级 {limit}，当前为 {actual}"},
    {Refusal::bid_below_minimum, "The minimum is {limit}, the bid is {actual}",
     "起投金额为 {limit}，本次投标 {actual}"},
    {Refusal::bid_off_step, "The step above the minimum is {limit}, the bid is {actual}",
     "递增金额为 {limit}，本次投标 {actual}"},
    {Refusal::bid_exceeds_maximum, "The maximum of one bid is {limit}, the bid is {actual}",
     "单笔投标上限为 {limit}，本次投标 {actual}"},
    {Refusal::bid_exceeds_investor_maximum,
     "One investor may bid {limit} on this loan; with this bid it would be {actual}",
     "单人投标上限为 {limit}，本次投标后将为 {actual}"},
    {Refusal::bid_exceeds_remaining_amount, "What is left is {limit}, the bid is {actual}",
     "剩余可投金额为 {limit}，本次投标 {actual}"},
    {Refusal::bid_leaves_too_little,
     "A bid has to leave nothing, or an amount that bids of {limit} or more can fill by the rules "
     "of the listing; this one leaves {actual}",
     "投标后剩余金额须为零，或可由不低于 {limit} 的投标按标的规则投满；本次将剩余 {actual}"},
    {Refusal::amount_exceeds_due, "What is due is {limit}, the amount is {actual}",
     "应还金额为 {limit}，本次金额为 {actual}"},
    {Refusal::amount_exceeds_outstanding,
     "A part has to be less than the principal outstanding, {limit}; the amount is {actual}: to "
     "pay all of it, prepay the loan",
     "部分提前还款须小于剩余本金 {limit}，本次金额为 {actual}：全部还清请使用全部提前还款"},
    {Refusal::loan_terms_invalid,
     "The rest would be too little for its instalments: the largest amount up to this one that can "
     "be prepaid is {limit}, the amount is {actual}",
     "剩余部分不足以分期：不超过本次金额且可提前偿还的最大金额为 {limit}，本次金额为 {actual}"},
    {Refusal::payment_too_small_to_share,
     "The largest amount up to this one that can be shared is {limit}, the amount is {actual}",
     "不超过本次金额且可分给每位出借人的最大金额为 {limit}，本次金额为 {actual}"},
    {Refusal::borrowing_exceeds_cap, "The borrower may owe {limit}; it would owe {actual}",
     "借款余额上限为 {limit}，本次借款后将为 {actual}"},
    {Refusal::group_borrowing_exceeds_cap,
     "The borrower and its related parties may owe {limit}; they would owe {actual}",
     "借款人及其关联方的合计借款上限为 {limit}，本次借款后将为 {actual}"},
    {Refusal::principals_do_not_add_up,
     "They have to come to {limit}; in the request they come to {actual}",
     "合计应为 {limit}，请求中合计为 {actual}"},
    {Refusal::part_prepayments_reached,
     "A loan can be prepaid in part {limit} times; this would be number {actual}",
     "每笔借款最多可部分提前还款 {limit} 次，本次为第 {actual} 次"},
    {Refusal::compensation_not_due, "It can be {limit} at the earliest, the date is {actual}",
     "最早可于 {limit} 代偿，本次日期为 {actual}"},
    {Refusal::custodian_lacks_cash,
     "The bank holds {limit} after the withdrawals sent to it; this one is {actual}",
     "存管账户扣除已提交提现后余额为 {limit}，本次提现 {actual}"},
    {Refusal::withdrawal_fee_differs, "The fee is {limit}, the request names {actual}",
     "手续费为 {limit}，请求中为 {actual}"},
    {Refusal::withdrawal_below_minimum,
     "The smallest withdrawal possible now is {limit}, and the fee comes on top; this one is "
     "{actual}",
     "本次可提现的最低金额为 {limit}，手续费另计；本次为 {actual}"},
    {Refusal::withdrawals_open_reached,
     "An account may have {limit} withdrawals under way, with this one it would be {actual}",
     "每个账户最多可有 {limit} 笔在途提现，加上本次将为 {actual} 笔"},
    {Refusal::insufficient_funds, "What may be spent is {limit}, what is needed {actual}",
     "可动用金额为 {limit}，所需金额为 {actual}"},
    {Refusal::date_goes_back, "It can be {limit} at the earliest, the date is {actual}",
     "日期最早为 {limit}，本次日期为 {actual}"},
    {Refusal::date_not_reached, "The business day is {limit}, the date is {actual}",
     "当前营业日为 {limit}，本次日期为 {actual}"},
    {Refusal::calendar_invalid, "The first day in the way is {limit}",
     "首个有问题的日期为 {limit}"},
    {Refusal::due_instalments_unpaid,
     "Pay what is due first: {limit} with what was charged so far; the account can spend {actual}",
     "请先还清已到期款项，目前合计 {limit}（含已计收的逾期费用）；账户可用金额为 {actual}"},
    {Refusal::first_due_invalid,
     "The first due date is {limit} at the latest, the request has {actual}",
     "首个还款日最晚为 {limit}，请求中为 {actual}"},
    {Refusal::bidder_owes, "It is bid {limit} of account {actual}",
     "涉及投标 {limit}，投标账户 {actual}"},
    {Refusal::bidder_blocked, "It is bid {limit} of account {actual}",
     "涉及投标 {limit}，投标账户 {actual}"},
});

/// Of a withdrawal below the minimum where the fee leaves nothing: no amount would do.
constexpr Sentence fee_leaves_nothing{
    Refusal::withdrawal_below_minimum,
    "The fee comes on top and would take all that is there: staff can pay it out without a fee",
    "手续费另计，扣除后已无余额可提：可由工作人员免手续费办理"};

/// Of a first due date that is too early.
constexpr Sentence first_due_too_early{
    Refusal::first_due_invalid,
    "The first due date is {limit} at the earliest, the request has {actual}",
    "首个还款日最早为 {limit}，请求中为 {actual}"};

/// Of a listing whose minimum bid is too small for its payments.
constexpr Sentence minimum_too_small{
    Refusal::payment_too_small_to_share,
    "For every bid to get a cent of every payment, the minimum bid has to be {limit}; the listing "
    "has {actual}",
    "须使每笔还款都能分到一分钱的最低起投金额为 {limit}，标的中为 {actual}"};

/// Of principals that are too few or too many.
constexpr Sentence other_number_of_principals{
    Refusal::principals_do_not_add_up,
    "There are {limit} instalments, the request names the principal of {actual}",
    "共 {limit} 期，请求中列出 {actual} 期本金"};

const Sentence* sentence_of(Refusal refusal, const RefusalDetail& detail) {
  if (refusal == other_number_of_principals.refusal && detail.measure == Measure::count) {
    return &other_number_of_principals;
  }
  if (refusal == minimum_too_small.refusal && detail.actual < detail.limit) {
    return &minimum_too_small;
  }
  const bool too_early = refusal == first_due_too_early.refusal && detail.actual < detail.limit;
  if (too_early) return &first_due_too_early;
  if (refusal == fee_leaves_nothing.refusal && detail.limit == 0) return &fee_leaves_nothing;
  const auto* const found = std::ranges::find(sentences, refusal, &Sentence::refusal);
  return found != sentences.end() ? found : nullptr;
}

std::string value_text(Measure measure, std::int64_t value) {
  switch (measure) {
    case Measure::nothing:
    case Measure::terms:
    case Measure::rule:
      return {};
    case Measure::amount:
      return money::to_string(Amount{value});
    case Measure::level:
    case Measure::count:
    case Measure::bid:
      return std::to_string(value);
    case Measure::date:
      return money::to_string(Date{static_cast<std::int32_t>(value)});
  }
  return {};
}

/// What is explained where the error is known; of a later one nothing can be said.
template <class Error>
DetailText explained(std::int64_t number) {
  const auto error = static_cast<Error>(number);
  if (boost::describe::enum_to_string(error, nullptr) == nullptr) return {};
  return {std::string(explain(error)), std::string(explain_in_chinese(error)), {}, {}};
}

std::string filled_in(std::string_view sentence, const DetailText& figures) {
  std::string text(sentence);
  const auto put = [&](std::string_view place, const std::string& figure) {
    if (const auto at = text.find(place); at != text.npos) text.replace(at, place.size(), figure);
  };
  put("{limit}", figures.limit);
  put("{actual}", figures.actual);
  return text;
}

}  // namespace

DetailText detail_text(Refusal refusal, const RefusalDetail& detail) {
  DetailText text;
  if (detail.measure == Measure::nothing) return text;
  if (detail.measure == Measure::terms) return explained<money::TermsError>(detail.limit);
  if (detail.measure == Measure::rule) return explained<RuleFault>(detail.limit);
  // Who owes more than he has may spend nothing; older records say less than that.
  const bool of_funds = refusal == Refusal::insufficient_funds;
  text.limit = value_text(detail.measure, of_funds ? std::max<std::int64_t>(detail.limit, 0)
                                                   : std::int64_t{detail.limit});
  text.actual = value_text(detail.measure, detail.actual);
  const Sentence* const sentence = sentence_of(refusal, detail);
  if (sentence == nullptr) return text;
  text.english = filled_in(sentence->english, text);
  text.chinese = filled_in(sentence->chinese, text);
  return text;
}

}  // namespace tributary::protocol
