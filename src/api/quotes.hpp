#pragma once

#include <functional>
#include <memory>

#include "api/caller.hpp"
#include "http/router.hpp"
#include "money/calendar.hpp"

namespace tributary::api {

/// Gives the calendar that settlements use now. Any thread.
using PresentCalendar = std::function<std::shared_ptr<const money::Calendar>()>;

/// `POST /v1/quotes`: what a loan on given terms costs and what a bid on it is paid; the same as
/// `tributary quote`, by the calendar in force. A calculation for whoever has a token; it keeps
/// nothing.
void add_quote_route(http::Router&, const Authenticate&, PresentCalendar);

}  // namespace tributary::api
