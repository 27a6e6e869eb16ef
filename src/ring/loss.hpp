#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "ring/data_folder.hpp"

/// Whether the journal has lost groups at its end. What is left of it is a whole, shorter chain, so
/// only other files can tell: all that is derived from the journal is made of groups that were on
/// the disk, and says how far it got.
namespace tributary::ring {

/// A file that was made of groups which the journal does not hold.
struct Witness {
  enum class Kind { snapshot, read_models, request_index, rows };

  Kind kind = Kind::snapshot;
  std::filesystem::path file;
  std::uint64_t sequence = 0;  ///< the last command that it includes
};

struct Loss {
  std::uint64_t journal_end = 0;  ///< the last command of the journal; 0: it has none
  std::vector<Witness> witnesses;

  /// The last command that any of them includes.
  std::uint64_t known_through() const;
};

/// Looks at snapshots, read models and the index of old requests, of any version. A file that is
/// behind, damaged or missing says nothing: it is made again. A journal that is missing holds
/// nothing.
/// Errors: those of journal::Reader.
Loss find_loss(const DataFolder& folder);

/// One witness on one line, for people.
std::string words_of(const Witness& witness, const Loss& loss);

/// Commands that were answered may be gone: nothing may be served until an operator has decided.
class CommandsLost : public std::runtime_error {
 public:
  CommandsLost(const DataFolder& folder, Loss loss);
  const Loss& loss() const { return loss_; }

 private:
  Loss loss_;
};

/// Before anything is made of the journal or removed because it does not fit.
/// Errors: CommandsLost; those of journal::Reader.
void require_whole_journal(const DataFolder& folder);

/// Moves the witnesses out of the way into a new folder, and returns that: no start finds them
/// there, and whoever looks for what was lost does. Rows stay, for nothing else holds them: a
/// copy of them as they were goes there, and they forget how far the journal was. Errors:
/// std::filesystem::filesystem_error; what was not moved is where it was.
std::filesystem::path put_aside(const DataFolder& folder, const Loss& loss);

}  // namespace tributary::ring
