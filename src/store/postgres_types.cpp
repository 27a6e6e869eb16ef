#include "store/postgres_types.hpp"

#include <boost/endian/conversion.hpp>
#include <limits>
#include <string>

#include "store/fault.hpp"

namespace tributary::store {

namespace {

using boost::endian::load_big_s16;
using boost::endian::load_big_s32;
using boost::endian::load_big_s64;
using boost::endian::load_big_u16;
using boost::endian::load_big_u32;

const unsigned char* at(std::string_view bytes, std::size_t offset) {
  return reinterpret_cast<const unsigned char*>(bytes.data()) + offset;
}

[[noreturn]] void throw_no_number(Oid type) {
  throw StoreFault(FaultKind::other, 0,
                   "a column of PostgreSQL's type " + std::to_string(type) + " is no whole number");
}

/// Four 16-bit words (digits, weight, sign, shown behind the point), then digits of base 10,000,
/// the first of which counts 10,000 to the power of the weight. Source: numeric_send.
std::int64_t number_of_numeric(std::string_view bytes) {
  constexpr std::size_t header_bytes = 8;
  constexpr std::uint16_t negative = 0x4000;
  if (bytes.size() < header_bytes) throw_no_number(postgres_type::numeric);
  const std::size_t digits = load_big_u16(at(bytes, 0));
  const int weight = load_big_s16(at(bytes, 2));
  const std::uint16_t sign = load_big_u16(at(bytes, 4));
  const bool is_finite = sign == 0 || sign == negative;
  if (!is_finite || bytes.size() != header_bytes + 2 * digits) {
    throw_no_number(postgres_type::numeric);
  }
  std::int64_t below_zero = 0;  // there is one number more below zero than above
  bool fits = true;
  for (int i = 0; i <= weight && fits; ++i) {
    const auto place = static_cast<std::size_t>(i);
    const std::int64_t digit =
        place < digits ? load_big_s16(at(bytes, header_bytes + 2 * place)) : 0;
    fits = !__builtin_mul_overflow(below_zero, std::int64_t{10'000}, &below_zero) &&
           !__builtin_sub_overflow(below_zero, digit, &below_zero);
  }
  const bool has_fraction = static_cast<int>(digits) > weight + 1;
  if (sign == 0) fits = fits && !__builtin_sub_overflow(std::int64_t{0}, below_zero, &below_zero);
  if (fits && !has_fraction) return below_zero;
  throw StoreFault(FaultKind::bad_value, 0, "a number that 64 bits do not hold");
}

}  // namespace

bool is_other_number(Oid type) {
  switch (type) {
    case postgres_type::int2:
    case postgres_type::int4:
    case postgres_type::oid:
    case postgres_type::numeric:
    case postgres_type::float4:
    case postgres_type::float8:
      return true;
    default:
      return false;
  }
}

bool is_text(Oid type) {
  switch (type) {
    case postgres_type::text:
    case postgres_type::varchar:
    case postgres_type::bpchar:
    case postgres_type::name:
      return true;
    default:
      return false;
  }
}

std::int64_t number_of(Oid type, std::string_view bytes) {
  if (type == postgres_type::numeric) return number_of_numeric(bytes);
  if (type == postgres_type::int8 && bytes.size() == 8) return load_big_s64(at(bytes, 0));
  if (type == postgres_type::int4 && bytes.size() == 4) return load_big_s32(at(bytes, 0));
  if (type == postgres_type::int2 && bytes.size() == 2) return load_big_s16(at(bytes, 0));
  if (type == postgres_type::oid && bytes.size() == 4) return load_big_u32(at(bytes, 0));
  if (type == postgres_type::boolean && bytes.size() == 1) return bytes.front() != 0 ? 1 : 0;
  throw_no_number(type);
}

}  // namespace tributary::store
