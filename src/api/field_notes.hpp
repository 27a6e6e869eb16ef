#pragma once

#include <span>
#include <string_view>

namespace tributary::api {

/// What the reference says of a field beyond its name and type. One word has one meaning on the
/// whole platform, so most notes are for a field of any struct.
struct FieldNote {
  std::string_view field;    ///< "amount", or "BidPlaced.from" for the field of one struct
  std::string_view meaning;  ///< one sentence without a full stop
  /// A value that makes sense, as text; optional members that have one show up in examples.
  std::string_view example{};
};

/// What is said of the commands' and events' fields, and of those that many queries share. Other
/// notes come with a QueryRoute.
std::span<const FieldNote> field_notes();

/// The note for a field of a struct, or nothing: its own one first, then the first for any struct.
const FieldNote* find_note(std::span<const FieldNote> notes, std::string_view struct_name,
                           std::string_view field);

}  // namespace tributary::api
