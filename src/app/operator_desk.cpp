#include "app/operator_desk.hpp"

#include <chrono>
#include <optional>
#include <stdexcept>
#include <thread>

#include "app/admin_socket.hpp"
#include "app/verticals.hpp"
#include "base/secret.hpp"
#include "http/server.hpp"
#include "http/socket.hpp"
#include "journal/reader.hpp"
#include "ring/loss.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::app {

namespace {

constexpr std::chrono::milliseconds look_again{50};

/// The wall clock as it is: nobody is there who could confirm it.
protocol::Time wall_clock() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count()};
}

/// Its very beginning where the journal cannot be read: that much was durable, too.
rows::JournalEnd end_of_journal(const std::string& url) {
  try {
    const journal::Position end = journal::Reader(url).end();
    return {end.last_sequence, {end.hash.begin(), end.hash.end()}};
  } catch (const std::exception&) {
    return {};
  }
}

rows::Bytes platform_of(const std::string& url) {
  try {
    const journal::PlatformId platform = journal::Reader(url).platform();
    return {platform.begin(), platform.end()};
  } catch (const std::exception&) {
    return {};
  }
}

bool is_answered(const std::filesystem::path& socket) {
  try {
    http::connect_to(http::Endpoint(socket));
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

rows::RowsWorld world_of(const ring::DataFolder& folder) {
  return {.clock = [] { return std::optional(wall_clock()); },
          .shown = wall_clock,
          .journal_end = [url = folder.journal_url()] { return end_of_journal(url); },
          .chance = base::draw,
          .platform = platform_of(folder.journal_url())};
}

std::string url_of(const std::filesystem::path& socket) { return "unix:" + socket.string(); }

}  // namespace

struct OperatorDesk::Alone {
  std::optional<ring::FolderLock> lock;
  std::optional<rows::Writer> rows;  ///< nothing: it is read alone
  vertical::ReadingDesk desk;
  const store::TemporaryFolder place;
  http::Server server;

  Alone(const ring::DataFolder& folder, OperatorWish wish)
      : desk("rows_desk", {.url = [url = folder.platform_url()] { return url; },
                           .durable = [] { return protocol::Sequence(0); },
                           .place = vertical::place_of_rows}),
        server({.address = "", .socket = place.path() / "admin.sock", .name = "alone"},
               routes(folder, wish)) {
    if (rows) rows->start();
    desk.start();
    server.start();
  }
  ~Alone() {
    server.stop(std::chrono::seconds(1));
    desk.stop();
    if (rows) rows->stop();
  }

  http::Router routes(const ring::DataFolder& folder, OperatorWish wish) {
    http::Router router;
    if (wish == OperatorWish::change) {
      lock.emplace(folder);
      if (const auto why = folder.why_elsewhere()) throw std::runtime_error(*why);
      ring::require_whole_journal(folder);  // what is lost shows in the rows, until they change
      rows.emplace(folder.platform_url(), schemas(), world_of(folder));
      add_orders(router, *rows, at_the_machine());
    }
    add_lists(router, desk, at_the_machine());
    return router;
  }
};

OperatorDesk::OperatorDesk(const ring::DataFolder& folder, OperatorWish wish,
                           std::chrono::milliseconds patience) {
  const auto give_up = std::chrono::steady_clock::now() + patience;
  for (;;) {
    if (is_answered(folder.admin_socket())) {
      url_ = url_of(folder.admin_socket());
      return;
    }
    try {
      alone_ = std::make_unique<Alone>(folder, wish);
      url_ = url_of(alone_->place.path() / "admin.sock");
      return;
    } catch (const ring::FolderHeld&) {
      if (std::chrono::steady_clock::now() > give_up) {
        throw std::runtime_error(
            "a platform or another command leads " + folder.path().string() +
            ", and does not answer at " + folder.admin_socket().string() +
            ": if it hangs, stop it; if that path is longer than 107 characters, ask it over HTTP");
      }
    }
    std::this_thread::sleep_for(look_again);
  }
}

OperatorDesk::~OperatorDesk() = default;

}  // namespace tributary::app
