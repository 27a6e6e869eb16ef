#pragma once

#include <string_view>

#include "api/quota.hpp"
#include "base/flags.hpp"

namespace tributary::command_line {

/// Of `tributary serve --help`.
extern const std::string_view quota_usage;

/// Takes every `--quota KIND=…` and gives what holds then. Errors: FlagError.
api::QuotaTable read_quotas(base::Flags& flags);

}  // namespace tributary::command_line
