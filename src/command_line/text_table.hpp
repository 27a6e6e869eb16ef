#pragma once

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

namespace tributary::command_line {

/// Rows under a heading, each column as wide as it needs. Columns of which every cell below the
/// heading begins with a digit or a sign are numbers and stand at the right.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> heading) { rows_.push_back(std::move(heading)); }

  /// Needs: as many cells as the heading has.
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  void print(std::ostream& out) const {
    std::vector<std::size_t> widths(rows_.front().size());
    std::vector<bool> numbers(widths.size(), true);
    for (const auto& row : rows_) {
      for (std::size_t i = 0; i < widths.size(); ++i) {
        widths[i] = std::max(widths[i], row[i].size());
        if (&row != &rows_.front() && !is_number(row[i])) numbers[i] = false;
      }
    }
    for (const auto& row : rows_) {
      std::string line;
      for (std::size_t i = 0; i < widths.size(); ++i) {
        const std::string gap(widths[i] - row[i].size(), ' ');
        line += i == 0 ? "" : "  ";
        line += numbers[i] ? gap + row[i] : row[i] + gap;
      }
      out << line.erase(line.find_last_not_of(' ') + 1) << '\n';
    }
  }

 private:
  static bool is_number(const std::string& text) {
    return text.empty() || text == "-" || (text.front() >= '0' && text.front() <= '9') ||
           (text.size() > 1 && text.front() == '-' && text[1] >= '0' && text[1] <= '9');
  }

  std::vector<std::vector<std::string>> rows_;
};

}  // namespace tributary::command_line
