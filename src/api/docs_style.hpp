#pragma once

#include <string_view>

namespace tributary::api {

/// How the reference page looks, and what it does in a browser: finding, copying, light and dark.
extern const std::string_view docs_style;
extern const std::string_view docs_theme_script;  ///< runs before the first paint
extern const std::string_view docs_script;

}  // namespace tributary::api
