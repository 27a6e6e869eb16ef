#pragma once

#include "http/json_text.hpp"

namespace tributary::api {

/// How many lines of a list a client asks for at once.
using PageLimit = http::IntegerWithin<1, 1000>;

inline constexpr PageLimit page_limit_default{50};

}  // namespace tributary::api
