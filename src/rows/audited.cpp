#include "rows/audited.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace tributary::rows {

namespace {

namespace json = boost::json;

constexpr std::size_t page_rows = 1'000;

std::vector<std::string> keys_in_audit(store::Database& database, std::string_view table,
                                       std::string_view after) {
  store::Statement& found = database.statement(
      "SELECT row_key FROM audit_row WHERE table_name = $1 AND row_key > $2 "
      "GROUP BY row_key ORDER BY row_key LIMIT $3");
  found.bind(table, after, page_rows);
  std::vector<std::string> keys;
  while (found.step()) keys.emplace_back(found.text(0));
  return keys;
}

/// What the line says that the row is: its text; empty: nothing.
std::string text_in_line(store::Database& database, const Difference& difference) {
  const auto line = Table<AuditLine>(database).find(difference.said->line);
  if (!line) return {};
  std::string text;
  for (const AuditChange& change : read_changes(line->changes)) {
    if (change.table == difference.table && change.key == difference.key) text = change.after;
  }
  return text;
}

std::string value_in(const json::object& row, std::string_view member) {
  const json::value* const found = row.if_contains(member);
  return found == nullptr ? "absent" : json::serialize(*found);
}

/// Which members are not what the audit says.
std::string members_that_differ(std::string_view is, std::string_view said, std::uint64_t line) {
  const json::value one = json::parse(is);
  const json::value other = json::parse(said);
  std::string words;
  const auto tell = [&](std::string_view member) {
    const std::string here = value_in(one.as_object(), member);
    const std::string there = value_in(other.as_object(), member);
    if (here == there) return;
    words.append(words.empty() ? "" : "; ").append(member).append(" is ").append(here);
    words.append(", and ").append(there).append(" by audit line ").append(std::to_string(line));
  };
  for (const auto& member : one.as_object()) tell(member.key());
  for (const auto& member : other.as_object()) {
    if (!one.as_object().contains(member.key())) tell(member.key());
  }
  return words;
}

}  // namespace

std::uint64_t compare_with_audit(store::Database& database, const AuditedTable& table,
                                 const std::function<void(Difference&&)>& visit) {
  using What = Difference::What;
  std::uint64_t rows = 0;
  for (std::string after;;) {
    auto page = table.page(database, after, page_rows);
    if (page.empty()) break;
    after = page.back().key;
    rows += page.size();
    for (SpelledRow& row : page) {
      auto said = said_of_row(database, table.name, row.key);
      if (said && said->image == image_of(respelled(row.text))) continue;
      const bool is_known = said && said->image;
      visit({.what = is_known ? What::changed : What::added,
             .table = table.name,
             .key = row.key,
             .row = std::move(row),
             .said = std::move(said)});
    }
  }
  for (std::string after;;) {
    const auto keys = keys_in_audit(database, table.name, after);
    if (keys.empty()) break;
    after = keys.back();
    for (const std::string& key : keys) {
      auto said = said_of_row(database, table.name, key);
      if (!said || !said->image || table.find(database, key)) continue;
      visit({.what = What::missing, .table = table.name, .key = key, .said = std::move(said)});
    }
  }
  return rows;
}

std::string words_of(store::Database& database, const Difference& difference) {
  std::string words = std::string(difference.table) + " " + difference.key;
  const std::string line =
      difference.said ? "audit line " + std::to_string(difference.said->line) : "";
  switch (difference.what) {
    case Difference::What::added:
      return words + (difference.said ? " is there, and " + line + " erased it"
                                      : " is there, and no audit line added it");
    case Difference::What::missing:
      return words + " is missing: the last that was done to it is in " + line;
    case Difference::What::changed:
      break;
  }
  const std::string said = text_in_line(database, difference);
  if (said.empty()) return words + " is not what " + line + " says";
  return words +
         " was changed: " + members_that_differ(difference.row->text, said, difference.said->line);
}

}  // namespace tributary::rows
