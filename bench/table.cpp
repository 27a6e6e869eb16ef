#include "bench/table.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/assert.hpp"

namespace tributary::bench {
namespace {

constexpr std::string_view gap = "  ";

/// Three digits that mean something, without an exponent.
std::string three_digits(double value) {
  const int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

void append(std::string& line, const std::string& cell, std::size_t width, Align align) {
  const std::string padding(width - cell.size(), ' ');
  line += align == Align::left ? cell + padding : padding + cell;
  line += gap;
}

}  // namespace

void Table::add(std::vector<std::string> cells) {
  ASSERT(cells.size() == columns_.size());
  rows_.push_back(std::move(cells));
}

std::string Table::text() const {
  std::vector<std::string> head;
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    head.push_back(columns_[i].head);
    widths.push_back(head[i].size());
    for (const auto& row : rows_) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  const auto add_line = [&](const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      append(line, cells[i], widths[i], columns_[i].align);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  };
  add_line(head);
  for (const auto& row : rows_) add_line(row);
  return text;
}

std::string in_words(double value, std::string_view unit) {
  if (unit == "s") return duration_in_words(static_cast<std::uint64_t>(value * 1e9));
  std::string prefix;
  if (unit == "/s" && value >= 999'500) {
    value /= 1e6;
    prefix = "M";
  } else if (unit == "/s" && value >= 999.5) {
    value /= 1e3;
    prefix = "k";
  }
  return three_digits(value) + " " + prefix + std::string(unit);
}

std::string duration_in_words(std::uint64_t ns) {
  struct Unit {
    double ns;
    std::string_view name;
  };
  const auto value = static_cast<double>(ns);
  for (const Unit unit : {Unit{1e9, " s"}, Unit{1e6, " ms"}, Unit{1e3, " us"}}) {
    // Not 1000 ms: what rounds up to a thousand belongs to the next unit.
    if (value >= 0.9995 * unit.ns) return three_digits(value / unit.ns) + std::string(unit.name);
  }
  return std::to_string(ns) + " ns";
}

}  // namespace tributary::bench
