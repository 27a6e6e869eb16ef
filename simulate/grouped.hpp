#pragma once

#include <cstdint>
#include <string>

namespace tributary::simulation {

/// 1234567 as people read it: 1,234,567.
inline std::string grouped(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % 3 == 0) text.push_back(',');
    text.push_back(digits[i]);
  }
  return text;
}

}  // namespace tributary::simulation
