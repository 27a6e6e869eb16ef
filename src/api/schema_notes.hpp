#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/field_notes.hpp"

namespace tributary::api {

/// What is said of the fields of a document. It remembers what was asked for.
class NoteBook {
 public:
  void add(std::span<const FieldNote> notes);

  /// Adds the note on `member`, "LoanView.state" or "get_plan.date", to its schema: its own one,
  /// else that of its type. `required`: it may not be left out.
  void annotate(boost::json::object& property, const std::string& member, bool required);

  /// Each field that was asked for and has no note, each note that nobody asked for, and each field
  /// or type that has two.
  std::vector<std::string> faults() const;

 private:
  const FieldNote* find(const boost::json::object& property, const std::string& member);

  std::map<std::string, const FieldNote*, std::less<>> notes_;  ///< by field, else by type
  std::set<std::string, std::less<>> used_;
  std::set<std::string> lacking_;
  std::set<std::string> said_twice_;
};

/// Adds to each property of a struct's schema what the notes say of the member that it is.
void add_notes(boost::json::object& schema, NoteBook&);

/// Makes the schema of an event's struct that of the event in an answer: with the member `type`,
/// and open to members that events may get one day.
void make_event_schema(boost::json::object& schema, std::string_view type);

/// A parameter in the path or in the query, with the note on `member`.
boost::json::object make_parameter(std::string_view in, const std::string& member, bool required,
                                   boost::json::object schema, NoteBook&);

}  // namespace tributary::api
