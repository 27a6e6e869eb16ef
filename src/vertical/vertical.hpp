#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agents/agent.hpp"
#include "api/admission.hpp"
#include "api/caller_source.hpp"
#include "api/query_route.hpp"
#include "base/flags.hpp"
#include "follow/follower.hpp"
#include "http/router.hpp"
#include "rows/order_route.hpp"
#include "rows/schema.hpp"
#include "vertical/accounts.hpp"
#include "vertical/house.hpp"
#include "vertical/metric_sink.hpp"
#include "vertical/route.hpp"

/// A business line is one object. `app/verticals.cpp` lists them, and nothing else names one: the
/// platform finds in it what it follows, answers, watches and checks.
namespace tributary::vertical {

/// A business line on a running platform.
class Room {
 public:
  Room() = default;
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;
  virtual ~Room() = default;

  /// Before `start`. The room outlives the server.
  virtual void add_routes(http::Router&, const api::Authenticate&) {}
  /// The platform decides and follows; it serves nobody yet.
  virtual void start() {}
  /// The platform serves nobody any more, and still decides. A second call does nothing.
  virtual void stop() {}
  /// Who its callers are; nothing: it knows none.
  virtual api::CallerSource* callers() { return nullptr; }
  /// What an operator has to know now, for `/readyz`. Any thread.
  virtual std::vector<std::string> warnings() const { return {}; }
  /// Any thread.
  virtual void tell_figures(MetricSink&) const {}
};

/// How a business line comes to life on a platform, as its flags say.
using Open = std::function<std::unique_ptr<Room>(const House&)>;

struct Vertical {
  /// Its words in the first lines of `serve --help`, and a line or more for each of its flags.
  std::string_view synopsis{};
  std::string_view usage{};
  /// Takes its flags out of those of `serve`; nothing: it has neither flags nor a room. Errors:
  /// base::FlagError; std::runtime_error for a file that they name.
  Open (*read)(base::Flags&) = nullptr;
  /// Of the journal; nothing: it has no read models.
  std::unique_ptr<follow::Follower> (*make_follower)() = nullptr;
  /// Its rows, which are the only truth about what they hold; nothing: it has none.
  rows::Schema (*schema)() = nullptr;
  /// What changes them, and what is asked about them.
  std::vector<rows::OrderRoute> (*orders)() = nullptr;
  std::span<const Route<>> (*lists)() = nullptr;
  /// Who act on what happens, by themselves.
  std::vector<agents::Agent> (*agents)() = nullptr;
  /// What the reference says of its other routes.
  std::vector<api::QueryRoute> (*routes)() = nullptr;
  /// Its read models beside what the engine says; nothing: they say nothing of accounts.
  Comparison (*compare)(const std::string& url, const Accounts&) = nullptr;
};

}  // namespace tributary::vertical
