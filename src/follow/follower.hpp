#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "journal/group.hpp"
#include "store/database.hpp"

namespace tributary::follow {

/// Turns the journal into tables of its own. It sees each group once: what it flushes and its place
/// in the journal are committed together. All calls come from one thread; whatever it throws, it is
/// dropped, and a new one goes on from the tables.
class Follower {
 public:
  virtual ~Follower() = default;

  virtual std::string_view name() const = 0;

  /// Of its tables and their meaning. If the file has another one, everything is built anew.
  virtual int version() const = 0;

  /// Makes its tables in a new file.
  virtual void create(store::Database& database) = 0;

  /// Prepares statements and fills memory from the tables. `database` stays until the follower
  /// goes.
  virtual void load(store::Database& database) = 0;

  /// Folds a group into memory. Touches no table.
  virtual void group(const journal::Group& group) = 0;

  /// Writes what the groups since the last flush came to; inside a transaction.
  virtual void flush(store::Database& database) = 0;
};

using Followers = std::vector<std::unique_ptr<Follower>>;
using MakeFollowers = std::function<Followers()>;

}  // namespace tributary::follow
