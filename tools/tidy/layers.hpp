#pragma once

#include <string>
#include <string_view>

namespace tributary::tidy {

/// The layer a path below src/ belongs to: "engine", "verticals/books"; empty for a file that
/// lies in no folder.
std::string layer_of(std::string_view path_in_src);

/// Whether a layer of this name may exist at all.
bool is_layer(std::string_view layer);

}  // namespace tributary::tidy
