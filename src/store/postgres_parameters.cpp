#include "store/postgres_parameters.hpp"

#include <algorithm>
#include <boost/endian/conversion.hpp>
#include <cstring>
#include <string>

#include "base/assert.hpp"
#include "store/fault.hpp"
#include "store/postgres_types.hpp"

namespace tributary::store {

namespace {

constexpr std::size_t value_bytes_max = (std::size_t{1} << 30) - 1;  // of the server

std::string name_of(std::size_t place) { return "$" + std::to_string(place + 1); }

void check_type(bool is_right, std::size_t place) {
  if (is_right) return;
  throw StoreFault(FaultKind::other, 0,
                   name_of(place) + " is of another type than PostgreSQL takes it for: CAST it");
}

void check_text(const Value& text, std::size_t place) {
  if (std::memchr(text.start(), '\0', text.size()) == nullptr) return;
  throw StoreFault(FaultKind::bad_value, 0,
                   name_of(place) + " is text with a NUL in it, which PostgreSQL does not keep");
}

}  // namespace

PostgresParameters::PostgresParameters(std::vector<Oid> types)
    : types_(std::move(types)),
      starts_(types_.size(), nullptr),
      lengths_(types_.size(), 0),
      formats_(types_.size(), 1),
      numbers_(types_.size()) {}

void PostgresParameters::point_at(std::span<const Value> values) {
  ASSERT(values.size() == types_.size());
  forget();
  try {
    for (std::size_t place = 0; place < values.size(); ++place) take(place, values[place]);
  } catch (const StoreFault&) {
    forget();
    throw;
  }
}

void PostgresParameters::copy(std::span<const Value> values) {
  point_at(values);
  std::size_t bytes = 0;
  for (const Value& value : values) bytes += value.size();
  copies_.resize(bytes);
  char* next = copies_.data();
  for (std::size_t place = 0; place < values.size(); ++place) {
    const std::size_t size = values[place].size();
    if (size == 0) continue;
    starts_[place] = next;
    next = std::copy_n(values[place].start(), size, next);
  }
}

void PostgresParameters::forget() { std::ranges::fill(starts_, nullptr); }

void PostgresParameters::take(std::size_t place, const Value& value) {
  const Oid type = types_[place];
  if (value.size() > value_bytes_max) {
    throw StoreFault(FaultKind::bad_value, 0, name_of(place) + " is too long for PostgreSQL");
  }
  switch (value.kind()) {
    case Value::Kind::null:
      return;
    case Value::Kind::integer: {
      auto& number = numbers_[place];
      check_type(type == postgres_type::int8 || type == postgres_type::boolean, place);
      if (type == postgres_type::boolean) {
        number[0] = value.integer() != 0 ? 1 : 0;
        lengths_[place] = 1;
      } else {
        boost::endian::store_big_s64(number.data(), value.integer());
        lengths_[place] = 8;
      }
      starts_[place] = reinterpret_cast<const char*>(number.data());
      return;
    }
    case Value::Kind::text:
      check_type(is_text(type), place);
      check_text(value, place);
      break;
    case Value::Kind::blob:
      check_type(type == postgres_type::bytea, place);
      break;
  }
  starts_[place] = value.start();
  lengths_[place] = static_cast<int>(value.size());
}

}  // namespace tributary::store
