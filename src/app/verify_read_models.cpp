#include "app/verify_read_models.hpp"

#include <algorithm>

#include "follow/generation_files.hpp"
#include "store/fault.hpp"
#include "verticals/books/balances.hpp"

namespace tributary::app {

namespace {

ReadModelsReport compare(const DataFolder& folder, const engine::State& state) {
  const auto generations = follow::list_generations(folder.read_models());
  if (generations.empty()) return {"there are none yet", {}, false, false};
  const auto file = follow::generation_file(folder.read_models(), generations.front());
  books::Reader reader("sqlite:" + file.string());
  books::Snapshot books(reader);
  if (books.sequence() != state.sequence) {
    return {"stand at sequence " + std::to_string(books.sequence()) + " of " +
                std::to_string(state.sequence) + ": not compared while they follow",
            {},
            true,
            false};
  }
  std::optional<std::string> difference;
  std::uint64_t accounts = 0;
  books::for_each_account_balance(
      books, [&](protocol::AccountId id, protocol::Amount balance, protocol::Amount held) {
        ++accounts;
        const engine::Account* account = state.ledger.find(id);
        const bool same = account != nullptr && account->posted == balance && account->held == held;
        if (!same && !difference) {
          difference = "account " + std::to_string(id.value) + " has another balance there";
        }
      });
  if (!difference && accounts != state.ledger.accounts().size()) {
    difference = "they know " + std::to_string(accounts) + " accounts of " +
                 std::to_string(state.ledger.accounts().size());
  }
  return {std::to_string(accounts) + " accounts, every balance and hold the same", difference, true,
          true};
}

}  // namespace

ReadModelsReport compare_read_models(const DataFolder& folder, const engine::State& state) {
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
