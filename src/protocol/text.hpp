#pragma once

#include <boost/describe/class.hpp>
#include <string>

/// The text that a command may carry, by its kind. What a kind allows is checked where text comes
/// in (`api/text_kinds.hpp`). Journals keep the bare text.
namespace tributary::protocol {

/// One line of visible text, 1 to 200 characters: a title.
struct Line {
  std::string text;
  friend bool operator==(const Line&, const Line&) = default;
};
BOOST_DESCRIBE_STRUCT(Line, (), (text))

/// Visible text of one line or more, 1 to 1000 characters: why something was done.
struct Note {
  std::string text;
  friend bool operator==(const Note&, const Note&) = default;
};
BOOST_DESCRIBE_STRUCT(Note, (), (text))

/// What a bank or a channel calls a payment, 1 to 64 characters: letters, digits and -_./:
struct Reference {
  std::string text;
  friend bool operator==(const Reference&, const Reference&) = default;
};
BOOST_DESCRIBE_STRUCT(Reference, (), (text))

}  // namespace tributary::protocol
