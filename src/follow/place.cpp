#include "follow/place.hpp"

#include <algorithm>

#include "store/database.hpp"

namespace tributary::follow {

std::optional<Place> place_told(const std::filesystem::path& file) {
  try {
    store::Database database("sqlite:" + file.string(), {.access = store::Access::read_only});
    if (!database.has_table("follow_state")) return std::nullopt;
    store::Statement state = database.prepare("SELECT cursor, cursor_hash FROM follow_state");
    Place place;
    if (!state.step() || state.integer(0) < 0 || state.blob(1).size() != place.group_hash.size()) {
      return std::nullopt;
    }
    place.cursor = static_cast<std::uint64_t>(state.integer(0));
    std::ranges::copy(state.blob(1), place.group_hash.begin());
    return place;
  } catch (const store::StoreFault&) {
    return std::nullopt;
  }
}

}  // namespace tributary::follow
