#include <ostream>
#include <thread>

#include "app/platform.hpp"
#include "app/serve_options.hpp"
#include "base/log.hpp"
#include "base/progress_bar.hpp"
#include "command_line/commands.hpp"
#include "command_line/edge_flags.hpp"
#include "command_line/serve_flags.hpp"
#include "command_line/signals.hpp"
#include "store/database.hpp"

namespace tributary::command_line {
namespace {

/// Thrown out of the replay, which may take long.
struct StoppedBeforeServing {};

/// Answers signals until everything has stopped. The stop runs beside, so that it can be hurried.
void attend(app::Platform& platform, Signals& signals) {
  std::jthread stopping;
  for (;;) {
    const Signals::Word word = signals.wait();
    if (word == Signals::Word::woken) return;
    if (word == Signals::Word::reload) {
      platform.reload();
    } else if (stopping.joinable()) {
      platform.hurry();
    } else {
      stopping = std::jthread([&] {
        platform.stop();
        signals.wake();
      });
    }
  }
}

int run(const app::ServeOptions& options, Signals& signals, std::ostream& out, std::ostream& err) {
  try_edge(options);
  base::ProgressBar progress(err, "replaying the journal");
  app::Platform platform(options, [&](std::uint64_t sequence, std::uint64_t) {
    if (Signals::stop_is_pending()) throw StoppedBeforeServing();
    progress.show(sequence);
  });
  progress.finish();
  const std::string scheme = options.tls.key.empty() ? "http://" : "https://";
  const std::string place =
      scheme + to_string(app::ListenAddress{options.listen.address, platform.port()});
  out << "health and metrics on http://"
      << to_string(app::ListenAddress{options.admin_listen.address, platform.admin_port()}) << '\n'
      << "listening on " << place << '\n'
      << (options.socket.empty() ? "" : "  socket      " + options.socket.string() + '\n')
      << "  reference   " << place << "/docs\n"
      << "  data        " << options.data.string() << ", sequence " << platform.sequence() << '\n'
      << (options.database.empty() ? ""
                                   : "  database    " + store::place_of(options.database) + '\n')
      << "  a token     tributary token create --data " << options.data.string() << " --role admin"
      << (options.database.empty() ? "" : ", with the same database") << '\n'
      << std::flush;
  attend(platform, signals);
  out << "stopped at sequence " << platform.sequence() << '\n' << std::flush;
  return 0;
}

}  // namespace

int serve_command(Words words, std::ostream& out, std::ostream& err) {
  base::Flags flags(words);
  if (flags.has("--help")) {
    print_serve_usage(out);
    return 0;
  }
  const app::ServeOptions options = read_serve_options(flags);
  // Before any thread starts, so that all of them leave the signals to this one.
  Signals signals;
  try {
    return run(options, signals, out, err);
  } catch (const StoppedBeforeServing&) {
    base::log_info("stopping", "before it served");
    return 0;
  }
}

}  // namespace tributary::command_line
