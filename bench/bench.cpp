#include "bench/bench.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <ostream>

#include "base/flags.hpp"
#include "bench/child.hpp"
#include "bench/interruption.hpp"
#include "bench/report.hpp"
#include "bench/room.hpp"
#include "bench/runs.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view usage_text =
    R"(usage: tributary bench [OPTIONS]

  --only A,B      these runs alone
  --quick         small sizes: seconds instead of minutes, not to be compared with the goals
  --json FILE     the figures as one JSON object besides
  --folder DIR    where data is kept while measuring, on the disk to be measured (/var/tmp)
  --database URL  of PostgreSQL, for `durable`: the journal is there, in schemas made and removed
  --program FILE  the program to start as a server (this one)

Runs:
)";

struct Wishes {
  bool help = false;
  bool quick = false;
  std::string json;
  std::string folder;
  std::string database;
  std::string program;
  std::vector<Run> runs;
};

std::vector<Run> runs_named(std::string_view names) {
  std::vector<Run> chosen;
  for (const std::string_view name : base::words_between_commas(names)) {
    const auto found = std::ranges::find(all_runs(), name, &Run::name);
    if (found == all_runs().end()) {
      throw base::FlagError("there is no run '" + std::string(name) + "'; see bench --help");
    }
    chosen.push_back(*found);
  }
  return chosen;
}

Wishes wishes_of(std::span<const std::string_view> args) {
  base::Flags flags(args);
  Wishes wishes;
  wishes.help = flags.has("--help");
  wishes.quick = flags.has("--quick");
  wishes.json = flags.text("--json", "");
  wishes.folder = flags.text("--folder", "/var/tmp");
  wishes.database = flags.text("--database", "");
  wishes.program = flags.text("--program", "/proc/self/exe");
  const std::string only = flags.text("--only", "");
  flags.finish();
  wishes.runs =
      only.empty() ? std::vector<Run>(all_runs().begin(), all_runs().end()) : runs_named(only);
  return wishes;
}

std::string usage() {
  std::string text(usage_text);
  for (const Run& run : all_runs()) {
    text += "  " + std::string(run.name) + std::string(16 - run.name.size(), ' ') +
            std::string(run.about) + '\n';
  }
  return text;
}

/// Measures in a process of its own: what one run leaves in memory, or fails at, is nothing to the
/// next one. Errors: std::runtime_error if it failed; Interrupted.
std::vector<Figure> figures_of(const Run& run, const Wishes& wishes, const fs::path& folder,
                               Progress& progress) {
  fs::create_directories(folder);
  Child child = Child::copy([&] {
    Bench bench{.quick = wishes.quick,
                .folder = folder,
                .database = wishes.database,
                .program = wishes.program,
                .progress = progress};
    run.measure(bench);
    write_all(STDOUT_FILENO, line_of(bench.figures));
  });
  const std::string line = child.read_all();
  const bool well = child.wait();
  fs::remove_all(folder);
  stop_if_interrupted();
  if (!well) throw std::runtime_error("the run '" + std::string(run.name) + "' failed");
  return bench::figures_of(line);
}

/// What failed is said, and the other runs go on.
Report measure(const Wishes& wishes, bool& failed, std::ostream& err) {
  constexpr std::uintmax_t gib_needed = 6;
  const store::TemporaryFolder folder(wishes.folder);
  if (!wishes.quick) require_room(folder.path(), gib_needed);
  Report report{.machine = machine_of(folder.path()), .quick = wishes.quick, .figures = {}};
  err << machine_line(report.machine) << std::flush;
  unsigned number = 0;
  for (const Run& run : wishes.runs) {
    Progress progress(run.name, ++number, static_cast<unsigned>(wishes.runs.size()));
    try {
      std::ranges::move(figures_of(run, wishes, folder.path() / run.name, progress),
                        std::back_inserter(report.figures));
    } catch (const Interrupted&) {
      throw;
    } catch (const std::exception& fault) {
      failed = true;
      err << '\n' << fault.what() << '\n' << std::flush;
    }
  }
  return report;
}

void write_json(const Report& report, const std::string& file) {
  std::ofstream out(file, std::ios::trunc);
  out << boost::json::serialize(json_of(report)) << '\n';
  if (!out.flush()) throw std::runtime_error("cannot write " + file);
}

}  // namespace

std::span<const Run> all_runs() {
  static constexpr std::array runs{
      Run{"engine", "the engine alone, one thread", measure_engine},
      Run{"durable", "engine and journal, pipelined, no web", measure_durable},
      Run{"http", "one durable bid a request, and a bare echo beside it", measure_http},
      Run{"rush", "10,000 connections bid on one loan at once", measure_rush},
      Run{"orders", "orders that change rows, over HTTP", measure_orders},
      Run{"edge", "TLS, idle connections, one flood beside a thousand quiet users", measure_edge},
      Run{"payout", "one period paid to 1,000,000 claims", measure_payout},
      Run{"day", "a due day of 10,000,000 claims while bids go on", measure_day},
      Run{"calm", "a day with nothing due on 1,000,000 live loans", measure_calm},
      Run{"ends", "memory after 2,000 days of what is over on the next one", measure_ends},
      Run{"replay", "a journal folded into a new engine", measure_replay},
      Run{"projection", "read models with 10,000,000 events behind them", measure_projection},
      Run{"statement", "pages of a statement with 100,000 bids", measure_statement},
      Run{"restart", "a platform with 10,000,000 commands started again", measure_restart},
      Run{"ids", "100,000,000 old request ids in files", measure_ids},
      Run{"flush", "durable and http with flushes 1, 5 and 20 ms slower", measure_flush},
  };
  return runs;
}

int bench_command(std::span<const std::string_view> args, std::ostream& out, std::ostream& err) {
  try {
    const Wishes wishes = wishes_of(args);
    if (wishes.help) {
      out << usage();
      return 0;
    }
    expect_interruption();
    bool failed = false;
    const Report report = measure(wishes, failed, err);
    out << '\n' << text_of(report);
    if (!wishes.json.empty()) write_json(report, wishes.json);
    return failed ? 1 : 0;
  } catch (const base::FlagError& fault) {
    err << fault.what() << "\n\n" << usage();
    return 2;
  } catch (const Interrupted&) {
    err << "\ninterrupted\n";
    return 130;
  } catch (const std::exception& fault) {
    err << fault.what() << '\n';
    return 1;
  }
}

}  // namespace tributary::bench
