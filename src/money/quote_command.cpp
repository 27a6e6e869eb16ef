#include "money/quote_command.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <expected>
#include <ostream>
#include <ranges>
#include <set>
#include <string>

#include "money/quote.hpp"
#include "money/quote_text.hpp"
#include "money/text.hpp"

namespace tributary::money {
namespace {

enum class Format { table, csv, json };

struct Options {
  QuoteRequest request;
  Format format = Format::table;
  bool by_shipped_calendar = true;
};

/// Takes a value that could be read; refuses one that could not.
template <class Target, class Value>
bool take(Target& target, const std::optional<Value>& value) {
  if (value) target = *value;
  return value.has_value();
}

std::optional<std::int32_t> parse_count(std::string_view text) {
  std::int32_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || end != text.data() + text.size() || count < 0) return std::nullopt;
  return count;
}

std::optional<Format> parse_format(std::string_view text) {
  if (text == "table") return Format::table;
  if (text == "csv") return Format::csv;
  if (text == "json") return Format::json;
  return std::nullopt;
}

/// Whether it is the shipped calendar.
std::optional<bool> parse_calendar(std::string_view text) {
  if (text == "shipped") return true;
  if (text == "none") return false;
  return std::nullopt;
}

std::optional<std::vector<Amount>> parse_amounts(std::string_view text) {
  std::vector<Amount> amounts;
  for (const auto part : std::views::split(text, ',')) {
    const auto amount = parse_amount(std::string_view(part));
    if (!amount) return std::nullopt;
    amounts.push_back(*amount);
  }
  return amounts;
}

QuoteBid& bid_of(Options& options) {
  if (!options.request.bid) options.request.bid.emplace();
  return *options.request.bid;
}

template <Rate LoanFees::* fee>
bool read_fee(Options& options, std::string_view text) {
  return take(options.request.fees.*fee, parse_rate(text));
}

struct Flag {
  std::string_view name;
  std::string_view expects;
  bool required;
  bool (*read)(Options&, std::string_view);
};

constexpr std::array flags{
    Flag{"--method", "annuity|equal-principal|interest-only|bullet|flat", true,
         [](Options& o, std::string_view v) {
           return take(o.request.terms.method, parse_method(v));
         }},
    Flag{"--principal", "an amount such as 100000.00", true,
         [](Options& o, std::string_view v) { return take(o.request.principal, parse_amount(v)); }},
    Flag{"--rate", "percent a year such as 9.6", true,
         [](Options& o, std::string_view v) {
           return take(o.request.terms.annual_rate, parse_rate(v));
         }},
    Flag{"--periods", "a number such as 12", true,
         [](Options& o, std::string_view v) {
           return take(o.request.terms.periods, parse_count(v));
         }},
    Flag{"--every", "months, weeks or days such as 1m, 2w, 15d (1m)", false,
         [](Options& o, std::string_view v) {
           return take(o.request.terms.every, parse_period(v));
         }},
    Flag{"--start", "a date such as 2024-01-01", true,
         [](Options& o, std::string_view v) { return take(o.request.start, parse_date(v)); }},
    Flag{"--first-due", "a date such as 2024-02-01 (one period after the start)", false,
         [](Options& o, std::string_view v) { return take(o.request.first_due, parse_date(v)); }},
    Flag{
        "--basis", "30/360|act/365|act/360|act/364|act/act (30/360)", false,
        [](Options& o, std::string_view v) { return take(o.request.terms.basis, parse_basis(v)); }},
    Flag{"--instalment-unit", "an amount such as 1.00 (0.01)", false,
         [](Options& o, std::string_view v) {
           return take(o.request.terms.instalment_unit, parse_amount(v));
         }},
    Flag{"--rounding", "half-up|half-even (half-up)", false,
         [](Options& o, std::string_view v) {
           return take(o.request.terms.rounding, parse_rounding(v));
         }},
    Flag{"--grace-principal", "a number of periods (0)", false,
         [](Options& o, std::string_view v) {
           return take(o.request.terms.grace_principal_periods, parse_count(v));
         }},
    Flag{"--interest-deferred", "a number of periods (0)", false,
         [](Options& o, std::string_view v) {
           return take(o.request.terms.interest_deferred_periods, parse_count(v));
         }},
    Flag{"--interest-free", "a number of periods (0)", false,
         [](Options& o, std::string_view v) {
           return take(o.request.terms.interest_free_periods, parse_count(v));
         }},
    Flag{"--balloon", "an amount such as 40000.00, paid on top of the last level instalment (0.00)",
         false,
         [](Options& o, std::string_view v) {
           return take(o.request.terms.balloon, parse_amount(v));
         }},
    Flag{"--level-part", "an amount of each instalment such as 5000.00 (computed)", false,
         [](Options& o, std::string_view v) {
           return take(o.request.terms.level_part, parse_amount(v));
         }},
    Flag{"--broken-periods", "by-basis|real-days (by-basis)", false,
         [](Options& o, std::string_view v) {
           return take(o.request.terms.broken_periods, parse_broken_periods(v));
         }},
    Flag{"--month-end", "anchor|stick (anchor)", false,
         [](Options& o, std::string_view v) {
           return take(o.request.terms.month_end, parse_month_end(v));
         }},
    Flag{"--business-days", "as-is|next|previous: where due dates on closed days go (as-is)", false,
         [](Options& o, std::string_view v) {
           return take(o.request.terms.business_days, parse_business_day_rule(v));
         }},
    Flag{"--calendar", "shipped|none: holidays, or weekends alone (shipped)", false,
         [](Options& o, std::string_view v) {
           return take(o.by_shipped_calendar, parse_calendar(v));
         }},
    Flag{"--due-day", "a day of the month from 1 to 31; 0 is that of the start (0)", false,
         [](Options& o, std::string_view v) {
           return take(o.request.terms.due_day, parse_count(v));
         }},
    Flag{"--service", "percent of the principal, withheld, such as 3 (0)", false,
         read_fee<&LoanFees::service>},
    Flag{"--guarantee", "percent of the principal, withheld for the guarantor (0)", false,
         read_fee<&LoanFees::guarantee>},
    Flag{"--reserve", "percent of the principal, withheld for the reserve fund (0)", false,
         read_fee<&LoanFees::reserve>},
    Flag{
        "--fee-withheld", "percent of the principal, withheld besides those such as 3 (0)", false,
        [](Options& o, std::string_view v) { return take(o.request.fee_withheld, parse_rate(v)); }},
    Flag{"--service-per-period", "percent of the principal with each instalment such as 0.3 (0)",
         false, read_fee<&LoanFees::service_per_period>},
    Flag{"--guarantee-per-period", "percent of the principal with each instalment, likewise (0)",
         false, read_fee<&LoanFees::guarantee_per_period>},
    Flag{"--principals", "that of each instalment such as 4000.00,6000.00 (by the terms)", false,
         [](Options& o, std::string_view v) {
           return take(o.request.principals, parse_amounts(v));
         }},
    Flag{"--interest-fee", "percent of the interest that the bid receives such as 10 (0)", false,
         read_fee<&LoanFees::interest>},
    Flag{"--bid", "an amount such as 500.00", false,
         [](Options& o, std::string_view v) { return take(bid_of(o).amount, parse_amount(v)); }},
    Flag{"--bid-at", "the amount raised before the bid such as 0.00 (0.00)", false,
         [](Options& o, std::string_view v) { return take(bid_of(o).at, parse_amount(v)); }},
    Flag{"--format", "table|csv|json (table)", false,
         [](Options& o, std::string_view v) { return take(o.format, parse_format(v)); }},
};

void print_usage(std::ostream& out) {
  out << "usage: tributary quote --method METHOD --principal AMOUNT --rate PERCENT --periods N "
         "--start DATE [options]\n\n"
         "Prints a loan's instalments, what it costs a year and, given a bid, what it is paid.\n"
         "A value in brackets is taken when the flag is left out.\n\n";
  for (const Flag& flag : flags) {
    std::string name(flag.name);
    name.resize(24, ' ');
    out << "  " << name << flag.expects << '\n';
  }
}

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

/// The options, or what is wrong with the words.
std::expected<Options, std::string> read_options(std::span<const std::string_view> args) {
  Options options;
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < args.size(); i += 2) {
    const auto flag = std::ranges::find(flags, args[i], &Flag::name);
    if (flag == flags.end()) {
      return std::unexpected("unknown flag " + quoted(args[i]) + "; --help lists the flags");
    }
    const std::string expected = ": expected " + std::string(flag->expects);
    if (!seen.insert(flag->name).second) {
      return std::unexpected(std::string(flag->name) + ": given twice");
    }
    if (i + 1 == args.size()) return std::unexpected(std::string(flag->name) + expected);
    if (!flag->read(options, args[i + 1])) {
      return std::unexpected(std::string(flag->name) + expected + ", got " + quoted(args[i + 1]));
    }
  }
  for (const Flag& flag : flags) {
    if (!flag.required || seen.contains(flag.name)) continue;
    return std::unexpected(std::string(flag.name) + " is missing: expected " +
                           std::string(flag.expects));
  }
  if (seen.contains("--bid-at") && !seen.contains("--bid")) {
    return std::unexpected(std::string("--bid-at needs --bid"));
  }
  return options;
}

std::string rendered(const Quote& quote, Format format) {
  switch (format) {
    case Format::table:
      return to_table(quote);
    case Format::csv:
      return to_csv(quote);
    case Format::json:
      return to_json(quote);
  }
  ASSERT(false);
}

}  // namespace

int quote_command(std::span<const std::string_view> args, const Calendar& shipped,
                  std::ostream& out, std::ostream& err) {
  if (std::ranges::find(args, "--help") != args.end()) {
    print_usage(out);
    return 0;
  }
  const auto options = read_options(args);
  if (!options) {
    err << "tributary quote: " << options.error() << '\n';
    return 2;
  }
  const auto quoted_loan =
      quote(options->request, options->by_shipped_calendar ? shipped : Calendar{});
  if (!quoted_loan) {
    err << "tributary quote: " << explain(quoted_loan.error()) << '\n';
    return 2;
  }
  out << rendered(*quoted_loan, options->format);
  return 0;
}

}  // namespace tributary::money
