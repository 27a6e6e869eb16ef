#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <optional>
#include <string_view>

#include "http/limits.hpp"
#include "http/request_reader.hpp"

namespace tributary::http {

/// Boost.Beast's request parser with a handler that keeps views instead of copies, and refuses what
/// Beast lets pass though RFC 9112 or 9110 forbid it or leave it open to two readings.
///
/// Give it a head in one piece: the views point into it.
class StrictParser final : public boost::beast::http::basic_parser<true> {
 public:
  using Error = boost::beast::error_code;

  StrictParser(const Limits& limits, ParsedRequest& request);

  /// Parses a whole head. Returns its size, 0 when it has no end or is refused: see `status`.
  std::size_t parse_head(std::string_view bytes);
  /// Parses what of the body is here. Returns how many bytes it took; those that are left must be
  /// given again with more bytes after them.
  std::size_t parse_body(std::string_view bytes);

  /// The status to refuse with; 0: nothing was wrong so far.
  int status() const { return status_; }
  bool expects_continue() const { return expects_continue_; }
  /// What the head announced; nothing for chunks.
  std::optional<std::uint64_t> announced() const;

 private:
  using Text = boost::beast::string_view;
  using Field = boost::beast::http::field;
  /// Fields that may stand once.
  enum class Single : unsigned {
    host,
    content_length,
    transfer_encoding,
    content_type,
    content_encoding,
    authorization,
    expect,
    idempotency_key,
    approval,
    if_match,
    last_event_id,
    origin,
  };

  void on_request_impl(boost::beast::http::verb, Text method, Text target, int version,
                       Error&) override;
  void on_response_impl(int, Text, int, Error&) override {}
  void on_field_impl(Field, Text name, Text value, Error&) override;
  void on_header_impl(Error&) override;
  void on_body_init_impl(boost::optional<std::uint64_t> const&, Error&) override {}
  std::size_t on_body_impl(Text, Error&) override;
  void on_chunk_header_impl(std::uint64_t, Text, Error&) override { chunk_was_seen_ = true; }
  std::size_t on_chunk_body_impl(std::uint64_t, Text, Error&) override;
  void on_finish_impl(Error&) override {}

  bool is_on_one_line(std::string_view name, std::string_view value) const;
  static std::optional<Single> single_of(Field field, std::string_view name);
  int status_of(Single single, std::string_view value);
  int status_of_host(std::string_view value);
  void refuse(int status, Error& error);
  void take(std::string_view piece);

  const Limits& limits_;
  ParsedRequest& request_;
  std::string_view head_;  ///< the bytes that are being parsed
  int status_ = 0;
  unsigned seen_ = 0;  ///< a bit for each Single
  bool head_is_done_ = false;
  bool chunk_was_seen_ = false;
  bool expects_continue_ = false;
};

/// What is known of a head whose bytes are not all here.
struct HeadScan {
  enum class Verdict { open, ends, broken };
  Verdict verdict = Verdict::open;
  std::size_t size = 0;  ///< of `ends`: of the head with its empty line; of `open`: looked at
};

/// Looks for the empty line that ends a head, from `from` on. A line feed without its carriage
/// return, or a first byte that begins no request, breaks it: nothing that follows can mend that.
HeadScan scan_head(std::string_view bytes, std::size_t from);

/// The minor version of a first line that ends in "HTTP/1.N", as a place in `bytes`; nothing for
/// any other line. `other_major` tells "HTTP/2.0" from garbage.
struct VersionPlace {
  std::optional<std::size_t> minor;
  bool other_major = false;
};
VersionPlace find_version(std::string_view bytes);

}  // namespace tributary::http
