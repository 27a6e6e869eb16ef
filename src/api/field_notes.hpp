#pragma once

#include <functional>
#include <span>
#include <string_view>

namespace tributary::api {

/// What the reference says of a field beyond its name and type. A note without the name of a struct
/// is for the field of any struct that has none of its own, as far as the example is one of the
/// field's type: "to" is an account here and a day there.
struct FieldNote {
  std::string_view field;    ///< "amount", or "BidPlaced.from" for the field of one struct
  std::string_view meaning;  ///< one sentence without a full stop
  /// A value that makes sense, as text; optional members that have one show up in examples.
  std::string_view example{};
};

/// What is said of the commands' and events' fields, and of those that many queries share. Other
/// notes come with a QueryRoute.
std::span<const FieldNote> field_notes();

/// The note for a field of a struct, or nothing: its own one, else the first for any struct whose
/// example `fits`.
const FieldNote* find_note(std::span<const FieldNote> notes, std::string_view struct_name,
                           std::string_view field,
                           const std::function<bool(std::string_view example)>& fits);

}  // namespace tributary::api
