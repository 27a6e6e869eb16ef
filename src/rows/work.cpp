#include "rows/work.hpp"

#include <array>
#include <bit>

namespace tributary::rows {

std::uint64_t Work::draw_number() const {
  for (;;) {
    std::array<std::byte, 8> bytes;
    chance_(bytes);
    const auto number = std::bit_cast<std::uint64_t>(bytes) % drawn_number_max;
    if (number != 0) return number;
  }
}

void Work::write_to(Tables& tables) const {
  for (const auto& write : writes_) write(tables);
}

}  // namespace tributary::rows
