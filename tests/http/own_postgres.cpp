#include "tests/http/own_postgres.hpp"

#include <pwd.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <thread>

namespace tributary::http_test {
namespace {

const std::string programs = "/usr/lib/postgresql/15/bin/";
constexpr auto patience = std::chrono::seconds(60);

void require_well(const Ending& ending, const std::string& what) {
  if (ending.code != 0) throw std::runtime_error(what + ": " + ending.output + ending.errors);
}

}  // namespace

bool OwnPostgres::is_installed() { return std::filesystem::exists(programs + "initdb"); }

OwnPostgres::OwnPostgres() {
  if (::geteuid() == 0) {  // as which it refuses to run
    const passwd* const user = ::getpwnam("postgres");
    if (user == nullptr) throw std::runtime_error("there is no user postgres");
    if (::chown(folder_.path().c_str(), user->pw_uid, user->pw_gid) != 0) {
      throw std::runtime_error("the folder of PostgreSQL cannot be given to it");
    }
  }
  require_well(
      run(as_its_user({programs + "initdb", "--pgdata=" + (folder_.path() / "cluster").string(),
                       "--username=tributary", "--auth=trust", "--encoding=UTF8", "--locale=C",
                       "--no-sync"})),
      "PostgreSQL could not make its folder");
}

Words OwnPostgres::as_its_user(Words words) const {
  if (::geteuid() != 0) return words;
  Words all{"/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

void OwnPostgres::start() {
  const std::string folder = folder_.path().string();
  process_ = std::make_unique<Process>(
      as_its_user({programs + "postgres", "-D", folder + "/cluster", "-k", folder, "-c",
                   "listen_addresses=", "-c", "max_connections=50", "-c", "jit=off"}),
      folder + "/output", folder + "/errors");
  const auto end = std::chrono::steady_clock::now() + patience;
  while (run({programs + "pg_isready", "--quiet", "--host=" + folder, "--username=tributary",
              "--dbname=postgres"})
             .code != 0) {
    if (process_->wait(std::chrono::milliseconds(0)) || std::chrono::steady_clock::now() > end) {
      throw std::runtime_error("PostgreSQL does not start: " + read_file(folder + "/errors"));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

void OwnPostgres::stop() { end_by(SIGINT); }

void OwnPostgres::crash() { end_by(SIGQUIT); }

void OwnPostgres::end_by(int signal) {
  process_->send_signal(signal);
  if (!process_->wait(patience)) throw std::runtime_error("PostgreSQL does not end");
}

std::string OwnPostgres::url() const {
  return "postgresql:///postgres?host=" + folder_.path().string() + "&user=tributary";
}

}  // namespace tributary::http_test
