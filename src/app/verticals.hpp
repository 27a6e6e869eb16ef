#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/caller.hpp"
#include "api/query_route.hpp"
#include "app/data_folder.hpp"
#include "follow/runner.hpp"
#include "http/server.hpp"
#include "verticals/books/desk.hpp"

namespace tributary::app {

/// The verticals of this platform: what follows the journal, and what can be asked of it. A new
/// vertical is one line in each of its functions.
class Verticals {
 public:
  /// `last_durable`: the last sequence in the journal for good; any thread asks it.
  Verticals(const DataFolder& folder, std::function<std::uint64_t()> last_durable);
  ~Verticals();

  static follow::Followers make_followers();
  void add_routes(http::Router& router, const api::Authenticate& authenticate);
  static std::vector<api::QueryRoute> query_routes();

  void start();
  void stop();
  /// Any thread, once a sequence is durable.
  void durable(std::uint64_t sequence) { runner_.notify(sequence); }
  std::uint64_t sequence() const { return runner_.cursor(); }
  /// The file of the read models; it may change.
  std::string read_url() const { return runner_.read_url(); }
  /// Why the read models do not follow now, if they do not.
  std::optional<std::string> fault() const;

 private:
  follow::Runner runner_;
  books::Desk books_;
};

}  // namespace tributary::app
