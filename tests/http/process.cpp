#include "tests/http/process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "store/temporary_folder.hpp"

namespace tributary::http_test {
namespace {

int open_log(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) throw std::system_error(errno, std::generic_category(), path.string());
  return file;
}

/// In the new process, where only what is safe in a signal handler may be called.
[[noreturn]] void become(char** words, int output, int errors, pid_t parent,
                         const Process::Limits& limits) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(errors, STDERR_FILENO);
  // Without the signal a write beyond the limit fails as one to a full disk does.
  std::signal(SIGXFSZ, SIG_IGN);
  const auto bound = [](int resource, rlim_t most) {
    const rlimit limit{most, most};
    if (most != 0) ::setrlimit(resource, &limit);
  };
  bound(RLIMIT_FSIZE, limits.file_bytes);
  bound(RLIMIT_NOFILE, limits.open_files);
  ::execv(words[0], words);
  ::_exit(127);
}

}  // namespace

Process::Process(const Words& words, const std::filesystem::path& output,
                 const std::filesystem::path& errors, const Limits& limits) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const int output_file = open_log(output);
  const int errors_file = open_log(errors);
  const pid_t parent = ::getpid();
  id_ = ::fork();
  if (id_ == 0) become(arguments.data(), output_file, errors_file, parent, limits);
  const int error = errno;
  ::close(output_file);
  ::close(errors_file);
  if (id_ < 0) throw std::system_error(error, std::generic_category(), "fork");
}

Process::~Process() { kill(); }

void Process::send_signal(int signal) {
  if (!ending_) ::kill(id_, signal);
}

std::optional<int> Process::wait(std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!ending_) {
    int status = 0;
    if (::waitpid(id_, &status, WNOHANG) == id_) {
      ending_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    } else if (std::chrono::steady_clock::now() >= end) {
      break;
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  return ending_;
}

void Process::kill() {
  send_signal(SIGKILL);
  wait(std::chrono::minutes(1));
}

Ending run(const Words& words) {
  const store::TemporaryFolder folder;
  const auto output = folder.path() / "output";
  const auto errors = folder.path() / "errors";
  Process process(words, output, errors);
  const auto code = process.wait(std::chrono::minutes(1));
  if (!code) throw std::runtime_error(words[0] + " " + words.at(1) + " does not end");
  return {*code, read_file(output), read_file(errors)};
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace tributary::http_test
