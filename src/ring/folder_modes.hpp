#pragma once

#include <string>
#include <vector>

#include "ring/data_folder.hpp"

namespace tributary::ring {

struct ClosedFolder {
  std::vector<std::string> closed;     ///< were open to other users of the machine
  std::vector<std::string> left_open;  ///< still are, each with the reason
};

/// Takes from other users what an older start, another umask or a copy left open to them: who reads
/// `platform.db` knows every caller, and who opens a lock keeps the platform from starting. Touches
/// only what a platform makes, by name; the folder itself keeps its mode while it holds anything
/// else, because that may be meant for others. Needs: the folder exists.
ClosedFolder close_to_others(const DataFolder& folder);

/// Makes the folder or closes it to others, and logs what was closed and what was not.
void make_private(const DataFolder& folder);

}  // namespace tributary::ring
