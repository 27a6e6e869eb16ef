#include "verticals/clock/calendar_setter.hpp"

#include <chrono>
#include <fstream>
#include <iterator>
#include <string>

#include "base/log.hpp"
#include "vertical/mailbox.hpp"
#include "verticals/clock/holidays.hpp"

namespace tributary::clock {

using vertical::Stopping;
namespace {

constexpr std::chrono::milliseconds look_again_every{200};
/// Fewer days than a calendar may have fit in, so that none is refused by the engine for its
/// length.
constexpr std::uintmax_t file_bytes_max = 64 * 1024;

protocol::SetCalendar read_calendar(const std::filesystem::path& file) {
  if (file.empty()) return read_holidays(shipped_holidays(), "shipped: cn.csv");
  if (std::filesystem::exists(file) && !std::filesystem::is_regular_file(file)) {
    throw std::runtime_error(file.string() + " is no file with a calendar");
  }
  std::ifstream in(file);
  if (in && std::filesystem::file_size(file) > file_bytes_max) {
    throw std::runtime_error(file.string() + " is too large for a calendar: 64 KiB at most");
  }
  if (!in) throw std::runtime_error("cannot read " + file.string());
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  try {
    return read_holidays(text, "file: " + file.filename().string());
  } catch (const HolidayFault& fault) {
    throw std::runtime_error(file.string() + ", " + fault.what());
  }
}

}  // namespace

CalendarWish read_calendar_wish(const std::filesystem::path& file) {
  return {read_calendar(file), !file.empty()};
}

void CalendarSetter::start(bool is_new) {
  if (is_new && put_into_force(ring_, wish_, {}, stopping_)) return;
  thread_ = std::thread([this] {
    while (!stopping_ && !try_once()) std::this_thread::sleep_for(look_again_every);
  });
}

void CalendarSetter::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

bool CalendarSetter::try_once() {
  try {
    const auto in_force = in_force_();
    if (!in_force || !put_into_force(ring_, wish_, *in_force, stopping_)) return false;
    move_due_dates(ring_, stopping_);
    return true;
  } catch (const Stopping&) {
    return true;
  } catch (const std::exception& fault) {
    base::log_warning("calendar_retry", fault.what());
    return false;
  }
}

}  // namespace tributary::clock
