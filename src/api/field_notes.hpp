#pragma once

#include <span>
#include <string_view>

namespace tributary::api {

/// What the reference says of a field beyond its name and type. Every field of an answer, an event,
/// a command, a query or an order has exactly one, or its type has.
struct FieldNote {
  /// The struct that declares the field, "BidPlaced", or several: "BidPlaced, BidVoided". What
  /// stands in a query's path belongs to the query's name, "get_plan". Of a note on a type without
  /// `field`: the title or the component of the type, "loan id" or "Currency".
  std::string_view of;
  std::string_view field;
  std::string_view meaning;  ///< one sentence without a full stop
  /// A value that makes sense, as text; optional members that have one show up in examples.
  std::string_view example{};
};

/// What is said of types, of the fields of commands and events, of answers of the engine and of
/// quotes. Other notes come with a QueryRoute.
std::span<const FieldNote> field_notes();
std::span<const FieldNote> field_notes_of_loans();
std::span<const FieldNote> field_notes_of_quotes();

}  // namespace tributary::api
