#include "tests/http/platform.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <thread>

namespace tributary::http_test {
namespace {

constexpr std::string_view admin_line = "health and metrics on http://127.0.0.1:";
constexpr std::string_view ready_line = "listening on http";
constexpr auto patience = std::chrono::seconds(30);

Words serve_words(const std::filesystem::path& data, const Words& options, Timers timers) {
  Words words{TRIBUTARY_PROGRAM, "serve", "--data", data.string(), "--listen", "127.0.0.1:0"};
  // What is tried here is the rest; the bounds of callers have tests of their own.
  if (std::ranges::find(options, "--quota") == options.end()) {
    for (const char* kind : {"member=none", "staff=none", "partner=none", "address=none"}) {
      words.insert(words.end(), {"--quota", kind});
    }
  }
  words.insert(words.end(), options.begin(), options.end());
  if (timers == Timers::off) words.emplace_back("--no-timers");
  return words;
}

}  // namespace

Platform::Platform(Words options, Timers timers)
    : own_(std::in_place), options_(std::move(options)), timers_(timers) {
  data_ = own_->path() / "data";
}

Platform::Platform(std::filesystem::path data, Words options)
    : data_(std::move(data)), options_(std::move(options)) {}

void Platform::start() {
  launch();
  wait_until_ready();
}

void Platform::launch() {
  Words words = serve_words(data_, options_, timers_);
  if (clock_ != nullptr) words = clock_->run_by_it(std::move(words));
  process_.reset();  // one that still runs is killed before the next one asks for its folder
  process_ =
      std::make_unique<Process>(words, logs_.path() / "output", logs_.path() / "errors", limits_);
}

void Platform::wait_until_ready() {
  const auto end = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const std::string output = read_file(logs_.path() / "output");
    const std::size_t at = output.find(ready_line);
    if (at != std::string::npos && output.find('\n', at) != std::string::npos) {
      const std::size_t admin = output.find(admin_line) + admin_line.size();
      admin_port_ = static_cast<std::uint16_t>(std::stoi(output.substr(admin)));
      const std::string line = output.substr(at, output.find('\n', at) - at);
      port_ = static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
      return;
    }
    if (process_->wait(milliseconds(0)) || std::chrono::steady_clock::now() > end) {
      throw std::runtime_error("the platform does not start: " + output + errors());
    }
    std::this_thread::sleep_for(milliseconds(1));
  }
}

// Nobody may reach another program that listens there next.
void Platform::kill() {
  port_ = 0;
  admin_port_ = 0;
  process_->kill();
}

void Platform::stop() {
  process_->send_signal(SIGTERM);
  const int code = wait_for_end();
  if (code != 0) {
    throw std::runtime_error("the platform ended with " + std::to_string(code) + ": " + errors());
  }
}

int Platform::wait_for_end() {
  const auto code = process_->wait(patience);
  if (!code) throw std::runtime_error("the platform does not end: " + errors());
  return *code;
}

std::string Platform::output() const { return read_file(logs_.path() / "output"); }

std::string Platform::errors() const { return read_file(logs_.path() / "errors"); }

std::string Platform::make_token(std::string_view role, std::uint64_t party) const {
  Words words{"token", "create", "--role", std::string(role), "--expires", "never"};
  if (party != 0) words.insert(words.end(), {"--party", std::to_string(party)});
  const Ending made = tool(std::move(words));
  if (made.code != 0) throw std::runtime_error("no token: " + made.output + made.errors);
  std::string secret = made.output.substr(0, made.output.find('\n'));
  // "token 17: admin, …"
  const std::size_t number = made.errors.find("token ") + 6;
  token_numbers_[secret] = made.errors.substr(number, made.errors.find(':', number) - number);
  return secret;
}

void Platform::revoke_token(const std::string& secret) const {
  const Ending revoked = tool({"token", "revoke", token_numbers_.at(secret)});
  if (revoked.code != 0) throw std::runtime_error(revoked.output + revoked.errors);
}

Ending Platform::tool(Words words) const {
  words.insert(words.begin(), TRIBUTARY_PROGRAM);
  words.insert(words.end(), {"--data", data_.string()});
  return run(clock_ == nullptr ? words : clock_->run_by_it(std::move(words)));
}

void Platform::verify() const { expect_agreement(tool({"verify"})); }

void expect_agreement(const Ending& verified) {
  const bool lagging = verified.output.find("part  read models") != std::string::npos;
  EXPECT_EQ(verified.code, lagging ? 3 : 0) << verified.output << verified.errors;
  const std::string_view end = lagging ? "Nothing disagrees" : "Everything agrees.";
  EXPECT_NE(verified.output.find(end), std::string::npos) << verified.output;
}

}  // namespace tributary::http_test
