#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/types.hpp"

namespace tributary::scenarios {

/// What is wrong in a scenario, or with the engine: shown behind the file and the line.
struct Complaint : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One statement: its words, and how many of them are read. Commas are words of their own.
class Words {
 public:
  explicit Words(std::string_view statement);

  bool done() const { return next_ == words_.size(); }
  std::string_view peek() const { return done() ? std::string_view{} : words_[next_]; }

  /// Reads these words if they come next, all of them.
  bool take(std::string_view phrase);
  /// Whether the phrase comes next; reads nothing.
  bool next_is(std::string_view phrase) const;
  /// Errors: Complaint if something else comes next. Likewise below.
  void need(std::string_view phrase);
  void need_end() const;
  std::string word(std::string_view what);
  std::uint64_t number(std::string_view what);
  protocol::Amount amount();
  protocol::Rate percent();  ///< `9.6 %`
  protocol::Date date();
  protocol::Time time();  ///< `2024-01-31 09:00`, of UTC

  [[noreturn]] void complain(std::string_view wanted) const;

 private:
  std::vector<std::string> words_;
  std::size_t next_ = 0;
};

}  // namespace tributary::scenarios
