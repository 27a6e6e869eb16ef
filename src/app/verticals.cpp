#include "app/verticals.hpp"

#include <algorithm>
#include <iterator>

#include "base/log.hpp"
#include "verticals/books/books.hpp"
#include "verticals/books/routes.hpp"
#include "verticals/clock/diary.hpp"
#include "verticals/clock/routes.hpp"

namespace tributary::app {

namespace {

follow::RunnerOptions runner_options(const DataFolder& folder) {
  follow::RunnerOptions options;
  options.folder = folder.read_models();
  options.journal_url = folder.journal_url();
  options.make_followers = Verticals::make_followers;
  options.log = [](std::string_view line) { base::log_info("read_models", line); };
  return options;
}

}  // namespace

Verticals::Verticals(const DataFolder& folder, std::function<std::uint64_t()> last_durable)
    : runner_(runner_options(folder)),
      books_({.url = [this] { return runner_.read_url(); }, .durable = std::move(last_durable)}) {}

Verticals::~Verticals() { stop(); }

follow::Followers Verticals::make_followers() {
  follow::Followers followers;
  followers.push_back(std::make_unique<books::Books>());
  followers.push_back(std::make_unique<clock::Diary>());
  return followers;
}

void Verticals::add_routes(http::Router& router, const api::Authenticate& authenticate) {
  books::add_routes(router, books_, authenticate);
}

std::vector<api::QueryRoute> Verticals::query_routes() {
  std::vector<api::QueryRoute> routes = books::query_routes();
  std::ranges::move(clock::query_routes(), std::back_inserter(routes));
  return routes;
}

void Verticals::start() {
  runner_.start();
  books_.start();
}

void Verticals::stop() {
  books_.stop();
  runner_.stop();
}

std::optional<std::string> Verticals::fault() const {
  const follow::Status status = runner_.status();
  if (status.state != follow::State::faulted) return std::nullopt;
  return "The read models do not follow: " + status.reason;
}

}  // namespace tributary::app
