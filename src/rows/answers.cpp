#include "rows/answers.hpp"

namespace tributary::rows {

std::int64_t forget_answers(store::Database& database, protocol::Time now, std::int64_t at_most) {
  return database
      .statement(
          "DELETE FROM order_answer WHERE (high, low) IN "
          "(SELECT high, low FROM order_answer WHERE time < $1 ORDER BY time LIMIT $2)")
      .run(now.ms - answers_kept_ms, at_most);
}

}  // namespace tributary::rows
