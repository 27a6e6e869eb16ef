#include "app/verify_read_models.hpp"

#include "app/verticals.hpp"
#include "follow/generation_files.hpp"
#include "store/fault.hpp"

namespace tributary::app {

namespace {

ReadModelsReport compare(const ring::DataFolder& folder, const engine::State& state) {
  if (exists(folder.read_models()) && !is_directory(folder.read_models())) {
    return {{}, folder.read_models().string() + " is no folder: a start is refused", true, false};
  }
  const auto generations = follow::list_generations(folder.read_models());
  if (generations.empty()) return {"there are none yet", {}, false, false};
  const auto file = follow::generation_file(folder.read_models(), generations.front());
  const vertical::Accounts accounts{
      .sequence = state.sequence,
      .count = state.ledger.accounts().size(),
      .find = [&](protocol::AccountId id) -> std::optional<vertical::Funds> {
        const engine::Account* account = state.ledger.find(id);
        if (account == nullptr) return std::nullopt;
        return vertical::Funds{account->posted, account->held};
      }};
  ReadModelsReport report{"say nothing of accounts", {}, true, true};
  for (const vertical::Vertical& line : verticals()) {
    if (line.compare == nullptr) continue;
    const vertical::Comparison one = line.compare("sqlite:" + file.string(), accounts);
    report = {one.summary, one.difference, true, one.compared};
    if (one.difference || !one.compared) break;
  }
  return report;
}

}  // namespace

ReadModelsReport compare_read_models(const ring::DataFolder& folder, const engine::State& state) {
  try {
    return compare(folder, state);
  } catch (const store::StoreFault& fault) {
    // Begun and not yet filled, or ruined: either way the next start builds them from the journal.
    return {std::string("cannot be read, the next start builds them again: ") + fault.what(),
            {},
            true,
            false};
  }
}

}  // namespace tributary::app
