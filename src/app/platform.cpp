#include "app/platform.hpp"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <filesystem>
#include <iterator>
#include <thread>

#include "api/admission.hpp"
#include "api/commands.hpp"
#include "api/guard.hpp"
#include "api/health.hpp"
#include "api/loan_stream.hpp"
#include "api/queries.hpp"
#include "api/quotes.hpp"
#include "api/reference.hpp"
#include "app/admin_socket.hpp"
#include "app/agents.hpp"
#include "app/ahead.hpp"
#include "app/journal_end.hpp"
#include "app/memory_return.hpp"
#include "app/metrics.hpp"
#include "app/open_files.hpp"
#include "app/opening.hpp"
#include "app/read_models.hpp"
#include "app/rooms.hpp"
#include "app/verticals.hpp"
#include "base/every.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "money/text.hpp"
#include "ring/clock_guard.hpp"
#include "ring/http_outlet.hpp"
#include "ring/local_outlet.hpp"
#include "ring/old_requests.hpp"
#include "ring/platform_accounts.hpp"
#include "ring/snapshot_keeper.hpp"

namespace tributary::app {
namespace {

/// How long a stop waits for answers to what was accepted, and for how long once it is hurried.
constexpr std::chrono::seconds answers_patience{10};
constexpr std::chrono::seconds hurried_patience{1};

/// With a command that changes rows while no platform runs.
constexpr std::chrono::seconds lock_patience{1};

/// How often a start that found the clock in doubt looks whether it still is.
constexpr std::chrono::milliseconds look_at_clock_every{200};

void log_ended_streams(std::uint64_t token, std::size_t streams) {
  base::log_info("streams_ended", std::to_string(streams) + " of token " + std::to_string(token) +
                                      ", which was revoked or has expired");
}

/// Before the first request is remembered.
engine::Engine& bounded(engine::Engine& engine, const ServeOptions& options) {
  engine.bound_requests(options.remembered);
  return engine;
}

}  // namespace

/// In the order in which they are built; each needs only those above it.
struct Platform::Parts {
  const ServeOptions options;
  const ring::DataFolder folder;
  const ring::FolderLock lock;
  const std::size_t open_files;
  api::Guard guard;
  journal::Journal journal;  // before the tokens: another version's folder stays as it is
  const std::uint64_t epoch;
  engine::Engine engine;
  ring::RequestArchive archive;
  ring::OldRequests old_requests;
  ring::Recovered recovered;
  ring::ClockGuard machine_clock;
  JournalEndBoard journal_end;
  const std::optional<std::string> not_durable;  ///< why the database may lose what it kept
  const bool rows_were_missing;
  rows::Writer rows;
  Metrics metrics;
  ring::RepeatReader repeats;
  ring::SnapshotKeeper snapshots;
  ReadModels read_models;
  ring::Pipeline pipeline;
  std::shared_ptr<ring::HttpOutlet> web;
  std::shared_ptr<ring::LocalOutlet> local;
  vertical::ReadingDesk desk;
  vertical::ReadingDesk rows_desk;
  Rooms rooms;
  agents::Crew agents;
  http::LiveStreams live;
  api::LoanStreams loan_streams;
  std::shared_ptr<http::Tls> tls;  ///< nothing: plain HTTP
  http::Server server;
  http::Server admin;  ///< on a thread of its own: whatever the clients do, it answers
  MemoryReturn memory_return;
  base::Every traces;           ///< says what the log left out
  std::jthread account_opener;  ///< where the clock was in doubt at the start
  bool stopped = false;
  std::atomic<bool> stopping = false;  ///< as readiness says

  Parts(const ServeOptions& wishes, const ring::Progress& progress);
  ring::Pipeline::Options pipeline_options();
  http::Options server_options();
  http::Options admin_options();
  http::Router routes();
  http::Router admin_routes();
  http::Sender sender(const http::Request& head);
  vertical::House house();
  void open_accounts();
  rows::RowsWorld rows_world();
  agents::World agents_world();
  api::Authenticate authenticate();
  std::vector<std::string> faults() const;
  std::vector<std::string> warnings();
  void add_what_is_ahead(std::vector<std::string>& warnings);
  void durable(const ring::GroupInFlight& group);
  std::uint64_t last_durable() const { return pipeline.figures().durable_sequence; }
  void log_stop() const;
  void write_last_snapshot();
  void stop();
};

Platform::Parts::Parts(const ServeOptions& wishes, const ring::Progress& progress)
    : options(wishes),
      folder(make_folder(options)),
      lock(folder, lock_patience),
      open_files(raise_open_file_limit()),
      guard({.quotas = options.quotas, .write = base::log_warning}),
      journal(url_of_journal(folder), {.flush_delay = options.flush_delay}),
      // Who leads first and reads then, reads all that any leader before has written; and what it
      // reads is on the disk, so that nothing is made of more.
      epoch(lead(journal, folder)),
      archive(folder, progress),
      old_requests(archive),
      recovered(ring::recover(bounded(engine, options), folder, true, progress,
                              [this](engine::Engine& told) { archive.follow(told); })),
      machine_clock(engine.state().time(),
                    ring::ClockGuard::Options::of_catch_up_days(options.catch_up_days)),
      journal_end(journal.position()),
      not_durable(store::Database(folder.journal_url(), {.access = store::Access::read_only})
                      .why_not_durable()),
      rows_were_missing(journal.position().last_sequence > 0 && !has_rows(folder)),
      rows(folder.platform_url(), schemas(), rows_world()),
      repeats(folder.journal_url()),
      snapshots(folder, recovered.snapshot_sequence, options.snapshot_every,
                [this](engine::Engine& second) {
                  bounded(second, options);
                  second.forget_requests(old_requests.files()->through());
                }),
      read_models(folder),
      pipeline(engine, journal, pipeline_options()),
      web(std::make_shared<ring::HttpOutlet>(pipeline, repeats, options.shards)),
      local(std::make_shared<ring::LocalOutlet>(pipeline, repeats)),
      desk("reading_desk", {.url = [this] { return read_models.url(); },
                            .durable = [this] { return last_durable(); }}),
      rows_desk("rows_desk", {.url = [this] { return folder.platform_url(); },
                              .durable = [this] { return last_durable(); },
                              .place = vertical::place_of_rows}),
      rooms(options.verticals, house()),
      agents(make_agents(), agents_world()),
      live({.may_listen = [this](std::uint64_t token) { return rooms.lives(token); },
            .on_ended = log_ended_streams}),
      loan_streams(live, *web),
      tls(options.tls.key.empty() ? nullptr : std::make_shared<http::Tls>(options.tls)),
      server(server_options(), routes()),
      admin(admin_options(), admin_routes()),
      memory_return([this] { return server.stats().bytes_given_back; }, std::chrono::seconds(5)),
      traces("traces", std::chrono::seconds(5), [this] {
        guard.tell_what_was_left_out();
        rows.tell_what_was_left_out();
      }) {
  for (const std::string& skipped : recovered.skipped_snapshots) {
    base::log_warning("snapshot_skipped", skipped);
  }
  for (const std::string& outdated : recovered.outdated_snapshots) {
    base::log_info("snapshot_outdated", outdated + ": the journal was replayed instead");
  }
  if (not_durable) base::log_warning("not_durable", *not_durable);
  if (rows_were_missing) {
    base::log_warning("rows_missing", rows_missing_in(folder));
  }
  pipeline.add(web);
  pipeline.add(local);
  live.attach(server);
  guard.connect(server);
  web->connect(server, loan_streams, guard);
  metrics.watch({.pipeline = &pipeline,
                 .server = [this] { return server.stats(); },
                 .guard = &guard.figures(),
                 .follower_sequence = [this] { return read_models.sequence(); },
                 .old_requests = [this] { return old_requests.figures(); },
                 .rows = &rows,
                 .clock_is_in_doubt = [this] { return machine_clock.doubt().has_value(); },
                 .verticals =
                     [this](vertical::MetricSink& sink) {
                       rooms.tell_figures(sink);
                       tell_figures(agents, sink);
                     }});
  pipeline.figures().on_group = [this](std::size_t records, double seconds) {
    metrics.group_written(records, seconds);
  };
  old_requests.durable(recovered.end.last_sequence);
  old_requests.start(pipeline.inbox());
  pipeline.start();
  rows.on_change(rows::FactRow::table, [this](const rows::Writer::Keys&) { agents.hear_facts(); });
  rows.start();
  open_accounts();
  read_models.start();
  desk.start();
  rows_desk.start();
  rooms.start();
  agents.start();
  close_socket(folder);
  admin.start();
  server.start();
}

/// While the clock is in doubt nothing is decided, and a start has more to do than to wait.
void Platform::Parts::open_accounts() {
  if (ring::open_platform_accounts(*local)) return;
  account_opener = std::jthread([this](const std::stop_token& stop) {
    while (!stop.stop_requested() && !ring::open_platform_accounts(*local)) {
      std::this_thread::sleep_for(look_at_clock_every);
    }
  });
}

ring::Pipeline::Options Platform::Parts::pipeline_options() {
  return {.queue_age_max = options.queue_age_max,
          .epoch = epoch,
          .clock = [this] { return machine_clock.now(); },
          .old_requests = &old_requests,
          .on_durable = [this](const ring::GroupInFlight& group) { durable(group); }};
}

http::Options Platform::Parts::server_options() {
  http::Limits limits;
  limits.connections =
      std::min(limits.connections, open_files - std::min(open_files / 2, other_files));
  limits.streams = std::min(limits.streams, limits.connections / 2);
  return {.address = options.listen.address,
          .port = options.listen.port,
          .socket = options.socket,
          .tls = tls,
          .proxies = options.proxies,
          .shards = options.shards,
          .limits = limits,
          .after_round = [this](unsigned shard) { web->flush(shard); },
          .sender = [this](const http::Request& head) { return sender(head); },
          .on_fault = [](std::string_view what) { base::log_warning("request_failed", what); },
          .on_memory_short =
              [](std::uint64_t connections) {
                base::log_warning("memory_short",
                                  std::to_string(connections) +
                                      " connections with half requests or unread answers gave way; "
                                      "whoever holds most is asked first");
              }};
}

http::Options Platform::Parts::admin_options() {
  return {.address = options.admin_listen.address,
          .port = options.admin_listen.port,
          .socket = socket_of(folder),
          .name = "admin",
          .limits = {.connections = std::min<std::size_t>(256, open_files / 8)},
          .on_fault = [](std::string_view what) { base::log_warning("request_failed", what); }};
}

http::Router Platform::Parts::admin_routes() {
  http::Router router;
  api::add_health_routes(router, {.faults = [this] { return faults(); },
                                  .warnings = [this] { return warnings(); },
                                  .metrics = [this] { return metrics.text(); }});
  add_orders(router, rows, at_the_machine());
  add_lists(router, rows_desk, at_the_machine());
  return router;
}

rows::RowsWorld Platform::Parts::rows_world() {
  return {.clock = [this] { return machine_clock.now(); },
          .shown = [this] { return machine_clock.shows(); },
          .journal_end = [this] { return journal_end.read(); },
          .chance = base::draw,
          .platform = {journal.platform().begin(), journal.platform().end()}};
}

agents::World Platform::Parts::agents_world() {
  return {.journal_url = folder.journal_url(),
          .rows_url = folder.platform_url(),
          .rows = &rows,
          .send = send_through(*local),
          .clock = [this] { return machine_clock.now(); }};
}

api::Authenticate Platform::Parts::authenticate() {
  return {[this](std::string_view bearer) { return rooms.find_caller(bearer); }, &guard,
          [this](std::string_view bearer) { return rooms.explain_stranger(bearer); }};
}

/// Long bodies are for those who are known.
http::Sender Platform::Parts::sender(const http::Request& head) {
  const api::Authenticate find([this](std::string_view token) { return rooms.find_caller(token); });
  const auto caller = api::identify(head, find);
  if (!caller) return {.body_bytes = http::Limits{}.whole_body_bytes, .name = 0};
  return {.body_bytes = http::Limits{}.body_bytes,
          .name = std::hash<std::uint64_t>{}(caller->actor.value) | 1};
}

http::Router Platform::Parts::routes() {
  const api::Authenticate known = authenticate();
  http::Router router;
  api::add_command_routes(router, *web, known);
  api::add_query_routes(router, *web, known);
  api::add_quote_route(router, known, [this] { return pipeline.figures().calendar.read(); });
  loan_streams.add_routes(router, known);
  rooms.add_routes(router, known);
  add_orders(router, rows, known);
  add_lists(router, rows_desk, known);
  api::add_reference_routes(router, query_routes(), &guard);
  api::add_alive_route(router);
  return router;
}

std::vector<std::string> Platform::Parts::faults() const {
  std::vector<std::string> faults;
  if (stopping) faults.emplace_back("The platform stops: it takes no new connections.");
  if (auto fault = read_models.fault()) faults.push_back(std::move(*fault));
  return faults;
}

/// A clock in doubt is one of them: questions are answered, and who reads should go on doing so.
std::vector<std::string> Platform::Parts::warnings() {
  std::vector<std::string> warnings;
  if (rows_were_missing) {
    warnings.push_back(rows_missing_in(folder));
  }
  if (not_durable) warnings.push_back(*not_durable);
  if (auto trouble = rows.trouble()) warnings.push_back(std::move(*trouble));
  if (auto trouble = old_requests.trouble()) warnings.push_back(std::move(*trouble));
  for (std::size_t at = 0; at < engine::currencies.size(); ++at) {
    const money::Amount gap{pipeline.figures().standings[at].gap_minor};
    if (gap == money::Amount{}) continue;
    warnings.push_back("people are owed " + money::to_string(gap) + " " +
                       boost::describe::enum_to_string(engine::currencies[at], "") +
                       " more than the bank holds: pay in own money");
  }
  if (auto doubt = machine_clock.doubt()) warnings.push_back("clock: " + std::move(*doubt));
  add_what_is_ahead(warnings);
  std::ranges::move(rooms.warnings(), std::back_inserter(warnings));
  std::ranges::move(agents.warnings(), std::back_inserter(warnings));
  return warnings;
}

void Platform::Parts::add_what_is_ahead(std::vector<std::string>& warnings) {
  const auto now = machine_clock.now();
  if (!now) return;
  const ring::PipelineFigures& figures = pipeline.figures();
  const money::Date today = vertical::local_time(*now, options.offset).date;
  if (auto told = ahead_of_today({figures.business_day}, today)) {
    warnings.push_back(std::move(*told));
  }
  if (auto told = ahead_of_clock({figures.engine_time_ms}, *now)) {
    warnings.push_back(std::move(*told));
  }
}

vertical::House Platform::Parts::house() {
  return {
      .ring = local.get(),
      .read_models = {.url = [this] { return read_models.url(); },
                      .sequence = [this] { return read_models.sequence(); }},
      .desk = &desk,
      .durable = [this] { return last_durable(); },
      .rows = &rows,
      .rows_desk = &rows_desk,
      .rows_url = folder.platform_url(),
      .usages = &guard.usages(),
      .started_at = recovered.end.last_sequence,
      .clock = {.shows = [this] { return machine_clock.shows(); },
                .now = [this] { return machine_clock.now(); },
                .doubt = [this] { return machine_clock.doubt(); },
                .is_shown = [this](protocol::Time named) { return machine_clock.shows(named); },
                .confirm = [this](protocol::Time named) { return machine_clock.confirm(named); },
                .supposed = [this] { return machine_clock.supposed(); }},
      .offset = options.offset,
      .catch_up_days = options.catch_up_days};
}

/// On the journal's thread, behind each group.
void Platform::Parts::durable(const ring::GroupInFlight& group) {
  journal_end.post(journal.position());
  read_models.durable(group.last_sequence());
  agents.hear_journal();
  old_requests.durable(group.last_sequence());
  snapshots.durable(group.last_sequence());
}

void Platform::Parts::log_stop() const {
  const http::Stats now = server.stats();
  base::log_info("stopping", "no new connections; what the " + std::to_string(now.connections) +
                                 " open ones have asked for is answered, at most " +
                                 std::to_string(answers_patience.count()) +
                                 " s; a second signal hurries");
}

void Platform::Parts::stop() {
  if (std::exchange(stopped, true)) return;
  stopping = true;
  const auto begin = std::chrono::steady_clock::now();
  log_stop();
  server.stop(answers_patience);
  account_opener = {};
  desk.stop();
  rows_desk.stop();
  rooms.stop();
  agents.stop();
  rows.stop();
  pipeline.stop();
  old_requests.stop();
  repeats.stop();
  read_models.stop();
  snapshots.stop();
  admin.stop(std::chrono::seconds(1));
  write_last_snapshot();
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begin);
  base::log_info("stopped", "at sequence " + std::to_string(last_durable()) + ", after " +
                                std::to_string(took.count()) + " ms");
}

void Platform::Parts::write_last_snapshot() {
  if (engine.state().sequence == snapshots.snapshot_sequence()) return;
  try {
    ring::write_snapshot(engine.state(), journal.position(), folder);
  } catch (const std::exception& fault) {
    base::log_warning("snapshot_failed", fault.what());
  }
}

Platform::Platform(const ServeOptions& options, const ring::Progress& progress)
    : parts_(std::make_unique<Parts>(options, progress)) {}

Platform::~Platform() { stop(); }

std::uint16_t Platform::port() const { return parts_->server.port(); }

std::uint16_t Platform::admin_port() const { return parts_->admin.port(); }

std::uint64_t Platform::sequence() const { return parts_->last_durable(); }

void Platform::reload() {
  if (parts_->tls == nullptr) return;
  try {
    parts_->tls->reload();
    base::log_info("reloaded", "the TLS certificate");
  } catch (const std::exception& fault) {
    base::log_error("reload_failed",
                    std::string("the TLS certificate stays as before: ") + fault.what());
  }
}

void Platform::stop() { parts_->stop(); }

void Platform::hurry() {
  base::log_info("stopping", "hurried: at most " + std::to_string(hurried_patience.count()) +
                                 " s more for answers");
  parts_->server.hurry(hurried_patience);
}

}  // namespace tributary::app
