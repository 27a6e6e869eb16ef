#include "verticals/books/statement_text.hpp"

#include <utility>

#include "money/text.hpp"

namespace tributary::books {

namespace {

struct Words {
  std::string_view english;
  std::string_view chinese;
};

/// Whether somebody else's deposit bounced, and the account gives something back for it, or owes
/// it.
bool is_of_others_bounce(const StatementLine& line) {
  return line.kind == FactKind::deposit_bounced && !line.bounced &&
         (line.taken_back || line.receivable);
}

Words words_of_others(const StatementLine& line) {
  if (line.receivable) {
    return {"Owed to the platform, which stands in: somebody's deposit bounced",
            "应还平台垫付款：他人充值退票"};
  }
  return {"Given back: somebody's deposit bounced", "退回：他人充值退票"};
}

Words words_of(const StatementLine& line) {
  switch (line.kind) {
    case FactKind::deposit_recorded:
      return {"Deposit", "充值"};
    case FactKind::withdrawal_requested:
      return {"Withdrawal requested: held", "提现申请（冻结）"};
    case FactKind::withdrawal_completed:
      return {"Withdrawal paid out", "提现成功"};
    case FactKind::withdrawal_released:
      return {"Withdrawal released", "提现解冻"};
    case FactKind::funds_transferred:
      return {"Transfer", "转账"};
    case FactKind::posting_reversed:
      return {"Reversal", "冲正"};
    case FactKind::receivable_collected:
      return {"Debt to the platform paid", "偿还平台应收款"};
    case FactKind::own_money_paid_in:
      return {"Own money paid in", "自有资金转入"};
    case FactKind::own_money_taken_out:
      return {"Own money taken out", "自有资金转出"};
    case FactKind::deposit_bounced:
      if (is_of_others_bounce(line)) return words_of_others(line);
      return {"Deposit bounced", "充值退票"};
    case FactKind::withdrawal_returned:
      return {"Withdrawal returned by the bank", "提现退回"};
    case FactKind::bounce_continued:
      return {"Bounced deposit, continued", "充值退票（续）"};
    case FactKind::debit_recorded:
      return {"Debited by the bank", "银行扣款"};
    case FactKind::listing_cancelled:
      return {"Listing cancelled: bid released", "撤标解冻"};
    case FactKind::listing_failed:
      return {"Listing failed: bid released", "流标解冻"};
    case FactKind::bid_placed:
      return {"Bid: held", "投标（冻结）"};
    case FactKind::bid_voided:
      return {"Bid voided", "投标解冻"};
    case FactKind::loan_settled:
      // Of the borrower, who pays it, it is below zero.
      if (line.parts && line.parts->interest > Amount{}) {
        return {"Interest of bids until the loan was settled", "投标期间利息"};
      }
      return {"Loan settled", "满标放款"};
    case FactKind::instalment_collected:
      return {"Instalment", "还款"};
    case FactKind::loan_prepaid:
      return {"Prepaid as a whole", "提前还款（全部）"};
    case FactKind::principal_prepaid:
      return {"Prepaid in part", "提前还款（部分）"};
    case FactKind::loan_compensated:
      return {"Compensation", "代偿"};
    case FactKind::payment_reversed:
      return {"Payment taken back", "还款冲正"};
  }
  std::unreachable();
}

/// "3", or "3–5".
std::string periods_of(const auto& line) {
  std::string text = std::to_string(*line.period);
  if (line.last_period) text += "–" + std::to_string(*line.last_period);
  return text;
}

}  // namespace

void tell(StatementLine& line) {
  const Words words = words_of(line);
  line.text = words.english;
  line.text_zh = words.chinese;
  bool is_first = true;
  const auto add = [&](std::string_view english, std::string_view chinese, const std::string& which,
                       std::string_view chinese_end = {}, std::string_view english_end = {}) {
    line.text.append(is_first ? "; " : ", ").append(english).append(which).append(english_end);
    line.text_zh.append(is_first ? "：" : "，").append(chinese).append(which).append(chinese_end);
    is_first = false;
  };
  const auto number = [](const auto& id) { return std::to_string(id->value); };
  if (line.loan) add("loan ", "借款 ", number(line.loan));
  if (line.period) add("instalment ", "第 ", periods_of(line), " 期");
  if (line.bid) add("bid ", "投标 ", std::to_string(*line.bid));
  if (line.withdrawal) add("withdrawal ", "提现 ", number(line.withdrawal));
  if (line.posting && !is_of_others_bounce(line)) add("of ", "原序号 ", number(line.posting));
  if (line.bounced) {
    add("", "", money::to_string(-*line.bounced), " 由银行扣回", " taken by the bank");
  }
  for (const TakenBack& taken : line.taken_back.value_or(std::vector<TakenBack>{})) {
    const std::string of = " (" + money::to_string(taken.parts.sum()) + ")";
    const std::string of_zh = "（" + money::to_string(taken.parts.sum()) + "）";
    const std::string loan = std::to_string(taken.loan.value);
    if (taken.period) {
      const std::string_view more = taken.prepayment ? " and a prepayment" : "";
      const std::string_view more_zh = taken.prepayment ? "及提前还款" : "";
      add("payment of loan " + loan + " instalment ", "冲正借款 " + loan + " 第 ",
          periods_of(taken), " 期还款" + std::string(more_zh) + of_zh,
          std::string(more) + " taken back" + of);
    } else {
      add("prepayment of loan ", "冲正提前还款：借款 ", loan, of_zh, " taken back" + of);
    }
  }
}

}  // namespace tributary::books
