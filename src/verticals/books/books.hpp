#pragma once

#include <optional>

#include "follow/follower.hpp"
#include "verticals/books/bookkeeper.hpp"

namespace tributary::books {

/// Keeps the books: what the journal's events mean for accounts, loans, claims and totals.
class Books final : public follow::Follower {
 public:
  explicit Books(Bookkeeper::Bounds bounds = {}) : bounds_(bounds) {}

  std::string_view name() const override { return "books"; }
  int version() const override { return 15; }
  void create(store::Database& database) override { Bookkeeper::create_tables(database); }
  void load(store::Database& database) override { bookkeeper_.emplace(database, bounds_); }
  void group(const journal::Group& group) override { groups_.push_back(group); }
  /// Errors: CodecError for a group that no engine wrote.
  void flush(store::Database& database) override;

 private:
  Bookkeeper::Bounds bounds_;
  std::optional<Bookkeeper> bookkeeper_;
  std::vector<journal::Group> groups_;
};

}  // namespace tributary::books
