#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "bench/child.hpp"

namespace tributary::bench::peers {

/// A server of another project, started for a trial and stopped with it, also when the trial fails
/// or is interrupted. What it says goes into a log.
class ServerProcess {
 public:
  /// `stop_signal` asks for an orderly end without waiting for clients.
  ServerProcess(const std::vector<std::string>& words, std::filesystem::path log, int stop_signal);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  /// Until `ready` says so. Errors: std::runtime_error with the end of its log, if it ends before
  /// or takes a minute; Interrupted.
  void await(const std::function<bool()>& ready);

 private:
  std::filesystem::path log_;
  int stop_signal_;
  Child child_;
};

/// Runs a program to its end. Errors: std::runtime_error with the end of its log.
void run_program(const std::vector<std::string>& words, const std::filesystem::path& log);

/// The words before a program that must not run as root: nothing unless we are root.
std::vector<std::string> as_user(const std::string& user);
/// Gives a new folder to such a user.
void give_folder(const std::filesystem::path& folder, const std::string& user);

/// A free port on 127.0.0.1.
std::uint16_t free_port();

}  // namespace tributary::bench::peers
