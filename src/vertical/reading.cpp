#include "vertical/reading.hpp"

#include "vertical/damage.hpp"

namespace tributary::vertical {

Connection::Connection(std::string_view url)
    : database_(url, {.access = store::Access::read_only, .cache_kib = 64 * 1024}) {}

Reading::Reading(Connection& connection)
    : connection_(connection), transaction_(connection.database_, store::Transaction::Kind::read) {
  store::Statement& cursor = database().statement("SELECT cursor FROM follow_state");
  if (!cursor.bind().step()) throw TablesDamaged("the read models lack their place");
  sequence_ = static_cast<protocol::Sequence>(cursor.integer(0));
}

}  // namespace tributary::vertical
