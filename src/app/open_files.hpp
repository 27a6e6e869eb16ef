#pragma once

#include <cstddef>

namespace tributary::app {

/// Open files that are no client's connection: the data folder's, the readers', the admin's.
inline constexpr std::size_t other_files = 512;

/// A connection is an open file, and so is every file of the data folder and of its readers. Raises
/// the limit of this process as far as it may, and says it in the log. Gives how many it may open.
std::size_t raise_open_file_limit();

}  // namespace tributary::app
