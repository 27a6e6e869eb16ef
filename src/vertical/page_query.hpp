#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>

#include "api/page_limit.hpp"
#include "protocol/types.hpp"

/// What may be said with any question about the read models.
namespace tributary::vertical {

struct ReadQuery {
  /// To see what was accepted under this sequence, wait for it.
  std::optional<protocol::Sequence> at_least;
};
BOOST_DESCRIBE_STRUCT(ReadQuery, (), (at_least))

/// Of a list.
struct PageQuery : ReadQuery {
  std::optional<std::string> cursor;    ///< `next_cursor` of the page before
  std::optional<api::PageLimit> limit;  ///< 50 if not given
};
BOOST_DESCRIBE_STRUCT(PageQuery, (ReadQuery), (cursor, limit))

inline std::size_t limit_of(const PageQuery& query) {
  return static_cast<std::size_t>(query.limit.value_or(api::page_limit_default).value);
}

}  // namespace tributary::vertical
