#include "money/quote_text.hpp"

#include <algorithm>
#include <array>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <type_traits>

#include "money/date.hpp"
#include "money/text.hpp"

namespace tributary::money {
namespace {

using Row = std::vector<std::string>;

/// Of an instalment or a payout.
template <class Line>
Row cells(const Line& line) {
  return {std::to_string(line.period), to_string(line.due_date), to_string(line.principal),
          to_string(line.interest),    to_string(line.fee),      to_string(line.total),
          to_string(line.balance)};
}

/// Columns wide enough for their longest cell, aligned right.
std::string aligned(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += "  ";
      text.append(widths[i] - row[i].size(), ' ') += row[i];
    }
    text.erase(text.find_last_not_of(' ') + 1) += '\n';
  }
  return text;
}

const Row heading{"period", "due date", "principal", "interest", "fee", "total", "balance"};

std::string percent(std::optional<Rate> rate) { return rate ? to_string(*rate) + " %" : "-"; }

std::string table_of_instalments(const Quote& quote) {
  std::vector<Row> rows{heading};
  for (const QuoteLine& line : quote.lines) rows.push_back(cells(line));
  rows.push_back({"", "total", to_string(quote.principal), to_string(quote.interest),
                  to_string(quote.fee), to_string(quote.total), ""});
  return aligned(rows);
}

/// The last principal is neither the balloon nor a level one.
std::string balloon_note(const Quote& quote) {
  if (quote.balloon == Amount{}) return {};
  const Amount last = quote.lines.back().principal;
  return "last principal: " + to_string(last) + " = balloon " + to_string(quote.balloon) +
         " + level part " + to_string(last - quote.balloon) + '\n';
}

std::string table_of_payouts(const InvestorQuote& investor) {
  std::vector<Row> rows{heading};
  for (const InvestorLine& line : investor.lines) rows.push_back(cells(line));
  rows.push_back({"", "total", to_string(investor.principal), to_string(investor.interest),
                  to_string(investor.fee), to_string(investor.total), ""});
  return aligned(rows);
}

template <class Line>
std::string csv_of(const std::vector<Line>& lines) {
  std::string text = "period,due_date,principal,interest,fee,total,balance\n";
  for (const Line& line : lines) {
    const Row row = cells(line);
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += ',';
      text += row[i];
    }
    text += '\n';
  }
  return text;
}

template <class T>
  requires boost::describe::has_describe_members<T>::value
std::string json(const T& described);

std::string json(std::int32_t number) { return std::to_string(number); }
std::string json(const std::string& text) { return '"' + text + '"'; }
std::string json(Date date) { return '"' + to_string(date) + '"'; }
std::string json(Amount amount) { return '"' + to_string(amount) + '"'; }
std::string json(Rate rate) { return '"' + to_string(rate) + '"'; }

template <class T>
std::string json(const std::optional<T>& value) {
  return value ? json(*value) : "null";
}

template <class T>
std::string json(const std::vector<T>& values) {
  std::string text = "[\n";
  for (const T& value : values) {
    if (text.size() > 2) text += ",\n";
    text += json(value);
  }
  return text + "\n]";
}

template <class T>
  requires boost::describe::has_describe_members<T>::value
std::string json(const T& described) {
  using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
  std::string text = "{";
  boost::mp11::mp_for_each<Members>([&](auto member) {
    if (text.size() > 1) text += ',';
    text.append(1, '"').append(member.name).append("\":") += json(described.*member.pointer);
  });
  return text + '}';
}

}  // namespace

std::string to_table(const Quote& quote) {
  std::vector<Row> rows{{"fee withheld", to_string(quote.fee_withheld)},
                        {"paid out", to_string(quote.paid_out)},
                        {"true annual cost", percent(quote.true_annual_cost)},
                        {"effective annual cost", percent(quote.effective_annual_cost)},
                        {"nominal annual cost", percent(quote.nominal_annual_cost)}};
  std::string text = table_of_instalments(quote) + balloon_note(quote) + '\n' + aligned(rows) +
                     "calendar: " + quote.calendar + '\n';
  if (quote.investor) {
    const InvestorQuote& investor = *quote.investor;
    text += "\nbid of " + to_string(investor.bid.amount) + " at " + to_string(investor.bid.at) +
            '\n' + table_of_payouts(investor) + '\n' +
            aligned({{"annual return", percent(investor.annual_return)}});
  }
  return text;
}

std::string to_csv(const Quote& quote) {
  return quote.investor ? csv_of(quote.investor->lines) : csv_of(quote.lines);
}

std::string to_json(const Quote& quote) { return json(quote) + '\n'; }

}  // namespace tributary::money
