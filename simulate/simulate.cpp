#include "simulate/simulate.hpp"

#include <chrono>
#include <fstream>
#include <iomanip>
#include <iterator>
#include <ostream>
#include <sstream>

#include "base/flags.hpp"
#include "base/progress_bar.hpp"
#include "simulate/apart.hpp"
#include "simulate/grouped.hpp"
#include "simulate/life.hpp"
#include "simulate/renumber.hpp"
#include "simulate/shrink.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::simulation {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view usage =
    R"(usage: tributary simulate [OPTIONS]

  --seed N        of the first run (1)
  --runs K        with the seeds N, N + 1, … (1)
  --years Y       of platform life a run (1)
  --members M     investors who have come by then (300)
  --faults LIST   all, none, or names with commas between (all)
  --list-faults   tells the names
  --journal WHERE memory, sqlite, or mixed: every fourth run in SQLite (mixed)
  --script FILE   takes these steps instead; a failing run leaves such a file
  --keep FOLDER   where it leaves it (.)
  --shrink S      seconds to make it short (60)

Each run is one life of the real engine, journal, recovery and read models under a virtual clock,
with people who behave like people and with faults. A second model predicts every answer and every
balance. The same seed gives the same life.
)";

struct Wishes {
  std::uint64_t seed = 1;
  std::uint64_t runs = 1;
  std::uint64_t years = 1;
  std::uint64_t members = 300;
  FaultSet faults;
  std::string journal;
  std::string script;
  fs::path keep;
  std::uint64_t shrink_seconds = 60;

  bool on_disk(std::uint64_t run_seed) const {
    return journal == "sqlite" || (journal == "mixed" && run_seed % 4 == 0);
  }
};

Wishes wishes_of(base::Flags& flags) {
  Wishes wishes;
  wishes.seed = flags.number("--seed", 1);
  wishes.runs = flags.number("--runs", 1);
  wishes.years = flags.number("--years", 1);
  wishes.members = flags.number("--members", 300);
  try {
    wishes.faults = FaultSet::named(flags.text("--faults", "all"));
  } catch (const std::invalid_argument& fault) {
    throw base::FlagError(std::string(fault.what()) + "; --list-faults tells their names");
  }
  wishes.journal = flags.text("--journal", "mixed");
  wishes.script = flags.text("--script", "");
  wishes.keep = flags.text("--keep", ".");
  wishes.shrink_seconds = flags.number("--shrink", 60);
  flags.finish();
  if (wishes.journal != "memory" && wishes.journal != "sqlite" && wishes.journal != "mixed") {
    throw base::FlagError("--journal is memory, sqlite or mixed, not '" + wishes.journal + "'");
  }
  if (wishes.members == 0 || wishes.members > 10'000'000 || wishes.years > 50) {
    throw base::FlagError("--members goes from 1 to 10000000, --years to 50");
  }
  return wishes;
}

void list_faults(std::ostream& out) {
  for (const FaultInfo& info : all_faults()) {
    out << "  " << std::left << std::setw(17) << info.name << info.about
        << (info.needs_disk ? " (journal in SQLite)" : "") << '\n';
  }
}

LifeOptions life_of(const Wishes& wishes, std::uint64_t seed) {
  LifeOptions options;
  options.seed = seed;
  options.members = static_cast<std::uint32_t>(wishes.members);
  options.days = static_cast<std::int32_t>(wishes.years * 365);
  options.faults = wishes.faults;
  options.on_disk = wishes.on_disk(seed);
  return options;
}

/// One run to its end, in this process. Gives what it came to in numbers: commands, faults.
std::string live(const LifeOptions& options) {
  const store::TemporaryFolder folder(place_for_disks());
  Life life(options, make_vault(options.on_disk, folder.path()));
  life.run();
  std::ostringstream text;
  text << life.world().commands() << ' ' << life.strikes() << ' ' << std::hex
       << life.state().hash.value();
  return text.str();
}

/// In a process of its own. Short lists are looked at behind each group, long ones now and then.
template <class Steps>
Ending ending_of(const Steps& steps, bool on_disk, bool quiet) {
  constexpr std::size_t is_short = 400;
  return run_apart(
      [&]() -> std::string {
        const store::TemporaryFolder folder(place_for_disks());
        run(steps, make_vault(on_disk, folder.path()), {.compare_always = steps.size() < is_short});
        return {};
      },
      quiet);
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_script(const fs::path& path, const Steps& steps, const std::string& head) {
  std::ofstream file(path, std::ios::trunc);
  file << head;
  for (const Step& step : steps) file << text_of(step) << '\n';
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

/// Lives the failing life again, writing down its steps.
Steps recorded_steps(LifeOptions options, const fs::path& path) {
  std::ofstream record(path, std::ios::trunc);
  options.record = &record;
  options.progress = {};
  run_apart([&] { return live(options); }, true);
  return steps_of(read_file(path));
}

/// Leaves out what is not needed, and the numbers that it had.
Steps shrunk(Steps steps, bool on_disk, std::uint64_t seconds, std::ostream& err) {
  using Clock = std::chrono::steady_clock;
  base::ProgressBar progress(err, "steps left");
  const auto end = Clock::now() + std::chrono::seconds(seconds);
  const auto fails = [&](const auto& tried) { return !ending_of(tried, on_disk, true).well; };
  for (std::size_t before = steps.size() + 1; steps.size() < before && Clock::now() < end;) {
    before = steps.size();
    steps = shrink(steps, fails, [&](std::size_t left) {
      progress.show(left);
      return Clock::now() < end;
    });
    Steps closed = close_gaps(steps);
    if (closed.size() < steps.size() && fails(closed)) steps = std::move(closed);
  }
  progress.finish();
  return steps;
}

void explain(const LifeOptions& options, const std::string& difference, const Wishes& wishes,
             std::ostream& out, std::ostream& err) {
  constexpr std::size_t lines_shown = 40;
  out << "seed " << options.seed << " FAILED: " << difference << std::endl;
  const fs::path path = wishes.keep / ("seed-" + std::to_string(options.seed) + ".script");
  Steps steps = recorded_steps(options, path);
  const bool in_the_steps = !ending_of(steps, options.on_disk, true).well;
  if (in_the_steps) steps = shrunk(steps, options.on_disk, wishes.shrink_seconds, err);
  const std::string told = in_the_steps ? ending_of(steps, options.on_disk, true).text : difference;
  const std::string replay = "tributary simulate --journal " +
                             std::string(options.on_disk ? "sqlite" : "memory") + " --script " +
                             path.string();
  write_script(path, steps, "# " + told + "\n# " + replay + "\n");
  if (!in_the_steps) {
    out << "all its steps, which show it to people alone: " << path.string() << '\n';
    return;
  }
  out << steps.size() << " of its steps do: " << told << "\nagain: " << replay << '\n';
  if (steps.size() > lines_shown) return;
  for (const Step& step : steps) out << "  " << text_of(step) << '\n';
}

int run_script(const Wishes& wishes, std::ostream& out) {
  const Steps steps = steps_of(read_file(wishes.script));
  const Ending ending = ending_of(steps, wishes.journal == "sqlite", false);
  if (ending.well) {
    out << steps.size() << " steps, no difference\n";
    return 0;
  }
  out << "FAILED: " << ending.text << '\n';
  return 1;
}

int run_lives(const Wishes& wishes, std::ostream& out, std::ostream& err) {
  using Clock = std::chrono::steady_clock;
  std::uint64_t commands_in_all = 0;
  double seconds_in_all = 0;
  for (std::uint64_t seed = wishes.seed; seed < wishes.seed + wishes.runs; ++seed) {
    LifeOptions options = life_of(wishes, seed);
    base::ProgressBar progress(err, "seed " + std::to_string(seed) + ", day",
                               static_cast<std::uint64_t>(options.days));
    options.progress = [&](std::uint64_t day) { progress.show(day); };
    const auto begin = Clock::now();
    const Ending ending = run_apart([&] {
      const std::string figures = live(options);
      progress.finish();
      return figures;
    });
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    if (!ending.well) {
      err << '\n';
      explain(options, ending.text, wishes, out, err);
      return 1;
    }
    std::istringstream figures(ending.text);
    std::uint64_t commands = 0;
    std::uint64_t strikes = 0;
    std::string hash;
    figures >> commands >> strikes >> hash;
    commands_in_all += commands;
    seconds_in_all += seconds;
    out << "seed " << seed << "  " << grouped(commands) << " commands, " << grouped(strikes)
        << " faults of process and disk, journal in " << (options.on_disk ? "SQLite" : "memory")
        << ", state " << hash << ", "
        << grouped(static_cast<std::uint64_t>(static_cast<double>(commands) / seconds)) << "/s"
        << std::endl;
  }
  out << wishes.runs << (wishes.runs == 1 ? " run, " : " runs, ") << grouped(commands_in_all)
      << " commands, "
      << grouped(static_cast<std::uint64_t>(static_cast<double>(commands_in_all) / seconds_in_all))
      << " commands/s: every answer and every balance as predicted\n";
  return 0;
}

}  // namespace

int simulate_command(std::span<const std::string_view> args, std::ostream& out, std::ostream& err) {
  base::Flags flags(args);
  if (flags.has("--help")) {
    out << usage;
    return 0;
  }
  if (flags.has("--list-faults")) {
    list_faults(out);
    return 0;
  }
  const Wishes wishes = wishes_of(flags);
  return wishes.script.empty() ? run_lives(wishes, out, err) : run_script(wishes, out);
}

}  // namespace tributary::simulation
