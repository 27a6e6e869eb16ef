#pragma once

#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "base/byte_buffer.hpp"
#include "protocol/text.hpp"
#include "protocol/types.hpp"

/// The journal's binary form of every described struct, derived from its description.
///
/// Integers are LEB128 varints (signed ones zigzag), strings and vectors carry their length, an
/// optional a flag. A struct that stands alone (command, event) is framed as number, length,
/// fields, one inside another as length, fields: a reader takes the fields it knows, keeps defaults
/// for those an older writer lacked and skips what a newer one added.
namespace tributary::protocol {

/// Bytes that no writer of this format produces.
struct CodecError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Longest string and vector a message may hold.
inline constexpr std::size_t text_bytes_max = 4096;
inline constexpr std::size_t list_items_max = 65'536;

class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes)
      : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  bool done() const { return at_ == end_; }
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

  std::uint64_t varint() {
    if (at_ != end_ && static_cast<std::uint8_t>(*at_) < 0x80) [[likely]] {
      return static_cast<std::uint64_t>(*at_++);
    }
    return longer_varint();
  }

  std::span<const std::byte> take(std::size_t count) {
    if (count > left()) throw CodecError("message ends within a field");
    const std::span<const std::byte> taken{at_, count};
    at_ += count;
    return taken;
  }

 private:
  std::uint64_t longer_varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (at_ == end_) throw CodecError("message ends within a number");
      const auto byte = static_cast<std::uint8_t>(*at_++);
      if (shift == 63 && byte > 1) throw CodecError("number exceeds 64 bits");
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw CodecError("number exceeds 64 bits");
  }

  const std::byte* at_;
  const std::byte* end_;
};

inline void write_varint(base::ByteBuffer& out, std::uint64_t value) {
  std::byte* at = out.reserve(10);
  std::size_t count = 0;
  while (value >= 0x80) {
    at[count++] = static_cast<std::byte>(value | 0x80);
    value >>= 7;
  }
  at[count++] = static_cast<std::byte>(value);
  out.commit(count);
}

namespace detail {

template <class T>
constexpr bool is_optional = false;
template <class T>
constexpr bool is_optional<std::optional<T>> = true;
template <class T>
constexpr bool is_vector = false;
template <class T>
constexpr bool is_vector<std::vector<T>> = true;

/// Members of the small value types: what they hold is their form, and all that they will hold.
template <class Tag>
std::uint64_t& only_member(base::StrongId<Tag>& id) {
  return id.value;
}
inline std::int64_t& only_member(Amount& amount) { return amount.minor; }
inline std::int64_t& only_member(Rate& rate) { return rate.ppm; }
inline std::int32_t& only_member(Date& date) { return date.days; }
inline std::int64_t& only_member(Time& time) { return time.ms; }
inline std::uint64_t& only_member(AccessCode& code) { return code.digest; }
inline std::uint64_t& only_member(ActorId& actor) { return actor.value; }
inline std::string& only_member(Line& line) { return line.text; }
inline std::string& only_member(Note& note) { return note.text; }
inline std::string& only_member(Reference& reference) { return reference.text; }

template <class T>
concept SingleValue = requires(T& value) { only_member(value); };

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public>;

/// Writes what `fields` writes, with its length before it.
template <class Fields>
void write_with_length(base::ByteBuffer& out, Fields&& fields) {
  const std::size_t start = out.size();
  out.push(std::byte{0});
  fields();
  const std::size_t length = out.size() - start - 1;
  if (length < 0x80) {
    out.data()[start] = static_cast<std::byte>(length);
    return;
  }
  // Rare: the length needs more than the one byte that was kept free for it.
  base::ByteBuffer prefix;
  write_varint(prefix, length);
  out.reserve(prefix.size() - 1);
  std::memmove(out.data() + start + prefix.size(), out.data() + start + 1, length);
  std::memcpy(out.data() + start, prefix.data(), prefix.size());
  out.commit(prefix.size() - 1);
}

}  // namespace detail

template <class T>
void encode_fields(base::ByteBuffer& out, const T& message);

template <class T>
void encode(base::ByteBuffer& out, const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    write_varint(out, value ? 1 : 0);
  } else if constexpr (std::is_enum_v<T>) {
    write_varint(out, static_cast<std::uint64_t>(value));
  } else if constexpr (std::is_unsigned_v<T>) {
    write_varint(out, value);
  } else if constexpr (std::is_integral_v<T>) {
    const auto wide = static_cast<std::int64_t>(value);
    write_varint(out,
                 static_cast<std::uint64_t>(wide) << 1 ^ static_cast<std::uint64_t>(wide >> 63));
  } else if constexpr (std::is_same_v<T, std::string>) {
    write_varint(out, value.size());
    out.append(std::as_bytes(std::span(value)));
  } else if constexpr (detail::is_optional<T>) {
    encode(out, value.has_value());
    if (value) encode(out, *value);
  } else if constexpr (detail::is_vector<T>) {
    write_varint(out, value.size());
    for (const auto& item : value) encode(out, item);
  } else if constexpr (detail::SingleValue<T>) {
    encode(out, detail::only_member(const_cast<T&>(value)));
  } else {
    detail::write_with_length(out, [&] { encode_fields(out, value); });
  }
}

/// The fields of a described struct one after the other, without number and length.
template <class T>
void encode_fields(base::ByteBuffer& out, const T& message) {
  boost::mp11::mp_for_each<detail::Members<T>>(
      [&](auto member) { encode(out, message.*member.pointer); });
}

template <class T>
void decode_members(Reader fields, T& message);

/// Needs: a value just made: what the bytes do not speak of keeps its default.
template <class T>
void decode(Reader& in, T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    const std::uint64_t raw = in.varint();
    if (raw > 1) throw CodecError("flag is neither 0 nor 1");
    value = raw == 1;
  } else if constexpr (std::is_enum_v<T>) {
    const std::uint64_t raw = in.varint();
    bool known = false;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
        [&](auto entry) { known |= static_cast<std::uint64_t>(entry.value) == raw; });
    if (!known) throw CodecError("value is not of its enumeration");
    value = static_cast<T>(raw);
  } else if constexpr (std::is_unsigned_v<T>) {
    const std::uint64_t raw = in.varint();
    if (raw > static_cast<T>(-1)) throw CodecError("number exceeds its field");
    value = static_cast<T>(raw);
  } else if constexpr (std::is_integral_v<T>) {
    const std::uint64_t raw = in.varint();
    const auto wide = static_cast<std::int64_t>(raw >> 1 ^ (~(raw & 1) + 1));
    value = static_cast<T>(wide);
    if (static_cast<std::int64_t>(value) != wide) throw CodecError("number exceeds its field");
  } else if constexpr (std::is_same_v<T, std::string>) {
    const std::uint64_t length = in.varint();
    if (length > text_bytes_max) throw CodecError("text exceeds its limit");
    const auto bytes = in.take(length);
    value.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  } else if constexpr (detail::is_optional<T>) {
    bool present = false;
    decode(in, present);
    if (present) {
      decode(in, value.emplace());
    } else {
      value.reset();
    }
  } else if constexpr (detail::is_vector<T>) {
    const std::uint64_t count = in.varint();
    if (count > list_items_max) throw CodecError("list exceeds its limit");
    value.clear();
    for (std::uint64_t i = 0; i < count; ++i) decode(in, value.emplace_back());
  } else if constexpr (detail::SingleValue<T>) {
    decode(in, detail::only_member(value));
  } else {
    decode_members(Reader(in.take(in.varint())), value);
  }
}

/// Missing fields at the end keep their defaults, more than is known is skipped.
template <class T>
void decode_members(Reader fields, T& message) {
  boost::mp11::mp_for_each<detail::Members<T>>([&](auto member) {
    if (!fields.done()) decode(fields, message.*member.pointer);
  });
}

/// Number, length, fields.
template <class Message>
void encode_framed(base::ByteBuffer& out, const Message& message) {
  write_varint(out, Message::number);
  detail::write_with_length(out, [&] { encode_fields(out, message); });
}

/// A framed message before it is known which struct it is.
struct Frame {
  std::uint64_t number = 0;
  std::span<const std::byte> fields;
};

inline Frame read_frame(Reader& in) {
  Frame frame;
  frame.number = in.varint();
  frame.fields = in.take(in.varint());
  return frame;
}

/// The message in a frame.
template <class Message>
Message decode_fields(std::span<const std::byte> fields) {
  Message message;
  decode_members(Reader(fields), message);
  return message;
}

/// Calls `visit` with the decoded message of `frame`, found by its number among `Messages`.
template <class Messages, class Visitor>
void visit_frame(const Frame& frame, Visitor&& visit) {
  bool found = false;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, Messages>>([&](auto type) {
    using Message = typename decltype(type)::type;
    if (!found && frame.number == Message::number) {
      found = true;
      visit(decode_fields<Message>(frame.fields));
    }
  });
  if (!found) throw CodecError("message of an unknown number");
}

}  // namespace tributary::protocol
