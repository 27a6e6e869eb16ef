#pragma once

#include <array>
#include <string>
#include <vector>

#include "tidy/repository.hpp"

namespace tributary::tidy {

/// A place that breaks a rule, and what to do about it.
struct Finding {
  std::string path;
  int line = 0;  ///< 0: the file or folder as a whole
  std::string message;
};
using Findings = std::vector<Finding>;

/// Each layer includes only the layers below that the table in layers.cpp allows it.
Findings check_layers(const Repository&);

/// A header says `#pragma once`; an include of ours is quoted and rooted at src/.
Findings check_includes(const Repository&);

/// What a layer must not know: floating point and clocks near money, threads in the engine …
Findings check_words(const Repository&);

/// A file over 500 lines says why in a line `// long: …`.
Findings check_sizes(const Repository&);

/// Every header is included by somebody, every source is part of a target.
Findings check_dead_files(const Repository&);

/// Every folder of src/ has a README.md of at most 60 lines and is at most two folders deep.
Findings check_folders(const Repository&);

/// Relative links in documents lead somewhere.
Findings check_links(const Repository&);

/// Nothing unfinished, no path of somebody's machine, no word of how the text came about.
Findings check_prose(const Repository&);

inline constexpr std::array rules{check_layers,     check_includes, check_words, check_sizes,
                                  check_dead_files, check_folders,  check_links, check_prose};

}  // namespace tributary::tidy
