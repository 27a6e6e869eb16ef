#pragma once

#include <optional>
#include <string>
#include <tuple>

#include "rows/page.hpp"
#include "vertical/page_query.hpp"
#include "vertical/question.hpp"

/// A list of rows is declared by its query. What that has beside the members of every page are
/// filters, each named for the column that it is about:
///
///   struct ProposalsQuery : PageQuery {
///     std::optional<ProposalState> state;  // those whose `state` is this
///     std::optional<bool> decided;         // of a column that may be empty: whether it is not
///   };
///
///   Or<ProposalsPage> list_proposals(Asked& asked, const ProposalsQuery& query) {
///     return list_rows<ProposalsPage, &ProposalRow::proposed>(asked, query);
///   }
namespace tributary::vertical {

namespace row_list_detail {

/// Where the next page begins.
struct Cursor {
  std::int64_t by = INT64_MAX;
  std::uint64_t key = 0;
};
BOOST_DESCRIBE_STRUCT(Cursor, (), (by, key))

template <class>
struct MemberPointer;
template <class R, class T>
struct MemberPointer<T R::*> {
  using Row = R;
  using Type = T;
};

/// The name of a member, as its table calls it.
template <auto pointer>
std::string_view column_name() {
  using Row = typename MemberPointer<decltype(pointer)>::Row;
  std::string_view name;
  boost::mp11::mp_for_each<rows::column::Members<Row>>([&](auto member) {
    using Pointer = std::remove_cv_t<decltype(member.pointer)>;
    if constexpr (std::is_same_v<Pointer, std::remove_cv_t<decltype(pointer)>>) {
      if (member.pointer == pointer) name = member.name;
    }
  });
  return name;
}

/// Whether Row has a column of this name, and whether that one may be empty.
struct Column {
  bool is_there = false;
  bool may_be_empty = false;
};
template <class Row>
constexpr Column column_called(std::string_view name) {
  Column found;
  boost::mp11::mp_for_each<rows::column::Members<Row>>([&](auto member) {
    using Type = std::remove_cvref_t<decltype(std::declval<Row&>().*member.pointer)>;
    if (name == member.name) found = {true, rows::column::is_optional<Type>};
  });
  return found;
}

template <class Row>
std::uint64_t key_of(Row& row) {
  std::uint64_t key = 0;
  boost::mp11::mp_for_each<rows::column::Members<Row>>([&](auto member) {
    if constexpr (rows::is_key_of<Row>(member.name)) {
      key = static_cast<std::uint64_t>(rows::column::stored(row.*member.pointer));
    }
  });
  return key;
}

/// What a query says beside what every page's says.
template <class Query>
using Filters = boost::describe::describe_members<Query, boost::describe::mod_public>;

/// One filter as a condition. Each has one parameter, also where it is absent: so all texts of a
/// list are bound alike, and each has a plan of its own.
template <class Row, class Member, class Type>
std::string condition(const std::optional<Type>& filter, int place) {
  constexpr Column column = column_called<Row>(Member::name);
  static_assert(column.is_there, "a filter is named for a column");
  const std::string parameter = "$" + std::to_string(place);
  constexpr bool is_text = std::is_same_v<rows::column::Stored<Type>, std::string>;
  const std::string nothing =
      "CAST(" + parameter + (is_text ? " AS TEXT)" : " AS INTEGER)") + " IS NULL";
  if (!filter) return nothing;
  const std::string name = Member::name;
  if constexpr (std::is_same_v<Type, bool> && column.may_be_empty) {
    return name + (*filter ? " IS NOT NULL AND " : " IS NULL AND ") + nothing;
  } else {
    return name + " = " + parameter;
  }
}

template <class Row, class Member, class Type>
store::Value value(const std::optional<Type>& filter) {
  if constexpr (std::is_same_v<Type, bool> && column_called<Row>(Member::name).may_be_empty) {
    return nullptr;
  } else {
    return rows::column::value_of(filter);
  }
}

}  // namespace row_list_detail

/// The statement behind `list_rows`: one for each set of filters that are there.
template <auto newest_by, class Query>
std::string select_rows(const Query& query) {
  namespace detail = row_list_detail;
  using Row = typename detail::MemberPointer<decltype(newest_by)>::Row;
  const std::string by(detail::column_name<newest_by>());
  const std::string key(Row::key);
  std::string sql = "SELECT " + rows::columns_of<Row>() + " FROM " + std::string(Row::table) +
                    " WHERE (" + by + ", " + key + ") < ($1, $2)";
  int place = 2;
  boost::mp11::mp_for_each<detail::Filters<Query>>([&](auto member) {
    sql += " AND " + detail::condition<Row, decltype(member)>(query.*member.pointer, ++place);
  });
  sql += " ORDER BY " + by + " DESC, " + key + " DESC LIMIT $" + std::to_string(++place);
  return sql;
}

/// A page of the rows of a table, newest first by the column that is named, then by their keys;
/// each as `view_of` shows it, or as it is. Needs: a key of one number; an index on the column and
/// the key, and one for each filter that leaves little. Errors: malformed_request for a cursor that
/// is none.
template <class Page, auto newest_by, class Query>
Or<Page> list_rows(Asked& asked, const Query& query) {
  namespace detail = row_list_detail;
  using Row = typename detail::MemberPointer<decltype(newest_by)>::Row;
  detail::Cursor from;
  if (query.cursor) {
    const auto named = rows::cursor_of<detail::Cursor>(*query.cursor);
    if (!named) return std::unexpected(protocol::Refusal::malformed_request);
    from = *named;
  }
  const std::size_t limit = limit_of(query);
  store::Statement& found = asked.reading.database().statement(select_rows<newest_by>(query));
  [&]<class... Member>(boost::mp11::mp_list<Member...>) {
    found.bind(from.by, from.key, detail::value<Row, Member>(query.*Member::pointer)..., limit);
  }(boost::mp11::mp_rename<detail::Filters<Query>, boost::mp11::mp_list>());
  Page page;
  detail::Cursor last;
  while (found.step()) {
    auto row = rows::read_row<Row>(found);
    last = {rows::column::stored(row.*newest_by), detail::key_of(row)};
    if constexpr (requires { view_of(row); }) {
      page.lines.push_back(view_of(row));
    } else {
      page.lines.push_back(std::move(row));
    }
  }
  if (page.lines.size() == limit) page.next_cursor = rows::text_of(last);
  return page;
}

}  // namespace tributary::vertical
