#include "bench/child.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <system_error>

#include "base/assert.hpp"
#include "bench/interruption.hpp"

namespace tributary::bench {
namespace {

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

struct Pipe {
  http::FileDescriptor out;
  http::FileDescriptor in;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw_errno("pipe2");
  return {http::FileDescriptor(ends[0]), http::FileDescriptor(ends[1])};
}

/// In the new process: its output goes into the pipe, and it ends when its parent does.
void settle_in(const Pipe& pipe, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  forget_interruption();
  ::dup2(pipe.in.get(), STDOUT_FILENO);
}

}  // namespace

Child Child::copy(const std::function<void()>& work) {
  Pipe pipe = make_pipe();
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process < 0) throw_errno("fork");
  if (process == 0) {
    settle_in(pipe, parent);
    int status = 0;
    try {
      work();
    } catch (const std::exception& fault) {
      std::fprintf(stderr, "\n%s\n", fault.what());
      status = 1;
    }
    ::_exit(status);  // no destructor of the parent's may run twice
  }
  return {process, std::move(pipe.out)};
}

Child Child::program(const std::vector<std::string>& words) {
  ASSERT(!words.empty());
  Pipe pipe = make_pipe();
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process < 0) throw_errno("fork");
  if (process == 0) {
    settle_in(pipe, parent);
    ::execv(arguments.front(), arguments.data());
    std::perror(arguments.front());
    ::_exit(127);
  }
  return {process, std::move(pipe.out)};
}

Child::Child(pid_t process, http::FileDescriptor output)
    : process_(process), output_(std::move(output)) {}

Child::Child(Child&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      output_(std::move(other.output_)),
      unread_(std::move(other.unread_)) {}

Child::~Child() {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  wait();
}

bool Child::fill() {
  std::array<char, 4096> bytes;
  ssize_t count = 0;
  while ((count = ::read(output_.get(), bytes.data(), bytes.size())) < 0) {
    if (errno != EINTR) throw_errno("read");
    stop_if_interrupted();
  }
  unread_.append(bytes.data(), static_cast<std::size_t>(count));
  return count > 0;
}

std::optional<std::string> Child::read_line() {
  std::size_t end = 0;
  while ((end = unread_.find('\n')) == std::string::npos) {
    if (!fill()) return std::nullopt;
  }
  std::string line = unread_.substr(0, end);
  unread_.erase(0, end + 1);
  return line;
}

std::string Child::read_all() {
  while (fill()) {
  }
  return std::exchange(unread_, {});
}

bool Child::end(int signal) {
  ::kill(process_, signal);
  return wait();
}

bool Child::running() const {
  siginfo_t state{};
  return ::waitid(P_PID, static_cast<id_t>(process_), &state, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         state.si_pid == 0;
}

bool Child::wait() {
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0) {
    if (errno != EINTR) throw_errno("waitpid");
  }
  process_ = -1;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

double Child::cpu_seconds() const {
  std::ifstream file("/proc/" + std::to_string(process_) + "/stat");
  std::string line;
  std::getline(file, line);
  // The name in parentheses may hold spaces; of what follows it, user and system time are the 12th
  // and 13th field.
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double Child::resident_bytes() const {
  std::ifstream file("/proc/" + std::to_string(process_) + "/statm");
  double pages = 0;
  double resident = 0;
  file >> pages >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

void write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(file, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw_errno("write");
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace tributary::bench
