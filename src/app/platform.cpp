#include "app/platform.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "api/commands.hpp"
#include "api/guard.hpp"
#include "api/health.hpp"
#include "api/loan_stream.hpp"
#include "api/queries.hpp"
#include "api/quotes.hpp"
#include "api/reference.hpp"
#include "app/http_outlet.hpp"
#include "app/local_outlet.hpp"
#include "app/metrics.hpp"
#include "app/platform_accounts.hpp"
#include "app/snapshot_keeper.hpp"
#include "app/token_store.hpp"
#include "app/verticals.hpp"
#include "base/log.hpp"
#include "verticals/clock/holidays.hpp"
#include "verticals/clock/routes.hpp"

namespace tributary::app {
namespace {

protocol::Time wall_clock() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
}

protocol::SetCalendar read_calendar(const std::filesystem::path& file) {
  if (file.empty()) return clock::read_holidays(clock::shipped_holidays(), "shipped: cn.csv");
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  try {
    return clock::read_holidays(text, "file: " + file.filename().string());
  } catch (const clock::HolidayFault& fault) {
    throw std::runtime_error(file.string() + ", " + fault.what());
  }
}

DataFolder made(const std::filesystem::path& path) {
  DataFolder folder(path);
  folder.create();
  return folder;
}

}  // namespace

/// In the order in which they are built; each needs only those above it.
struct Platform::Parts {
  const ServeOptions options;
  const DataFolder folder;
  const FolderLock lock;
  api::Guard guard;
  TokenStore tokens;
  journal::Journal journal;
  engine::Engine engine;
  Recovered recovered;
  Metrics metrics;
  RepeatReader repeats;
  SnapshotKeeper snapshots;
  Verticals verticals;
  Pipeline pipeline;
  std::shared_ptr<HttpOutlet> web;
  std::shared_ptr<LocalOutlet> local;
  clock::PlanStore plans;
  std::unique_ptr<clock::Timers> timers;  ///< nothing where they are not wanted
  clock::Office office;
  http::LiveStreams live;
  api::LoanStreams loan_streams;
  http::Server server;
  bool stopped = false;

  Parts(const ServeOptions& wishes, const Progress& progress);
  Pipeline::Options pipeline_options();
  http::Options server_options();
  http::Router routes();
  std::unique_ptr<clock::Timers> make_timers();
  std::optional<clock::CalendarInForce> calendar_in_force();
  clock::Office::World office_world();
  std::vector<std::string> faults() const;
  std::vector<std::string> warnings() const;
  void durable(const GroupInFlight& group);
  void stop();
};

Platform::Parts::Parts(const ServeOptions& wishes, const Progress& progress)
    : options(wishes),
      folder(made(options.data)),
      lock(folder),
      guard({.quotas = options.quotas, .write = base::log_warning}),
      tokens(folder.platform_file(), &guard.usages()),
      journal(folder.journal_url(), {.flush_delay = options.flush_delay}),
      recovered(recover(engine, folder, true, progress)),
      repeats(folder.journal_url()),
      snapshots(folder, recovered.snapshot_sequence, options.snapshot_every),
      verticals(folder),
      pipeline(engine, journal, pipeline_options()),
      web(std::make_shared<HttpOutlet>(pipeline, repeats, options.shards)),
      local(std::make_shared<LocalOutlet>(pipeline)),
      plans(folder.platform_file()),
      timers(make_timers()),
      office(office_world()),
      loan_streams(live, *web),
      server(server_options(), routes()) {
  for (const std::string& skipped : recovered.skipped_snapshots) {
    base::log_warning("snapshot_skipped", skipped);
  }
  for (const std::string& outdated : recovered.outdated_snapshots) {
    base::log_info("snapshot_outdated", outdated + ": the journal was replayed instead");
  }
  pipeline.add(web);
  pipeline.add(local);
  live.attach(server);
  guard.connect(server);
  web->connect(server, loan_streams, guard);
  metrics.watch({.pipeline = &pipeline,
                 .server = [this] { return server.stats(); },
                 .guard = &guard.figures(),
                 .follower_sequence = [this] { return verticals.sequence(); },
                 .timers = [this] { return timers ? timers->view() : clock::TimersView{}; }});
  pipeline.figures().on_group = [this](std::size_t records, double seconds) {
    metrics.group_written(records, seconds);
  };
  pipeline.start();
  open_platform_accounts(*local);
  verticals.start();
  office.start();
  if (timers) timers->start();
  server.start();
}

Pipeline::Options Platform::Parts::pipeline_options() {
  return {.queue_age_max = options.queue_age_max,
          .epoch = journal.begin_epoch(),
          .clock = wall_clock,
          .on_durable = [this](const GroupInFlight& group) { durable(group); }};
}

http::Options Platform::Parts::server_options() {
  return {.address = options.address,
          .port = options.port,
          .socket = options.socket,
          .shards = options.shards,
          .after_round = [this](unsigned shard) { web->flush(shard); },
          .on_fault = [](std::string_view what) { base::log_warning("request_failed", what); }};
}

http::Router Platform::Parts::routes() {
  const api::Authenticate authenticate(
      [this](std::string_view token) { return tokens.find(token); }, &guard);
  http::Router router;
  api::add_command_routes(router, *web, authenticate);
  api::add_query_routes(router, *web, authenticate);
  api::add_quote_route(router, authenticate);
  loan_streams.add_routes(router, authenticate);
  verticals.add_routes(router, authenticate);
  clock::add_routes(router, office, authenticate);
  api::add_reference_routes(router, Verticals::query_routes(), &guard);
  api::add_health_routes(router, {.faults = [this] { return faults(); },
                                  .warnings = [this] { return warnings(); },
                                  .metrics = [this] { return metrics.text(); }});
  return router;
}

std::vector<std::string> Platform::Parts::faults() const {
  std::vector<std::string> faults;
  if (auto fault = verticals.fault()) faults.push_back(std::move(*fault));
  return faults;
}

std::vector<std::string> Platform::Parts::warnings() const {
  std::vector<std::string> warnings;
  if (!timers) return warnings;
  if (auto trouble = timers->trouble()) warnings.push_back(std::move(*trouble));
  return warnings;
}

std::unique_ptr<clock::Timers> Platform::Parts::make_timers() {
  if (!options.timers) return nullptr;
  clock::Timers::Options wishes = options.timer_options;
  wishes.calendar = read_calendar(options.calendar);
  wishes.calendar_is_wished = !options.calendar.empty();
  clock::Timers::World world;
  world.ring = local.get();
  world.clock = wall_clock;
  world.calendar = [this] { return calendar_in_force(); };
  world.keep_plan = [this](money::Date day, const auto& plan) { plans.keep(day, plan); };
  return std::make_unique<clock::Timers>(std::move(world), std::move(wishes));
}

/// Known once the read models are where the journal was when the platform started.
std::optional<clock::CalendarInForce> Platform::Parts::calendar_in_force() {
  const std::string url = verticals.read_url();
  if (url.empty() || verticals.sequence() < recovered.end.last_sequence) return std::nullopt;
  store::Database database(url, {.access = store::Access::read_only});
  return clock::read_calendar(database);
}

clock::Office::World Platform::Parts::office_world() {
  clock::Office::World world;
  world.ring = local.get();
  world.timers = timers.get();
  world.plans = &plans;
  world.read_url = [this] { return verticals.read_url(); };
  world.wait_for = [this](protocol::Sequence sequence, std::chrono::milliseconds patience) {
    return verticals.wait_for(sequence, patience);
  };
  world.shift.remind_days = options.timer_options.remind_days;
  return world;
}

/// On the journal's thread, behind each group.
void Platform::Parts::durable(const GroupInFlight& group) {
  if (group.record_count == 0) return;
  verticals.durable(group.last_sequence());
  snapshots.durable(group.last_sequence());
}

void Platform::Parts::stop() {
  if (std::exchange(stopped, true)) return;
  server.stop(std::chrono::seconds(10));
  if (timers) timers->stop();
  office.stop();
  pipeline.stop();
  repeats.stop();
  verticals.stop();
  snapshots.stop();
  if (engine.state().sequence == snapshots.snapshot_sequence()) return;
  try {
    write_snapshot(engine.state(), journal.position(), folder);
  } catch (const std::exception& fault) {
    base::log_warning("snapshot_failed", fault.what());
  }
}

Platform::Platform(const ServeOptions& options, const Progress& progress)
    : parts_(std::make_unique<Parts>(options, progress)) {}

Platform::~Platform() { stop(); }

std::uint16_t Platform::port() const { return parts_->server.port(); }

std::uint64_t Platform::sequence() const { return parts_->pipeline.figures().durable_sequence; }

void Platform::stop() { parts_->stop(); }

}  // namespace tributary::app
