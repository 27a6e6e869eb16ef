#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "store/temporary_folder.hpp"
#include "tests/http/client.hpp"
#include "tests/http/other_clock.hpp"
#include "tests/http/process.hpp"

namespace tributary::http_test {

/// Whether business days begin and are worked by themselves.
enum class Timers { off, on };

/// The real program on a data folder of its own, started, killed and started again.
class Platform {
 public:
  /// `options`: of `tributary serve`, at each start. Not started yet.
  explicit Platform(Words options = {}, Timers timers = Timers::off);
  /// On a data folder that somebody else keeps.
  Platform(std::filesystem::path data, Words options);

  /// From the next start on it runs by this clock, which has to outlive it.
  void run_by(const OtherClock& clock) { clock_ = &clock; }

  /// Starts it; returns when it answers. Errors: std::runtime_error with what it wrote when it ends
  /// instead.
  void start();
  /// The two halves of `start`.
  void launch();
  void wait_until_ready();

  /// kill -9.
  void kill();
  /// SIGTERM; it has to end well. Errors: std::runtime_error.
  void stop();
  /// Waits until it ends by itself: its exit code as `Process::wait`.
  /// Errors: std::runtime_error when it does not within half a minute.
  int wait_for_end();

  /// From the next start on no file may grow beyond this; 0: any.
  void limit_file_bytes(std::uint64_t bytes) { limits_.file_bytes = bytes; }
  /// Likewise it may open so many files at a time.
  void limit_open_files(std::uint64_t files) { limits_.open_files = files; }

  const std::filesystem::path& data() const { return data_; }
  const Port& port() const { return port_; }
  /// Where health, readiness and metrics are answered.
  const Port& admin_port() const { return admin_port_; }
  pid_t process_id() const { return process_->id(); }
  /// What it has written to standard output and to standard error since its last start.
  std::string output() const;
  std::string errors() const;

  /// A new token of a role; a member's one is for `party`. Works while the platform runs.
  std::string make_token(std::string_view role, std::uint64_t party = 0) const;
  /// Takes back one that `make_token` gave.
  void revoke_token(const std::string& secret) const;
  /// `tributary COMMAND … --data FOLDER`, to its end, by the clock that it runs by.
  Ending tool(Words words) const;
  /// `tributary verify`: everything has to agree.
  void verify() const;

 private:
  std::optional<store::TemporaryFolder> own_;
  store::TemporaryFolder logs_;
  std::filesystem::path data_;
  Words options_;
  Timers timers_ = Timers::off;
  Process::Limits limits_;
  const OtherClock* clock_ = nullptr;  ///< else the machine's
  std::unique_ptr<Process> process_;
  mutable std::map<std::string, std::string> token_numbers_;  ///< by secret
  Port port_{0};
  Port admin_port_{0};
};

/// Of a `tributary verify`. Read models that had no time to follow are not compared, and that is
/// said.
void expect_agreement(const Ending& verified);

}  // namespace tributary::http_test
