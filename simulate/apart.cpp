#include "simulate/apart.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <system_error>

namespace tributary::simulation {
namespace {

void write_all(int file, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = ::write(file, text.data() + done, text.size() - done);
    if (count <= 0) return;
    done += static_cast<std::size_t>(count);
  }
}

[[noreturn]] void work_and_leave(const std::function<std::string()>& work, int file) {
  int status = 0;
  std::string text;
  try {
    text = work();
  } catch (const std::exception& fault) {
    status = 1;
    text = fault.what();
  }
  write_all(file, text);
  ::_exit(status);
}

}  // namespace

Ending run_apart(const std::function<std::string()>& work, bool quiet) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
  }
  const pid_t child = ::fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "cannot copy the process");
  if (child == 0) {
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    if (quiet) ::dup2(::open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
    work_and_leave(work, ends[1]);
  }
  ::close(ends[1]);
  Ending ending;
  char buffer[4096];
  for (ssize_t count = 0; (count = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
    ending.text.append(buffer, static_cast<std::size_t>(count));
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  ending.well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (WIFSIGNALED(status)) {
    ending.text = "the process stopped itself (signal " + std::to_string(WTERMSIG(status)) + ")";
  }
  return ending;
}

}  // namespace tributary::simulation
