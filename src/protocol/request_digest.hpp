#pragma once

#include "base/hash.hpp"
#include "protocol/codec.hpp"
#include "protocol/command.hpp"

/// What was sent, as a digest that stays the same when commands gain fields.
///
/// A request that comes again has to be known by what it says, also after an upgrade. So the digest
/// does not cover a command's bytes but its canonical form: the number, then each field that is not
/// as a command just made has it, as its place among the fields (from 1) and its value; 0 ends.
/// What stands inside another struct or in a list has the same form. The order of members in JSON,
/// a default that was spelt out and a field that did not exist yet make no difference. Defaults of
/// commands are therefore fixed for ever, as numbers are (`contract_test.cpp`).
namespace tributary::protocol {

namespace detail {

template <class T>
void write_canonical(base::ByteBuffer& out, const T& value);

/// The fields of `value` that are not as `usual` has them.
template <class T>
void write_unusual_fields(base::ByteBuffer& out, const T& value, const T& usual) {
  std::uint64_t place = 0;
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    ++place;
    if (value.*member.pointer == usual.*member.pointer) return;
    write_varint(out, place);
    write_canonical(out, value.*member.pointer);
  });
  write_varint(out, 0);
}

template <class T>
void write_canonical(base::ByteBuffer& out, const T& value) {
  if constexpr (is_optional<T>) {
    write_varint(out, value.has_value());
    if (value) write_canonical(out, *value);
  } else if constexpr (is_vector<T>) {
    write_varint(out, value.size());
    for (const auto& item : value) write_canonical(out, item);
  } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T> ||
                       std::is_same_v<T, std::string> || SingleValue<T>) {
    encode(out, value);
  } else {
    static const T usual{};
    write_unusual_fields(out, value, usual);
  }
}

}  // namespace detail

template <class Command>
std::uint64_t request_digest(const Command& command) {
  base::ByteBuffer form;
  static const Command usual{};
  write_varint(form, Command::number);
  detail::write_unusual_fields(form, command, usual);
  return base::hash_bytes(form.view());
}

/// The same of a framed command. Errors: CodecError for the bytes of none.
inline std::uint64_t digest_of_framed(std::span<const std::byte> command) {
  Reader in(command);
  std::uint64_t digest = 0;
  visit_frame<Commands>(read_frame(in), [&](const auto& wish) { digest = request_digest(wish); });
  return digest;
}

}  // namespace tributary::protocol
