#include "bench/peers/servers/server_process.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "bench/interruption.hpp"
#include "bench/stopwatch.hpp"
#include "http/socket.hpp"

namespace tributary::bench::peers {
namespace {

/// The shell is replaced by the program, which so keeps the process that we know.
std::vector<std::string> with_log(const std::vector<std::string>& words,
                                  const std::filesystem::path& log) {
  std::vector<std::string> all{"/bin/sh", "-c", "exec \"$@\" >>\"$0\" 2>&1", log.string()};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

std::string end_of(const std::filesystem::path& log) {
  constexpr std::size_t lines_max = 12;
  std::ifstream file(log);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  std::string text;
  for (std::size_t i = lines.size() - std::min(lines_max, lines.size()); i < lines.size(); ++i) {
    text += "\n  " + lines[i];
  }
  return text;
}

}  // namespace

ServerProcess::ServerProcess(const std::vector<std::string>& words, std::filesystem::path log,
                             int stop_signal)
    : log_(std::move(log)),
      stop_signal_(stop_signal),
      child_(Child::program(with_log(words, log_))) {}

ServerProcess::~ServerProcess() { child_.end(stop_signal_); }

void ServerProcess::await(const std::function<bool()>& ready) {
  constexpr double patience_s = 60;
  const std::uint64_t start = now_ns();
  while (!ready()) {
    if (!child_.running() || seconds_since(start) > patience_s) {
      throw std::runtime_error("a server did not come up; the end of its log:" + end_of(log_));
    }
    stop_if_interrupted();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void run_program(const std::vector<std::string>& words, const std::filesystem::path& log) {
  if (!Child::program(with_log(words, log)).wait()) {
    throw std::runtime_error(words.front() + " failed; the end of its log:" + end_of(log));
  }
}

std::vector<std::string> as_user(const std::string& user) {
  if (::geteuid() != 0) return {};
  return {"/usr/bin/setpriv", "--reuid=" + user,  "--regid=" + user,
          "--clear-groups",   "--pdeathsig=keep", "--"};
}

void give_folder(const std::filesystem::path& folder, const std::string& user) {
  if (::geteuid() != 0) return;
  const passwd* entry = ::getpwnam(user.c_str());
  if (entry == nullptr) throw std::runtime_error("there is no user " + user);
  if (::chown(folder.c_str(), entry->pw_uid, entry->pw_gid) != 0) {
    throw std::system_error(errno, std::generic_category(), "chown " + folder.string());
  }
}

std::uint16_t free_port() {
  const http::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (!socket || ::bind(socket.get(), any, size) != 0 ||
      ::getsockname(socket.get(), any, &size) != 0) {
    throw std::system_error(errno, std::generic_category(), "no free port");
  }
  return ntohs(address.sin_port);
}

}  // namespace tributary::bench::peers
