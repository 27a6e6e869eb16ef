#include "bench/new_token.hpp"

#include <stdexcept>

#include "app/verticals.hpp"
#include "base/secret.hpp"
#include "ring/clock_guard.hpp"
#include "ring/data_folder.hpp"
#include "rows/order_now.hpp"

namespace tributary::bench {

std::string make_token(const std::filesystem::path& folder, const tokens::CreateToken& order) {
  const auto wall_clock = [] { return ring::read_clocks().wall; };
  rows::Writer writer(ring::DataFolder(folder).platform_url(), app::schemas(),
                      {.clock = wall_clock,
                       .shown = wall_clock,
                       .journal_end = [] { return rows::JournalEnd(); },
                       .chance = base::draw});
  writer.start();
  const auto made =
      rows::order_now(writer, {.sender = protocol::operator_agent, .address = {}}, order);
  writer.stop();
  if (!made) throw std::runtime_error("no token: " + std::string(made.error().code()));
  return made->secret.text;
}

}  // namespace tributary::bench
