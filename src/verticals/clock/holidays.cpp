#include "verticals/clock/holidays.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/hash.hpp"
#include "protocol/codec.hpp"

namespace tributary::clock {

namespace {

constexpr std::string_view heading = "date,kind,name";
constexpr std::uint64_t digest_scope = 0x63616c656e646172;

/// The next line without its end; a line may end with \r\n.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view take_cell(std::string_view& line) {
  const std::size_t end = line.find(',');
  const std::string_view cell = line.substr(0, end);
  line.remove_prefix(end == line.npos ? line.size() : end + 1);
  return cell;
}

class HolidayReader {
 public:
  protocol::SetCalendar read(std::string_view text) {
    bool headed = false;
    while (!text.empty()) {
      const std::string_view line = take_line(text);
      ++line_;
      if (line.empty() || line.starts_with('#')) continue;
      if (headed) {
        read_day(line);
      } else if (line != heading) {
        complain("expected the heading " + std::string(heading));
      }
      headed = true;
    }
    if (!headed) complain("the file says nothing");
    return std::move(calendar_);
  }

 private:
  void read_day(std::string_view line) {
    const std::string_view date_text = take_cell(line);
    const std::string_view kind = take_cell(line);
    const std::optional<money::Date> date = money::parse_date(date_text);
    if (!date) complain("'" + std::string(date_text) + "' is no day such as 2024-02-29");
    if (last_ && *date <= *last_) complain("the days grow, and each stands once");
    if (line.empty()) complain("a name is missing");
    if (line.find(',') != line.npos) complain("there are three columns");
    last_ = date;
    if (kind == "holiday") {
      calendar_.holidays.push_back(*date);
    } else if (kind == "workday") {
      if (!is_weekend(*date)) complain("a workday replaces a Saturday or a Sunday");
      calendar_.working_weekends.push_back(*date);
    } else {
      complain("'" + std::string(kind) + "' is neither holiday nor workday");
    }
  }

  static bool is_weekend(money::Date date) {
    const std::chrono::weekday day{std::chrono::sys_days{std::chrono::days{date.days}}};
    return day == std::chrono::Saturday || day == std::chrono::Sunday;
  }

  [[noreturn]] void complain(const std::string& what) const {
    throw HolidayFault("line " + std::to_string(line_) + ": " + what);
  }

  std::size_t line_ = 0;
  std::optional<money::Date> last_;
  protocol::SetCalendar calendar_;
};

}  // namespace

protocol::SetCalendar read_holidays(std::string_view text, std::string source) {
  protocol::SetCalendar calendar = HolidayReader().read(text);
  calendar.source.text = std::move(source);
  return calendar;
}

money::Calendar shipped_calendar() {
  protocol::SetCalendar shipped = read_holidays(shipped_holidays(), "");
  return {money::saturday_and_sunday, std::move(shipped.holidays),
          std::move(shipped.working_weekends)};
}

std::string digest_of(const protocol::SetCalendar& calendar) {
  base::ByteBuffer bytes;
  protocol::encode(bytes, calendar.holidays);
  protocol::encode(bytes, calendar.working_weekends);
  const base::Digest128 digest = base::digest128(digest_scope, bytes.view());
  std::string text;
  for (const std::uint64_t half : {digest.high, digest.low}) {
    std::array<char, 16> digits;
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), half, 16);
    const auto length = static_cast<std::size_t>(end - digits.data());
    text.append(digits.size() - length, '0').append(digits.data(), length);
  }
  return text;
}

std::string calendar_id(const protocol::SetCalendar& calendar, protocol::Sequence in_force) {
  return "calendar:" + digest_of(calendar) + ":after-" + std::to_string(in_force);
}

}  // namespace tributary::clock
