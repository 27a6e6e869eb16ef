#include "app/read_models.hpp"

#include "app/verticals.hpp"
#include "base/log.hpp"

namespace tributary::app {

namespace {

follow::RunnerOptions runner_options(const ring::DataFolder& folder) {
  follow::RunnerOptions options;
  options.folder = folder.read_models();
  options.journal_url = folder.journal_url();
  options.make_followers = make_followers;
  options.log = [](std::string_view line) { base::log_info("read_models", line); };
  return options;
}

}  // namespace

ReadModels::ReadModels(const ring::DataFolder& folder) : runner_(runner_options(folder)) {}

std::optional<std::string> ReadModels::fault() const {
  const follow::Status status = runner_.status();
  if (status.state != follow::State::faulted) return std::nullopt;
  return "The read models do not follow: " + status.reason;
}

}  // namespace tributary::app
