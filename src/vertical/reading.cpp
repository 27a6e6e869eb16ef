#include "vertical/reading.hpp"

#include "rows/damage.hpp"

namespace tributary::vertical {

Connection::Connection(std::string_view url, std::string_view place)
    : database_(url, {.access = store::Access::read_only, .cache_kib = 64 * 1024}), place_(place) {}

Reading::Reading(Connection& connection)
    : connection_(connection), transaction_(connection.database_, store::Transaction::Kind::read) {
  store::Statement& cursor = database().statement(connection.place_);
  if (!cursor.bind().step()) throw rows::TablesDamaged("the tables lack their place");
  sequence_ = static_cast<protocol::Sequence>(cursor.integer(0));
}

}  // namespace tributary::vertical
