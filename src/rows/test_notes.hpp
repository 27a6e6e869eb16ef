#pragma once

#include <algorithm>
#include <array>
#include <optional>

#include "api/binding.hpp"
#include "protocol/text.hpp"
#include "rows/order.hpp"
#include "rows/order_route.hpp"
#include "rows/schema.hpp"

/// A line for tests: notes, each with a title that no other has, and a word to open it that is told
/// once.
namespace tributary::rows::test_notes {

inline const api::NamedPermission write_notes{"test_write_notes"};

struct NoteRow {
  static constexpr std::string_view table = "test_note";
  static constexpr std::string_view key = "note";
  static constexpr std::array hidden{std::string_view("opened_by")};
  std::uint64_t note = 0;
  std::uint64_t version = 0;
  std::string title;
  std::optional<std::string> text;
  std::string opened_by;
};
BOOST_DESCRIBE_STRUCT(NoteRow, (), (note, version, title, text, opened_by))

inline std::vector<std::string> create_tables() {
  return {create_table<NoteRow>(), "CREATE UNIQUE INDEX test_note_title ON test_note (title)"};
}
inline constexpr std::array tables{audited<NoteRow>()};
inline constexpr Schema schema{.part = "test_notes", .create = create_tables, .tables = tables};

struct NoteWritten {
  static constexpr std::string_view word = "note_written";
  std::uint64_t note = 0;
};
BOOST_DESCRIBE_STRUCT(NoteWritten, (), (note))

inline constexpr http::ProblemText title_taken{.status = 409,
                                               .later = false,
                                               .code = "test_title_taken",
                                               .english = "Another note has this title",
                                               .chinese = "标题已被使用",
                                               .detail = "note {note} has it",
                                               .detail_zh = "编号 {note} 已使用"};

struct NoteView {
  std::uint64_t note = 0;
  std::uint64_t version = 0;
  std::string title;
  Secret opened_by;
};
BOOST_DESCRIBE_STRUCT(NoteView, (), (note, version, title, opened_by))

struct WriteNote {
  static const OrderEndpoint endpoint;
  using Answer = NoteView;
  std::string title;
  std::optional<std::string> text;
};
BOOST_DESCRIBE_STRUCT(WriteNote, (), (title, text))
inline const OrderEndpoint WriteNote::endpoint{.path = "/v1/notes",
                                               .name = "write_note",
                                               .summary = "Write a note",
                                               .permission = &write_notes,
                                               .status = 201};

struct ChangeNote {
  static const OrderEndpoint endpoint;
  using Answer = NoteView;
  std::uint64_t note = 0;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ChangeNote, (), (note, text))
inline const OrderEndpoint ChangeNote::endpoint{.path = "/v1/notes/{note}/change",
                                                .name = "change_note",
                                                .summary = "Change a note",
                                                .permission = &write_notes,
                                                .takes_if_match = true};

struct EraseNote {
  static const OrderEndpoint endpoint;
  using Answer = NoteView;
  std::uint64_t note = 0;
};
BOOST_DESCRIBE_STRUCT(EraseNote, (), (note))
inline const OrderEndpoint EraseNote::endpoint{.path = "/v1/notes/{note}/erase",
                                               .name = "erase_note",
                                               .summary = "Erase a note",
                                               .permission = &write_notes};

/// The number of the note with this title.
inline std::optional<std::uint64_t> note_called(store::Database& database, std::string_view title) {
  store::Statement found = database.prepare("SELECT note FROM test_note WHERE title = $1");
  if (!found.bind(title).step()) return std::nullopt;
  return static_cast<std::uint64_t>(found.integer(0));
}

/// `forgetful` does not look whether there is one of the title; `broken` throws.
inline Or<NoteView> decide(Work& work, const WriteNote& order) {
  if (order.title == "broken") throw std::runtime_error("a note that nobody can write");
  const auto other = note_called(work.database(), order.title);
  if (other && order.text != "forgetful") {
    return std::unexpected(Refused(title_taken, {{"note", std::to_string(*other)}}));
  }
  const NoteRow row = work.add(NoteRow{.note = work.draw_number(),
                                       .version = 0,
                                       .title = order.title,
                                       .text = order.text,
                                       .opened_by = "sesame"});
  work.tell(NoteWritten{row.note});
  return NoteView{row.note, row.version, row.title, {row.opened_by}};
}

inline Or<NoteView> decide(Work& work, const ChangeNote& order) {
  const Or<NoteRow> before = work.find_to_change<NoteRow>(order.note);
  if (!before) return std::unexpected(before.error());
  NoteRow after = *before;
  after.text = order.text;
  after = work.change(*before, after);
  return NoteView{after.note, after.version, after.title, {}};
}

inline Or<NoteView> decide(Work& work, const EraseNote& order) {
  const Or<NoteRow> row = work.find_to_change<NoteRow>(order.note);
  if (!row) return std::unexpected(row.error());
  work.erase(*row);
  return NoteView{row->note, row->version, row->title, {}};
}

/// An order as the route would send it, under a key of its own text.
template <OrderStruct T>
Order order_of(const T& order, std::string_view request_id,
               std::optional<std::uint64_t> if_match = {}) {
  ReadOrder read = read_order(order, T::endpoint.status);
  const protocol::Sender sender = protocol::Sender::staff(3);
  Order made;
  made.name = T::endpoint.name;
  made.by = {.sender = sender, .address = "192.0.2.1", .if_match = if_match};
  if (!request_id.empty()) made.key = protocol::request_key(sender.actor, request_id);
  const auto text = std::as_bytes(std::span(read.text));
  made.asked.assign(text.begin(), text.end());
  made.decide = std::move(read.decide);
  return made;
}

/// Bytes that count up: a seed's.
inline Chance counting_chance() {
  return [next = std::uint64_t{0}](std::span<std::byte> bytes) mutable {
    ++next;
    std::ranges::fill(bytes, std::byte{0});
    for (std::size_t i = 0; i < std::min<std::size_t>(bytes.size(), 8); ++i) {
      bytes[i] = static_cast<std::byte>(next >> 8 * i);
    }
  };
}

/// All of a table, as numbers of rows.
inline std::int64_t count(store::Database& database, std::string_view table) {
  store::Statement counted = database.prepare("SELECT count(*) FROM " + std::string(table));
  counted.step();
  return counted.integer(0);
}

}  // namespace tributary::rows::test_notes
