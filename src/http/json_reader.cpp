#include "http/json_reader.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <boost/json/basic_parser_impl.hpp>
#include <limits>

#include "http/query.hpp"
#include "http/utf8.hpp"

namespace tributary::http {

namespace {

using boost::json::error_code;
using Piece = boost::json::string_view;

/// A name made up by a client is cut to this many bytes in an error.
constexpr std::size_t path_name_bytes = 64;

constexpr std::size_t depth_max = 32;  // the parser's own

/// A longer name is no member's; what is kept of it is enough to say so.
constexpr std::size_t key_bytes_max = 256;

/// A thread's buffers that have grown beyond this are given back.
constexpr std::size_t kept_bytes_max = 4096;

BindReason mismatch(JsonKind kind) {
  switch (kind) {
    case JsonKind::object:
      return BindReason::not_an_object;
    case JsonKind::array:
      return BindReason::not_an_array;
    case JsonKind::integer:
      return BindReason::not_an_integer;
    case JsonKind::boolean:
      return BindReason::not_a_boolean;
    case JsonKind::string:
      break;
  }
  return BindReason::not_a_string;
}

/// The name up to 64 bytes, cut between characters.
std::string_view cut(std::string_view name) {
  name = name.substr(0, path_name_bytes);
  while (!is_text(name)) name.remove_suffix(1);
  return name;
}

constexpr std::uint64_t bit_of(std::size_t index) { return std::uint64_t{1} << index; }

/// Bits of the required members that are not among those `seen`.
std::uint64_t missing_of(const JsonType& type, std::uint64_t seen) { return type.required & ~seen; }

std::string_view first_name(const JsonType& type, std::uint64_t bits) {
  return type.members[static_cast<std::size_t>(std::countr_zero(bits))];
}

/// Reads a member's text from outside of JSON.
bool read_plain(JsonPlace place, std::string_view text, BindError& error) {
  if (place.type->read != nullptr) return place.type->read(place.value, text, error);
  error.reason = BindReason::wrong_format;  // a list or a struct has no plain text
  return false;
}

/// What the parser finds goes straight to its place; the first thing that is wrong stops it.
class Handler {
 public:
  static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();

  void begin(JsonPlace root, std::uint64_t given, const JsonLimits& limits, BindError& error) {
    next_ = root;
    given_ = given;
    limits_ = limits;
    limits_.depth = std::min(limits.depth, depth_max);
    error_ = &error;
    failed_ = false;
    escapes_ = false;
    top_ = open_.data();
    collected_.clear();
    if (collected_.capacity() > kept_bytes_max) collected_.shrink_to_fit();
  }

  /// U+0000 can only come by an escape: raw, it is a control that JSON does not allow.
  void expect_escapes() { escapes_ = true; }

  bool failed() const { return failed_; }
  bool fail(BindReason reason) { return fail(reason, {}, {}); }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }

  bool on_object_begin(error_code& error) { return enter(JsonKind::object) || stop(error); }
  bool on_object_end(std::size_t, error_code& error) {
    const Open& object = *top_;
    if (const auto missing = missing_of(*object.place.type, object.seen); missing != 0) {
      fail(BindReason::missing_member, first_name(*object.place.type, missing), {});
      return stop(error);
    }
    leave();
    return true;
  }

  bool on_array_begin(error_code& error) { return enter(JsonKind::array) || stop(error); }
  bool on_array_end(std::size_t, error_code&) {
    leave();
    return true;
  }

  bool on_key_part(Piece part, std::size_t, error_code&) {
    collected_.append(part.substr(0, key_bytes_max - std::min(key_bytes_max, collected_.size())));
    return true;
  }
  bool on_key(Piece part, std::size_t size, error_code& error) {
    std::string_view name = part;
    if (size != part.size()) {
      on_key_part(part, size, error);
      name = collected_;
    }
    const bool good = begin_member(name);
    collected_.clear();
    return good || stop(error);
  }

  bool on_string_part(Piece part, std::size_t size, error_code& error) {
    return collect(part, size) || stop(error);
  }
  bool on_string(Piece part, std::size_t size, error_code& error) {
    return (size == part.size() ? read(JsonKind::string, part)
                                : collect(part, size) && read(JsonKind::string, collected_)) ||
           stop(error);
  }

  bool on_number_part(Piece part, error_code& error) {
    return collect(part, collected_.size() + part.size()) || stop(error);
  }
  bool on_int64(std::int64_t, Piece part, error_code& error) { return on_number(part, error); }
  bool on_uint64(std::uint64_t, Piece part, error_code& error) { return on_number(part, error); }
  bool on_double(double, Piece part, error_code& error) { return on_number(part, error); }

  bool on_bool(bool value, error_code& error) {
    return read(JsonKind::boolean, value ? "true" : "false") || stop(error);
  }
  bool on_null(error_code& error) { return refuse_value() || stop(error); }

  bool on_comment_part(Piece, error_code&) { return true; }
  bool on_comment(Piece, error_code&) { return true; }

 private:
  /// An object or array that has begun and not ended.
  struct Open {
    JsonPlace place;
    std::uint64_t seen = 0;  ///< bits of the members that have come
    std::size_t at = 0;      ///< the member that comes, or the elements so far
    bool within = false;     ///< a member or element is being read
  };

  static bool stop(error_code& error) {
    error = boost::system::errc::make_error_code(boost::system::errc::operation_canceled);
    return false;
  }

  bool fail(BindReason reason, std::string_view member, std::string expected) {
    failed_ = true;
    error_->reason = reason;
    error_->expected = std::move(expected);
    error_->path = path_to(member);
    return false;
  }

  std::string path_to(std::string_view member) const {
    std::string path;
    const auto add = [&](std::string_view name) {
      if (!path.empty()) path += '.';
      path += cut(name);
    };
    for (const Open& open : std::span(open_.data() + 1, depth())) {
      if (!open.within) break;
      if (open.place.type->kind == JsonKind::array) {
        path += "[" + std::to_string(open.at - 1) + "]";
      } else {
        add(open.place.type->members[open.at]);
      }
    }
    if (!member.empty()) add(member);
    return path;
  }

  std::size_t depth() const { return static_cast<std::size_t>(top_ - open_.data()); }

  /// A value begins. False when there is no room for it.
  bool begin_value() {
    const JsonType* const around = top_->place.type;
    return around == nullptr || around->append == nullptr || begin_element();
  }

  bool begin_element() {
    if (top_->at == limits_.elements) {
      return fail(BindReason::too_many_elements, {}, at_most(limits_.elements));
    }
    next_ = top_->place.type->append(top_->place.value);
    ++top_->at;
    top_->within = true;
    return true;
  }

  bool enter(JsonKind kind) {
    if (!begin_value()) return false;
    if (next_.type->kind != kind) return fail(mismatch(next_.type->kind));
    if (depth() == limits_.depth) return fail(BindReason::too_deep);
    const std::uint64_t seen = depth() == 0 ? given_ : 0;
    *++top_ = {.place = next_, .seen = seen};
    return true;
  }

  void leave() {
    --top_;
    top_->within = false;
  }

  bool begin_member(std::string_view name) {
    if (has_zero(name)) return fail(BindReason::not_json);
    Open& object = *top_;
    std::size_t index = 0;
    const JsonPlace member = object.place.type->find(object.place.value, name, index);
    if (member.type == nullptr) return fail(BindReason::unknown_member, name, {});
    if ((object.seen & bit_of(index)) != 0) {
      const bool given = depth() == 1 && (given_ & bit_of(index)) != 0;
      return fail(given ? BindReason::given_in_path : BindReason::duplicate_member, name, {});
    }
    object.seen |= bit_of(index);
    object.at = index;
    object.within = true;
    next_ = member;
    return true;
  }

  bool has_zero(std::string_view text) const { return escapes_ && text.find('\0') != text.npos; }

  bool collect(std::string_view part, std::size_t size) {
    if (!fits(size)) return false;
    collected_.append(part);
    return true;
  }

  static std::string at_most(std::size_t count) { return "at most " + std::to_string(count); }

  bool fits(std::size_t size) {
    if (size <= limits_.text_bytes) return true;
    return begin_value() &&
           fail(BindReason::out_of_range, {}, at_most(limits_.text_bytes) + " bytes");
  }

  bool on_number(std::string_view part, error_code& error) {
    if (!collected_.empty()) {
      if (!collect(part, collected_.size() + part.size())) return stop(error);
      part = collected_;
    }
    // The text decides, not its value: 1.0 and 1e3 are no integers.
    const bool whole = part.find_first_of(".eE") == part.npos;
    return (whole ? read(JsonKind::integer, part) : refuse_value()) || stop(error);
  }

  /// What no place takes: null, and numbers that are no integers.
  bool refuse_value() { return begin_value() && fail(mismatch(next_.type->kind)); }

  bool read(JsonKind kind, std::string_view text) {
    if (!fits(text.size()) || !begin_value()) return false;
    if (kind != next_.type->kind) return fail(mismatch(next_.type->kind));
    if (has_zero(text)) return fail(BindReason::not_json);
    if (!next_.type->read(next_.value, text, *error_)) {
      return fail(error_->reason, {}, std::move(error_->expected));
    }
    collected_.clear();
    top_->within = false;
    return true;
  }

  JsonPlace next_;  ///< of the value that comes
  std::uint64_t given_ = 0;
  JsonLimits limits_;
  BindError* error_ = nullptr;
  bool failed_ = false;
  bool escapes_ = false;
  std::array<Open, depth_max + 1> open_;  ///< in the first nothing is open
  Open* top_ = open_.data();
  std::string collected_;  ///< of a text that comes in parts
};

using Parser = boost::json::basic_parser<Handler>;

/// Why the parser itself has stopped.
void explain(Parser& parser, error_code failed) {
  Handler& handler = parser.handler();
  if (failed == boost::json::error::too_deep) {
    handler.fail(BindReason::too_deep);
  } else if (failed == boost::json::error::exponent_overflow) {
    handler.on_double(0, "e", failed);
  } else {
    handler.fail(BindReason::not_json);
  }
}

bool parse(Parser& parser, std::span<const std::string_view> pieces) {
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::string_view piece = pieces[i];
    if (piece.find('\\') != piece.npos) parser.handler().expect_escapes();
    error_code failed;
    const std::size_t used =
        parser.write_some(i + 1 < pieces.size(), piece.data(), piece.size(), failed);
    if (parser.handler().failed()) return false;
    if (failed || used != piece.size()) {
      explain(parser, failed);
      return false;
    }
  }
  return true;
}

/// Reads what the path gives: the bits of those members.
bool take_given(JsonPlace place, std::span<const PathParameter> pairs, std::uint64_t& given,
                BindError& error) {
  for (const auto& [name, text] : pairs) {
    std::size_t index = 0;
    const JsonPlace member = place.type->find(place.value, name, index);
    if (member.type == nullptr) continue;
    given |= bit_of(index);
    if (!read_plain(member, text, error)) {
      error.path = name;
      return false;
    }
  }
  return true;
}

}  // namespace

bool read_json_into(JsonPlace place, std::span<const std::string_view> pieces,
                    std::span<const PathParameter> given, const JsonLimits& limits,
                    BindError& error) {
  // Kept, because making one costs as much as reading a bid.
  thread_local Parser parser{boost::json::parse_options{}};
  std::uint64_t given_members = 0;
  if (!take_given(place, given, given_members, error)) return false;
  parser.reset();
  parser.handler().begin(place, given_members, limits, error);
  return parse(parser, pieces);
}

bool read_query_into(JsonPlace place, std::string_view query, BindError& error) {
  const auto fail = [&](BindReason reason, std::string_view name) {
    error.reason = reason;
    error.path = name;
    return false;
  };
  std::uint64_t seen = 0;
  QueryPairs pairs(query);
  while (pairs.next()) {
    const std::string_view name = cut(pairs.name());
    std::size_t index = 0;
    const JsonPlace member = place.type->find(place.value, pairs.name(), index);
    if (member.type == nullptr) return fail(BindReason::unknown_member, name);
    if ((seen & bit_of(index)) != 0) return fail(BindReason::duplicate_member, name);
    seen |= bit_of(index);
    if (!read_plain(member, pairs.value(), error)) {
      return fail(error.reason, name);
    }
  }
  if (pairs.malformed()) {
    error.expected = "percent-encoded UTF-8";
    return fail(BindReason::wrong_format, {});
  }
  const std::uint64_t missing = missing_of(*place.type, seen);
  return missing == 0 || fail(BindReason::missing_member, first_name(*place.type, missing));
}

}  // namespace tributary::http
