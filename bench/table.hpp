#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tributary::bench {

enum class Align : bool { left, right };

/// Lines of cells under a head, each column as wide as its widest cell.
class Table {
 public:
  struct Column {
    std::string head;
    Align align = Align::right;
  };
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// Needs: a cell for each column; asserted.
  void add(std::vector<std::string> cells);
  std::string text() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// Three digits and a unit a person reads: 2.31 M/s, 412 k/s, 160 ms, 80.0 %.
std::string in_words(double value, std::string_view unit);

/// 850 ns, 12.3 us, 4.5 ms, 1.2 s.
std::string duration_in_words(std::uint64_t ns);

}  // namespace tributary::bench
