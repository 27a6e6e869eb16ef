#pragma once

#include "http/json_text.hpp"
#include "money/terms_error.hpp"

/// What an integer of a request may be, where its type holds more. What goes beyond has no meaning
/// in any loan; which values go together is for `money::find_error` to say.
namespace tributary::http {

template <>
inline constexpr auto member_bounds<money::Terms> = std::to_array<MemberBounds>({
    {"periods", {1, money::periods_max}},
    {"grace_principal_periods", {0, money::periods_max - 1}},
    {"interest_deferred_periods", {0, money::periods_max - 1}},
    {"interest_free_periods", {0, money::periods_max}},
    {"due_day", {0, 31}},
});

}  // namespace tributary::http
