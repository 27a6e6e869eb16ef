#include "rows/audit.hpp"

#include <algorithm>
#include <bit>
#include <boost/json/parse.hpp>
#include <map>
#include <utility>

namespace tributary::rows {

namespace {

constexpr std::size_t page_lines = 500;
constexpr std::uint64_t image_scope = 0x696d616765;

/// Over the line without its own hash, and the hash before.
Bytes hash_of(AuditLine line, const Bytes& before) {
  line.hash = before;
  const Bytes text = encoded(line);
  const base::Digest256 digest = base::digest256({}, text);
  return {digest.begin(), digest.end()};
}

/// Reads the text of `Work::changes` as it was written: the parts of it stay byte for byte.
class ChangesReader {
 public:
  explicit ChangesReader(std::string_view text) : text_(text) {}

  std::vector<AuditChange> read() {
    std::vector<AuditChange> changes;
    take('[');
    do {
      changes.push_back(read_change());
    } while (takes(','));
    take(']');
    if (!text_.empty()) fail();
    return changes;
  }

 private:
  AuditChange read_change() {
    AuditChange change;
    take('{');
    do {
      const std::string name = read_string();
      take(':');
      if (name == "table") {
        change.table = read_string();
      } else if (name == "key") {
        change.key = read_string();
      } else if (name == "before") {
        change.before = read_object();
      } else if (name == "after") {
        change.after = read_object();
      } else {
        fail();
      }
    } while (takes(','));
    take('}');
    return change;
  }

  std::string read_string() {
    const std::string_view whole = text_.substr(0, length_of_string());
    text_.remove_prefix(whole.size());
    boost::system::error_code error;
    const auto value = boost::json::parse(whole, error);
    if (error || !value.is_string()) fail();
    return std::string(value.as_string());
  }
  /// With its quotes.
  std::size_t length_of_string() const {
    if (!text_.starts_with('"')) fail();
    for (std::size_t at = 1; at < text_.size(); ++at) {
      if (text_[at] == '\\') {
        ++at;
      } else if (text_[at] == '"') {
        return at + 1;
      }
    }
    fail();
  }
  std::string_view read_object() {
    const std::string_view begin = text_;
    if (!text_.starts_with('{')) fail();
    std::size_t depth = 0;
    do {
      if (text_.empty()) fail();
      const char next = text_.front();
      if (next == '{') ++depth;
      if (next == '}') --depth;
      text_.remove_prefix(next == '"' ? length_of_string() : 1);
    } while (depth > 0);
    return begin.substr(0, begin.size() - text_.size());
  }
  bool takes(char mark) {
    if (!text_.starts_with(mark)) return false;
    text_.remove_prefix(1);
    return true;
  }
  void take(char mark) {
    if (!takes(mark)) fail();
  }
  [[noreturn]] static void fail() {
    throw TablesDamaged("a line of the audit has changes that no order has written");
  }

  std::string_view text_;
};

/// What is wrong with how the rows of a line are found.
std::optional<std::string> check_rows_of(Table<AuditRow>& table, const AuditLine& line,
                                         std::int64_t& seen) {
  for (const AuditRow& row : rows_of(line)) {
    const auto found = table.find(row.table_name, row.row_key, row.time, row.number);
    ++seen;
    if (found && found->image == row.image) continue;
    return "audit line " + std::to_string(line.number) + " is not found by " + row.table_name +
           " " + row.row_key + ", which it is about";
  }
  return std::nullopt;
}

}  // namespace

Bytes image_of(std::string_view text) {
  const auto digest = base::digest128(image_scope, std::as_bytes(std::span(text)));
  const auto bytes = std::bit_cast<std::array<std::byte, 16>>(digest);
  return {bytes.begin(), bytes.end()};
}

std::vector<AuditChange> read_changes(std::string_view changes) {
  return ChangesReader(changes).read();
}

std::vector<AuditRow> rows_of(const AuditLine& line) {
  // An order may change a row more than once: the last is what it is.
  std::map<std::pair<std::string, std::string>, std::optional<Bytes>> images;
  for (AuditChange& change : read_changes(line.changes)) {
    auto& image = images[{std::move(change.table), std::move(change.key)}];
    image.reset();
    if (!change.after.empty()) image = image_of(change.after);
  }
  std::vector<AuditRow> rows;
  for (auto& [row, image] : images) {
    rows.push_back({.table_name = row.first,
                    .row_key = row.second,
                    .time = line.time,
                    .number = line.number,
                    .image = std::move(image)});
  }
  return rows;
}

std::optional<SaidOfRow> said_of_row(store::Database& database, std::string_view table,
                                     std::string_view key) {
  store::Statement& found = database.statement(
      "SELECT number, image FROM audit_row WHERE table_name = $1 AND row_key = $2 "
      "ORDER BY number DESC LIMIT 1");
  if (!found.bind(table, key).step()) return std::nullopt;
  SaidOfRow said{.line = static_cast<std::uint64_t>(found.integer(0)), .image = {}};
  column::read_value(found, 1, said.image);
  found.reset();
  return said;
}

void link(AuditLine& line, AuditEnd& end) {
  line.number = end.number + 1;
  line.hash = hash_of(line, end.hash);
  end = {line.number, line.hash};
}

std::vector<AuditLine> read_lines(store::Database& database, std::uint64_t after,
                                  std::size_t at_most) {
  static const std::string sql = "SELECT " + columns_of<AuditLine>() +
                                 " FROM audit_line WHERE number > $1 ORDER BY number LIMIT $2";
  store::Statement& found = database.statement(sql);
  found.bind(after, at_most);
  std::vector<AuditLine> lines;
  while (found.step()) lines.push_back(read_row<AuditLine>(found));
  return lines;
}

std::optional<std::string> check_audit(store::Database& database, const AuditEnd& end) {
  // An older program kept no index of rows; the next start makes it.
  const bool has_rows = database.has_table(AuditRow::table);
  Table<AuditRow> rows(database);
  AuditEnd seen;
  std::int64_t rows_seen = 0;
  for (;;) {
    const auto lines = read_lines(database, seen.number, page_lines);
    if (lines.empty()) break;
    for (const AuditLine& line : lines) {
      const std::string name = "audit line " + std::to_string(line.number);
      if (line.number != seen.number + 1) {
        return "audit line " + std::to_string(seen.number + 1) + " is missing: " + name +
               " comes after " + std::to_string(seen.number);
      }
      AuditLine again = line;
      link(again, seen);
      if (again.hash != line.hash) return name + " is not what was written";
      if (!has_rows) continue;
      if (auto wrong = check_rows_of(rows, line, rows_seen)) return wrong;
    }
  }
  if (seen.number != end.number || seen.hash != end.hash) {
    return "the audit ends at line " + std::to_string(seen.number) +
           ", and the last one written is " + std::to_string(end.number);
  }
  if (!has_rows) return std::nullopt;
  store::Statement counted = database.prepare("SELECT count(*) FROM audit_row");
  counted.step();
  if (counted.integer(0) == rows_seen) return std::nullopt;
  return "audit_row names " + std::to_string(counted.integer(0)) +
         " rows of lines, and the lines are about " + std::to_string(rows_seen);
}

}  // namespace tributary::rows
