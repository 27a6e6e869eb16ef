#include <sys/stat.h>

#include <array>
#include <iostream>
#include <span>
#include <string_view>
#include <vector>

#include "base/flags.hpp"
#include "bench/bench.hpp"
#include "command_line/commands.hpp"
#include "money/quote_command.hpp"
#include "simulate/demo.hpp"
#include "simulate/simulate.hpp"
#include "verticals/clock/holidays.hpp"

namespace {

using Words = std::span<const std::string_view>;

int quote_command(Words words, std::ostream& out, std::ostream& err) {
  return tributary::money::quote_command(words, tributary::clock::shipped_calendar(), out, err);
}

struct Subcommand {
  std::string_view name;
  std::string_view summary;
  int (*run)(Words, std::ostream&, std::ostream&);
  /// Whether it makes files of a data folder: nobody else may read those.
  bool writes_data = false;
};

constexpr std::array subcommands{
    Subcommand{"serve", "run the platform", tributary::command_line::serve_command, true},
    Subcommand{"quote", "print a loan's schedule, cost and return", quote_command},
    Subcommand{"token", "make, list and revoke API tokens", tributary::command_line::token_command,
               true},
    Subcommand{"day-end", "work the business days of a running platform",
               tributary::command_line::day_end_command},
    Subcommand{"day-items", "show what the timers did, do one thing again",
               tributary::command_line::day_items_command},
    Subcommand{"clock", "show and confirm the clock of a running platform",
               tributary::command_line::clock_command},
    Subcommand{"verify", "check the journal, the state and the read models",
               tributary::command_line::verify_command},
    Subcommand{"journal", "show what happened, as JSON lines",
               tributary::command_line::journal_command},
    Subcommand{"snapshot", "write a snapshot of a stopped platform",
               tributary::command_line::snapshot_command, true},
    Subcommand{"backup", "copy a platform, also while it serves",
               tributary::command_line::backup_command, true},
    Subcommand{"restore", "make a platform of a backup", tributary::command_line::restore_command,
               true},
    Subcommand{"migrate", "move a stopped platform to PostgreSQL, or back",
               tributary::command_line::migrate_command, true},
    Subcommand{"accept-loss", "go on with a journal that has lost commands",
               tributary::command_line::accept_loss_command, true},
    Subcommand{"demo", "fill an empty folder with years of a growing platform",
               tributary::simulation::demo_command, true},
    Subcommand{"simulate", "lives from seeds, with faults, against a second model",
               tributary::simulation::simulate_command},
    Subcommand{"bench", "measure this machine", tributary::bench::bench_command},
};

void print_usage(std::ostream& out) {
  out << "Tributary " << tributary::command_line::version
      << ": many small bids become one loan; every cent finds its way back.\n\n"
         "usage: tributary COMMAND [OPTIONS]\n\n";
  for (const Subcommand& command : subcommands) {
    out << "  " << command.name << std::string(13 - command.name.size(), ' ') << command.summary
        << '\n';
  }
  out << "\n`tributary COMMAND --help` tells the options of each.\n";
}

}  // namespace

int main(int count, char** words) {
  const std::vector<std::string_view> args(words + 1, words + count);
  if (args.empty() || args[0] == "help" || args[0] == "--help") {
    print_usage(args.empty() ? std::cerr : std::cout);
    return args.empty() ? 2 : 0;
  }
  if (args[0] == "--version") {
    std::cout << tributary::command_line::version << '\n';
    return 0;
  }
  for (const Subcommand& command : subcommands) {
    if (command.name != args[0]) continue;
    if (command.writes_data) ::umask(S_IRWXG | S_IRWXO);
    try {
      return command.run(Words(args).subspan(1), std::cout, std::cerr);
    } catch (const tributary::base::FlagError& error) {
      std::cerr << "tributary " << command.name << ": " << error.what() << "; see `tributary "
                << command.name << " --help`\n";
      return 2;
    } catch (const std::exception& error) {
      std::cerr << "tributary " << command.name << ": " << error.what() << '\n';
      return 1;
    }
  }
  std::cerr << "tributary: there is no command '" << args[0] << "'; see `tributary help`\n";
  return 2;
}
