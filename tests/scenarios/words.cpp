#include "tests/scenarios/words.hpp"

#include <algorithm>
#include <charconv>

#include "money/text.hpp"

namespace tributary::scenarios {
namespace {

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == ',') {
      if (!words.back().empty()) words.emplace_back();
      if (c == ',') {
        words.back() = ",";
        words.emplace_back();
      }
    } else {
      words.back().push_back(c);
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Words::Words(std::string_view statement) : words_(split(statement)) {}

bool Words::next_is(std::string_view phrase) const {
  const std::vector<std::string> wanted = split(phrase);
  if (wanted.size() > words_.size() - next_) return false;
  return std::equal(wanted.begin(), wanted.end(),
                    words_.begin() + static_cast<std::ptrdiff_t>(next_));
}

bool Words::take(std::string_view phrase) {
  if (!next_is(phrase)) return false;
  next_ += split(phrase).size();
  return true;
}

void Words::need(std::string_view phrase) {
  if (!take(phrase)) complain("\"" + std::string(phrase) + "\"");
}

void Words::need_end() const {
  if (!done()) complain("the end of the line");
}

std::string Words::word(std::string_view what) {
  if (done() || peek() == ",") complain(what);
  return words_[next_++];
}

std::uint64_t Words::number(std::string_view what) {
  const auto number = number_in(peek());
  if (!number) complain(what);
  ++next_;
  return *number;
}

/// With two places always; larger than any amount a command may carry, to see those refused.
protocol::Amount Words::amount() {
  std::string_view text = peek();
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t point = text.size() < 4 ? 0 : text.size() - 3;
  const auto whole = number_in(text.substr(0, point));
  const auto places = number_in(text.substr(std::min(point + 1, text.size())));
  if (point == 0 || text[point] != '.' || !whole || !places || *whole > 10'000'000'000'000'000) {
    complain("an amount like 100.00");
  }
  ++next_;
  const auto minor = static_cast<std::int64_t>(*whole * 100 + *places);
  return {negative ? -minor : minor};
}

protocol::Rate Words::percent() {
  const auto rate = money::parse_rate(peek());
  if (!rate) complain("a rate like 9.6 %");
  ++next_;
  need("%");
  return *rate;
}

protocol::Date Words::date() {
  const auto date = money::parse_date(peek());
  if (!date) complain("a date like 2024-01-31");
  ++next_;
  return *date;
}

protocol::Time Words::time() {
  const protocol::Date day = date();
  const std::string clock = word("a time like 09:00");
  const auto hours = number_in(std::string_view(clock).substr(0, 2));
  const auto minutes = clock.size() == 5 ? number_in(std::string_view(clock).substr(3)) : hours;
  if (clock.size() != 5 || clock[2] != ':' || !hours || !minutes) {
    throw Complaint("expected a time like 09:00, got \"" + clock + "\"");
  }
  const auto of_day = static_cast<std::int64_t>(*hours * 60 + *minutes);
  return {(std::int64_t{day.days} * 24 * 60 + of_day) * 60'000};
}

void Words::complain(std::string_view wanted) const {
  const std::string got = done() ? "the end of the line" : "\"" + words_[next_] + "\"";
  throw Complaint("expected " + std::string(wanted) + ", got " + got);
}

}  // namespace tributary::scenarios
