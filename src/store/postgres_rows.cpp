#include "store/postgres_rows.hpp"

#include <cstring>

namespace tributary::store {

void PostgresRows::add(const PGresult* row) {
  columns_ = static_cast<std::size_t>(PQnfields(row));
  for (int column = 0; column < PQnfields(row); ++column) {
    const bool is_null = PQgetisnull(row, 0, column) != 0;
    const int length = is_null ? -1 : PQgetlength(row, 0, column);
    const auto* const of_length = reinterpret_cast<const char*>(&length);
    bytes_.insert(bytes_.end(), of_length, of_length + sizeof length);
    if (is_null) continue;
    const char* const value = PQgetvalue(row, 0, column);
    bytes_.insert(bytes_.end(), value, value + length);
  }
}

bool PostgresRows::next() {
  cells_.clear();
  if (place_ == bytes_.size()) return false;
  for (std::size_t column = 0; column < columns_; ++column) {
    int length = 0;
    std::memcpy(&length, bytes_.data() + place_, sizeof length);
    place_ += sizeof length;
    if (length < 0) {
      cells_.emplace_back();
    } else {
      const auto size = static_cast<std::size_t>(length);
      cells_.emplace_back(std::string_view(bytes_.data() + place_, size));
      place_ += size;
    }
  }
  return true;
}

void PostgresRows::clear() {
  bytes_ = {};
  place_ = 0;
  cells_.clear();
}

}  // namespace tributary::store
