#include "protocol/refusal.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace tributary::protocol {
namespace {

constexpr auto texts = std::to_array<RefusalText>({
    {Refusal::malformed_request, 1, 400, false, "The request is not understood", "请求无法识别",
     "malformed_request"},
    {Refusal::unauthenticated, 2, 401, false, "A valid token is needed", "需要有效的令牌",
     "unauthenticated"},
    {Refusal::forbidden, 3, 403, false, "The token does not allow this", "令牌无此权限",
     "forbidden"},
    {Refusal::not_found, 4, 404, false, "There is nothing at this address", "此地址不存在",
     "not_found"},
    {Refusal::method_not_allowed, 5, 405, false, "This address does not take this method",
     "此地址不支持该方法", "method_not_allowed"},
    {Refusal::payload_too_large, 6, 413, false, "The request is larger than allowed", "请求过大",
     "payload_too_large"},
    {Refusal::request_id_missing, 7, 400, false, "An Idempotency-Key header is needed",
     "缺少 Idempotency-Key 请求头", "request_id_missing"},
    {Refusal::request_id_invalid, 8, 400, false,
     "An Idempotency-Key has 1 to 128 printable characters",
     "Idempotency-Key 须为 1 至 128 个可见字符", "request_id_invalid"},
    {Refusal::request_id_reused, 9, 422, false, "This Idempotency-Key was used for another request",
     "该 Idempotency-Key 已用于另一请求", "request_id_reused"},
    {Refusal::overloaded, 10, 503, true, "Too busy: the request was not accepted, its id is unused",
     "系统繁忙：请求未受理，请求号未被使用", "overloaded"},
    {Refusal::unavailable, 11, 503, true, "Not available at the moment", "暂时不可用",
     "unavailable"},
    {Refusal::not_yet_visible, 12, 503, true, "The requested sequence is not yet visible here",
     "所要求的序号在此尚不可见", "not_yet_visible"},
    {Refusal::too_many_requests, 13, 429, true, "Too many requests", "请求过于频繁",
     "too_many_requests"},
    {Refusal::sequence_not_reached, 14, 412, true,
     "The journal has not reached the requested sequence", "日志尚未到达所要求的序号",
     "sequence_not_reached"},
    {Refusal::clock_not_confirmed, 15, 503, true,
     "The machine's clock has jumped: nothing is decided until it is right again or an operator "
     "confirms it; the id is unused",
     "系统时钟异常，恢复或经运营人员确认前暂停受理，请求号未被使用", "clock_not_confirmed"},
    {Refusal::clock_shows_another_time, 16, 409, false,
     "The machine's clock shows another time than the one that is confirmed",
     "系统时钟显示的时间与所确认的时间不一致", "clock_shows_another_time"},
    {Refusal::approval_invalid, 17, 403, false,
     "The Approval header needs the token of somebody who may do this too",
     "Approval 请求头须为同样有权执行该操作者的有效令牌", "approval_invalid"},
    {Refusal::approval_missing, 18, 403, false,
     "This cannot be undone: it needs an Approval header with a second person's token",
     "该操作不可撤销：须在 Approval 请求头中附上第二人的令牌", "approval_missing"},
    {Refusal::approved_by_oneself, 19, 403, false,
     "This cannot be undone: it is approved by somebody else than who asks for it",
     "该操作不可撤销：批准人不得为申请人本人", "approved_by_oneself"},
    {Refusal::posting_not_found, 100, 404, false, "There is no reversible posting of this number",
     "没有可冲正的分录", "posting_not_found"},
    {Refusal::posting_already_reversed, 101, 409, false, "The posting was reversed already",
     "分录已冲正", "posting_already_reversed"},
    {Refusal::payment_not_last, 102, 409, true,
     "A later payment of the loan has to be reversed first", "须先冲正该借款之后的还款",
     "payment_not_last"},
    {Refusal::posting_kind_unsuitable, 103, 409, false,
     "A transfer is reversed, a deposit bounces, a withdrawal is returned: this posting is another "
     "of them",
     "分录类型不符：转账可冲正，充值可退票，提现可退回", "posting_kind_unsuitable"},
    {Refusal::account_not_found, 110, 404, false, "There is no such account", "账户不存在",
     "account_not_found"},
    {Refusal::account_not_yours, 111, 403, false, "The account belongs to somebody else",
     "账户不属于您", "account_not_yours"},
    {Refusal::account_closed, 112, 409, false, "The account is closed", "账户已销户",
     "account_closed"},
    {Refusal::account_kind_unsuitable, 113, 409, false,
     "This kind of account cannot be used for this", "该类账户不适用于此操作",
     "account_kind_unsuitable"},
    {Refusal::account_owner_unsuitable, 114, 409, false,
     "This kind of account belongs to the platform alone, or never to it", "该类账户与所有者不符",
     "account_owner_unsuitable"},
    {Refusal::party_not_found, 122, 404, false, "There is no party of this number: open an account for it first", "该用户不存在：请先为其开立账户",
     "party_not_found"},
    {Refusal::account_exists, 115, 409, false, "The party has such an account already",
     "该方已有此类账户", "account_exists"},
    {Refusal::account_not_empty, 116, 409, true,
     "The account still holds money or has money frozen", "账户仍有余额或冻结金额",
     "account_not_empty"},
    {Refusal::account_in_use, 117, 409, true, "A loan still needs the account",
     "仍有借款使用该账户", "account_in_use"},
    {Refusal::same_account, 118, 422, false, "The two accounts are the same", "两个账户相同",
     "same_account"},
    {Refusal::currency_differs, 119, 409, false, "The currencies differ", "币种不一致",
     "currency_differs"},
    {Refusal::platform_account_missing, 120, 409, true,
     "The platform has not opened the account that this needs", "平台尚未开立所需账户",
     "platform_account_missing"},
    {Refusal::nothing_owed, 121, 409, false, "The account owes the platform nothing",
     "账户无应收欠款", "nothing_owed"},
    {Refusal::withdrawal_not_found, 130, 404, false, "There is no such withdrawal", "提现不存在",
     "withdrawal_not_found"},
    {Refusal::withdrawal_already_completed, 131, 409, false, "The withdrawal was completed already",
     "提现已完成", "withdrawal_already_completed"},
    {Refusal::withdrawal_already_released, 132, 409, false, "The withdrawal was released already",
     "提现已解冻", "withdrawal_already_released"},
    {Refusal::withdrawal_already_submitted, 133, 409, false, "The bank has the order already",
     "银行已受理该提现", "withdrawal_already_submitted"},
    {Refusal::withdrawal_not_submitted, 134, 409, true, "The bank does not have the order yet",
     "提现尚未提交银行", "withdrawal_not_submitted"},
    {Refusal::withdrawal_already_returned, 135, 409, false, "The withdrawal was returned already",
     "提现已退回", "withdrawal_already_returned"},
    {Refusal::withdrawal_not_completed, 136, 409, true, "The bank has not paid the withdrawal yet",
     "银行尚未完成该提现", "withdrawal_not_completed"},
    {Refusal::business_day_goes_back, 140, 409, false, "That business day has begun already",
     "该营业日已开始", "business_day_goes_back"},
    {Refusal::business_day_skipped, 141, 409, true, "The business day before it has to begin first",
     "须先开始前一营业日", "business_day_skipped"},
    {Refusal::calendar_invalid, 142, 422, false,
     "A calendar lists each day once and in order, works only on weekends, and not on holidays",
     "日历须按序列出且不重复，调休上班日须为周末且非节假日", "calendar_invalid"},
    {Refusal::business_day_not_confirmed, 143, 409, false,
     "That is not the present day: to begin it all the same, confirm it by naming it again",
     "该日并非今天：如确需开始，请在 confirmed_on 中再次写明该日期", "business_day_not_confirmed"},
    {Refusal::time_not_ahead, 144, 409, false, "The engine's time is not ahead of that time",
     "系统记录的时间并未超前于该时间", "time_not_ahead"},
    {Refusal::loan_not_found, 200, 404, false, "There is no such loan", "借款不存在",
     "loan_not_found"},
    {Refusal::loan_not_in_review, 201, 409, false, "The listing is not in review", "标的不在审核中",
     "loan_not_in_review"},
    {Refusal::loan_not_approved, 202, 409, true, "The listing is not approved", "标的未审核通过",
     "loan_not_approved"},
    {Refusal::loan_not_scheduled, 203, 409, true, "The listing is not scheduled", "标的未排期",
     "loan_not_scheduled"},
    {Refusal::loan_full, 204, 409, false, "The loan is full", "已满标", "loan_full"},
    {Refusal::loan_not_open, 205, 409, true, "The listing is not open for bids", "标的未开放投标",
     "loan_not_open"},
    {Refusal::loan_not_full, 206, 409, true, "The loan is not full", "标的未满标", "loan_not_full"},
    {Refusal::loan_already_settled, 207, 409, false, "The loan was settled already", "借款已放款",
     "loan_already_settled"},
    {Refusal::listing_ended, 208, 409, false, "The listing has ended", "标的已结束",
     "listing_ended"},
    {Refusal::listing_opens_later, 209, 409, true, "The time to open has not come", "未到开标时间",
     "listing_opens_later"},
    {Refusal::listing_still_open, 210, 409, true, "The time to close has not come", "未到截标时间",
     "listing_still_open"},
    {Refusal::settlement_still_open, 218, 409, true, "The time to settle the full loan is not over", "满标后的放款期限未到",
     "settlement_still_open"},
    {Refusal::listing_closed, 211, 409, false, "The listing is closed for bids", "标的已截止",
     "listing_closed"},
    {Refusal::nothing_raised, 212, 409, true, "Nothing was raised yet", "尚未募集到资金",
     "nothing_raised"},
    {Refusal::listing_times_invalid, 213, 422, false,
     "A listing closes after it opens, and later than now", "截止时间须晚于开放时间与当前时间",
     "listing_times_invalid"},
    {Refusal::reminder_not_due, 214, 409, true,
     "The instalment is not due soon, or its reminder was sent", "未到提醒时间或已提醒",
     "reminder_not_due"},
    {Refusal::nothing_overdue, 215, 409, true, "No instalment is overdue on that date",
     "该日没有逾期期次", "nothing_overdue"},
    {Refusal::late_interest_already_assessed, 216, 409, true,
     "Late interest was charged up to that date already", "罚息已计至该日",
     "late_interest_already_assessed"},
    {Refusal::bid_not_found, 217, 404, false, "No bid of the account begins there",
     "该账户在此处没有投标", "bid_not_found"},
    {Refusal::loan_not_repaying, 220, 409, false, "The loan is not being repaid", "借款不在还款中",
     "loan_not_repaying"},
    {Refusal::period_not_found, 221, 404, false, "The loan has no such period", "没有该期次",
     "period_not_found"},
    {Refusal::period_already_paid, 222, 409, false, "The period is paid already", "该期已还清",
     "period_already_paid"},
    {Refusal::earlier_period_unpaid, 223, 409, true, "An earlier period is unpaid",
     "之前期次尚未还清", "earlier_period_unpaid"},
    {Refusal::date_goes_back, 224, 422, false, "The date is before the loan's last event",
     "日期早于该借款的上一事件", "date_goes_back"},
    {Refusal::instalment_not_due, 225, 409, true, "The instalment is not due on that date",
     "该期尚未到还款日", "instalment_not_due"},
    {Refusal::due_instalments_unpaid, 226, 409, true, "Instalments that are due come first",
     "须先还清到期期次", "due_instalments_unpaid"},
    {Refusal::date_not_reached, 227, 409, true, "The business day of that date has not begun",
     "该日期的营业日尚未开始", "date_not_reached"},
    {Refusal::date_passed, 228, 422, false, "The date is before the present business day",
     "日期早于当前营业日", "date_passed"},
    {Refusal::late_interest_not_assessed, 229, 409, true,
     "Late interest has to be charged up to that date first", "须先将罚息计至该日",
     "late_interest_not_assessed"},
    {Refusal::party_blocked, 230, 403, true, "The party is blocked", "该方已被冻结",
     "party_blocked"},
    {Refusal::bid_on_own_loan, 231, 403, false, "Nobody lends to themselves", "不能投自己的借款",
     "bid_on_own_loan"},
    {Refusal::bid_on_related_loan, 232, 403, false, "Related parties do not lend to each other",
     "关联方之间不能投标", "bid_on_related_loan"},
    {Refusal::guarantor_is_borrower, 237, 422, false, "Nobody guarantees their own loan", "借款人不得为自己担保",
     "guarantor_is_borrower"},
    {Refusal::newcomers_only, 233, 403, false, "This listing is for newcomers", "此标仅限新手",
     "newcomers_only"},
    {Refusal::vip_level_too_low, 234, 403, true, "This listing needs a higher VIP level",
     "VIP 等级不足", "vip_level_too_low"},
    {Refusal::access_code_wrong, 235, 403, false, "The listing's password is wrong",
     "定向标密码错误", "access_code_wrong"},
    {Refusal::risk_level_too_low, 236, 403, true,
     "The investor's risk level does not reach the listing's", "风险承受等级不匹配",
     "risk_level_too_low"},
    {Refusal::amount_not_positive, 240, 422, false, "The amount is not above zero", "金额须大于零",
     "amount_not_positive"},
    {Refusal::amount_exceeds_limit, 241, 422, false, "The amount is larger than any allowed",
     "金额超出系统上限", "amount_exceeds_limit"},
    {Refusal::withdrawal_fee_differs, 266, 409, false, "The fee of a withdrawal is that of the tariff", "提现手续费与平台收费标准不一致",
     "withdrawal_fee_differs"},
    {Refusal::withdrawal_below_minimum, 267, 409, false, "The withdrawal is below the minimum, and not all that is available", "低于最低提现金额，且未提取全部可用余额",
     "withdrawal_below_minimum"},
    {Refusal::withdrawals_open_reached, 268, 409, true, "The account has as many withdrawals under way as it may have", "在途提现笔数已达上限",
     "withdrawals_open_reached"},
    {Refusal::bid_below_minimum, 242, 409, false, "The bid is below the minimum", "低于起投金额",
     "bid_below_minimum"},
    {Refusal::bid_off_step, 243, 409, false, "The bid is not minimum plus whole steps",
     "不符合递增金额", "bid_off_step"},
    {Refusal::bid_exceeds_maximum, 244, 409, false, "The bid is above the maximum of one bid",
     "超过单笔投标上限", "bid_exceeds_maximum"},
    {Refusal::bid_exceeds_investor_maximum, 245, 409, false,
     "The investor's bids on this loan would exceed their maximum", "超过单人投标上限",
     "bid_exceeds_investor_maximum"},
    {Refusal::bid_exceeds_remaining_amount, 246, 409, true,
     "The bid is above what is left of the loan", "超过剩余可投金额",
     "bid_exceeds_remaining_amount"},
    {Refusal::bid_leaves_too_little, 247, 409, false,
     "The bid would leave a rest that cannot be bid by the rules of the listing",
     "剩余金额将无法按标的规则投满",
     "bid_leaves_too_little"},
    {Refusal::bid_count_reached, 248, 409, false, "The loan takes no more bids", "投标笔数已达上限",
     "bid_count_reached"},
    {Refusal::amount_exceeds_due, 249, 409, false, "The amount is above what is due",
     "金额超过应还金额", "amount_exceeds_due"},
    {Refusal::amount_exceeds_outstanding, 250, 409, false,
     "The amount is not below the principal outstanding: prepay the whole loan",
     "金额不低于剩余本金，请全部提前还款", "amount_exceeds_outstanding"},
    {Refusal::loan_terms_invalid, 251, 422, false, "The terms of repayment are not possible",
     "还款条款无效", "loan_terms_invalid"},
    {Refusal::first_due_invalid, 252, 422, false,
     "The first due date is not after the start, or too late", "首个还款日无效",
     "first_due_invalid"},
    {Refusal::bid_rules_inconsistent, 253, 422, false,
     "The bid rules contradict each other, or bids by them cannot come to the principal",
     "投标规则互相矛盾，或按规则无法投满本金",
     "bid_rules_inconsistent"},
    {Refusal::payment_too_small_to_share, 254, 422, false,
     "A payment would leave some holder with less than a few cents", "付款过小，无法分给每位出借人",
     "payment_too_small_to_share"},
    {Refusal::fees_exceed_principal, 255, 422, false, "The fees withheld reach the principal",
     "预扣费用达到本金", "fees_exceed_principal"},
    {Refusal::borrowing_exceeds_cap, 256, 409, true, "The borrower would owe more than allowed",
     "借款人借款余额将超过上限", "borrowing_exceeds_cap"},
    {Refusal::insufficient_funds, 257, 409, true, "The account does not have that much available",
     "可用余额不足", "insufficient_funds"},
    {Refusal::balance_exceeds_limit, 258, 409, false,
     "A balance would exceed what an account may hold", "账户余额将超过系统上限",
     "balance_exceeds_limit"},
    {Refusal::capacity_reached, 259, 507, false, "A limit of this installation is reached",
     "已达到本系统的容量上限", "capacity_reached"},
    {Refusal::compensation_not_agreed, 260, 409, false, "Nobody has agreed to compensate the loan",
     "该借款未约定代偿", "compensation_not_agreed"},
    {Refusal::compensation_not_due, 261, 409, true,
     "Nothing of the loan is to be compensated by then", "未到代偿时间", "compensation_not_due"},
    {Refusal::write_off_not_due, 262, 409, true, "The loan is not to be written off by then",
     "未到核销时间", "write_off_not_due"},
    {Refusal::late_rules_invalid, 263, 422, false,
     "The rules for late payment contradict each other", "逾期规则无效或互相矛盾",
     "late_rules_invalid"},
    {Refusal::bidder_owes, 264, 409, true,
     "An account that bid owes the platform: let it pay, or void its bid",
     "有投标账户欠平台款项：请先收回或撤销该笔投标", "bidder_owes"},
    {Refusal::bidder_blocked, 265, 409, true, "A party that bid is blocked: unblock it, or void its bid", "有投标方已被冻结：请先解除冻结或撤销该笔投标",
     "bidder_blocked"},
});

constexpr bool stand_in_the_order_of_declaration() {
  for (std::size_t place = 0; place < texts.size(); ++place) {
    if (static_cast<std::size_t>(texts[place].refusal) != place + 1) return false;
  }
  return true;
}
static_assert(stand_in_the_order_of_declaration());

struct Numbered {
  std::uint16_t number = 0;
  Refusal refusal = Refusal::none;
};

constexpr auto by_number = [] {
  std::array<Numbered, texts.size()> sorted;
  std::ranges::transform(texts, sorted.begin(), [](const RefusalText& text) {
    return Numbered{text.number, text.refusal};
  });
  std::ranges::sort(sorted, {}, &Numbered::number);
  return sorted;
}();
static_assert(by_number.front().number > 0);
static_assert(std::ranges::adjacent_find(by_number, {}, &Numbered::number) == by_number.end(),
              "two refusals have the same number");

}  // namespace

std::span<const RefusalText> refusal_texts() { return texts; }

const RefusalText& text_of(Refusal refusal) {
  ASSERT(is_known(refusal));
  return texts[static_cast<std::size_t>(refusal) - 1];
}

bool is_known(Refusal refusal) {
  return refusal != Refusal::none && static_cast<std::size_t>(refusal) <= texts.size();
}

std::uint16_t number_of(Refusal refusal) {
  return refusal == Refusal::none ? std::uint16_t{0} : text_of(refusal).number;
}

std::optional<Refusal> refusal_of(std::uint64_t number) {
  if (number == 0) return Refusal::none;
  const auto at = std::ranges::lower_bound(by_number, number, {}, &Numbered::number);
  if (at == by_number.end() || at->number != number) return std::nullopt;
  return at->refusal;
}

}  // namespace tributary::protocol
