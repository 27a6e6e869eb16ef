#include "http/request_parser.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace tributary::http {

namespace {

using Outcome = RequestParser::Outcome;

const Limits small{.head_bytes = 256, .header_fields = 4, .body_bytes = 32};

/// "complete <size>", "need_more", or the status of the refusal.
std::string verdict(std::string_view bytes, const Limits& limits = small) {
  RequestParser parser;
  ParsedRequest request;
  switch (parser.parse(bytes, limits, request)) {
    case Outcome::complete:
      return "complete " + std::to_string(request.size);
    case Outcome::need_more:
      return "need_more";
    case Outcome::refused:
      return std::to_string(parser.refusal());
  }
  return {};
}

TEST(RequestParser, FindsAllPartsOfARequest) {
  constexpr std::string_view bytes =
      "POST /v1/loans?x=1 HTTP/1.1\r\nHost: here\r\nX-Empty:\r\nX-Padded: \t a b \t\r\n"
      "content-LENGTH: 4\r\n\r\nbodyGET / ";
  RequestParser parser;
  ParsedRequest request;
  ASSERT_EQ(parser.parse(bytes, small, request), Outcome::complete);
  EXPECT_EQ(request.method, Method::post);
  EXPECT_EQ(request.target, "/v1/loans?x=1");
  EXPECT_EQ(request.body, "body");
  EXPECT_EQ(request.size, bytes.size() - 6);
  EXPECT_TRUE(request.keep_alive);
  ASSERT_EQ(request.fields.size(), 4);
  EXPECT_EQ(request.fields[1].value, "");
  EXPECT_EQ(request.fields[2].value, "a b");
}

struct Case {
  std::string_view bytes;
  std::string_view verdict;
};

// Sources: RFC 9112 sections 2.2, 3, 5, 6, 7; RFC 9110 sections 5.6, 10.1.1, 15.5.
TEST(RequestParser, AcceptsAndRefusesByTheStrictReading) {
  const std::vector<Case> cases{
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "complete 27"},
      {"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "complete 29"},
      {"GET / HTTP/1.0\r\n\r\n", "complete 18"},
      {"GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n", "complete 36"},
      {"", "need_more"},
      {"G", "need_more"},
      {"GET / HTTP/1.1\r\nHost: a\r\n", "need_more"},
      {"GET / HTTP/1.1\r\nHost: a\r\n\r", "need_more"},
      {"\r", "need_more"},
      {"\rG", "400"},
      {"\n", "400"},
      {"\x16\x03\x01", "400"},  // a TLS client
      {"G{T / HTTP/1.1\r\n", "400"},
      {"GET  / HTTP/1.1\r\n", "400"},
      {"GET / HTTP/1.1 \r\n", "400"},
      {"GET /\x01 HTTP/1.1\r\n", "400"},
      {"GET /\xE6 HTTP/1.1\r\n", "400"},
      {"GET /\r\n", "400"},
      {"GET / HTTP/1.1\n", "400"},
      {"GET / HTTP/2.0\r\n", "505"},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"},
      {"GET / HTTP/11\r\n", "400"},
      {"GET / http/1.1\r\n", "400"},
      {"GET / HTTP/1.1\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\n: a\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\n folded\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\nX: b\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\rX: b\r\n", "400"},
      {std::string_view("GET / HTTP/1.1\r\nHost: a\0b\r\n", 27), "400"},
      {"GET / HTTP/1.1\r\nHost\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab", "complete 46"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na", "need_more"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: 33\r\n\r\n", "413"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n", "413"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: 1 1\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n", "501"},
      {"P / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n", "417"},
      {"P / HTTP/1.1\r\na:1\r\nb:2\r\nc:3\r\nd:4\r\ne:5\r\n", "431"},
  };
  for (const auto& [bytes, expected] : cases) EXPECT_EQ(verdict(bytes), expected) << bytes;
}

TEST(RequestParser, HeadsAreBounded) {
  const std::string host = " HTTP/1.1\r\nHost: a\r\n";
  EXPECT_EQ(verdict("GET /" + std::string(128, 'x')), "414");
  EXPECT_EQ(verdict("GET /" + host + "X: " + std::string(300, 'x')), "431");
  EXPECT_EQ(verdict("GET /" + host + "X: " + std::string(300, 'x') + "\r\n\r\n"), "431");
  EXPECT_EQ(verdict(std::string(257, 'G')), "431");
  RequestParser parser;
  ParsedRequest request;
  const std::string slowly = "GET /" + host + "X: " + std::string(300, 'x');
  EXPECT_EQ(parser.parse(slowly.substr(0, 200), small, request), Outcome::need_more);
  EXPECT_EQ(parser.parse(slowly.substr(0, 256), small, request), Outcome::need_more);
  EXPECT_EQ(parser.parse(slowly.substr(0, 257), small, request), Outcome::refused);
  EXPECT_EQ(parser.refusal(), 431);
}

TEST(RequestParser, JudgesWhetherTheConnectionIsKept) {
  const auto kept = [](std::string_view version, std::string_view connection) {
    const std::string bytes = "GET / HTTP/" + std::string(version) +
                              "\r\nHost: a\r\nConnection: " + std::string(connection) + "\r\n\r\n";
    RequestParser parser;
    ParsedRequest request;
    EXPECT_EQ(parser.parse(bytes, small, request), Outcome::complete);
    return request.keep_alive;
  };
  EXPECT_TRUE(kept("1.1", "upgrade"));
  EXPECT_TRUE(kept("1.1", "keep-alive"));
  EXPECT_FALSE(kept("1.1", "close"));
  EXPECT_FALSE(kept("1.1", "keep-alive , Close"));
  EXPECT_FALSE(kept("1.0", ""));
  EXPECT_TRUE(kept("1.0", "Keep-Alive"));
}

constexpr std::string_view chunked_head =
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n";

TEST(RequestParser, PutsChunksTogether) {
  const std::string bytes =
      std::string(chunked_head) + "4\r\nabcd\r\n0a;x=y\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\nGET";
  RequestParser parser;
  ParsedRequest request;
  ASSERT_EQ(parser.parse(bytes, small, request), Outcome::complete);
  EXPECT_EQ(request.body, "abcd0123456789");
  EXPECT_EQ(request.size, bytes.size() - 3);
  EXPECT_EQ(request.fields.size(), 2);
}

TEST(RequestParser, RefusesBadAndBoundlessChunks) {
  const auto chunks = [](std::string_view body) {
    return verdict(std::string(chunked_head) + std::string(body));
  };
  EXPECT_EQ(chunks("0\r\n\r\n"), "complete " + std::to_string(chunked_head.size() + 5));
  EXPECT_EQ(chunks(""), "need_more");
  EXPECT_EQ(chunks("4\r\nab"), "need_more");
  EXPECT_EQ(chunks("4\r\nabcd\r\n0\r\n"), "need_more");
  EXPECT_EQ(chunks("x\r\n"), "400");
  EXPECT_EQ(chunks("\r\n"), "400");
  EXPECT_EQ(chunks("-1\r\n"), "400");
  EXPECT_EQ(chunks("0x4\r\nabcd\r\n"), "400");
  EXPECT_EQ(chunks("4 \r\nabcd\r\n"), "400");
  EXPECT_EQ(chunks("4\r\nabcdef\r\n"), "400");
  EXPECT_EQ(chunks("123456789abc\r\n"), "400");
  EXPECT_EQ(chunks("21\r\n"), "413");
  EXPECT_EQ(chunks("10\r\n0123456789abcdef\r\n11\r\n"), "413");
  EXPECT_EQ(chunks("1;" + std::string(300, 'x')), "400");
  EXPECT_EQ(chunks("0\r\n" + std::string(1100, 'x')), "400");
  EXPECT_EQ(chunks("0;a\nb\r\n\r\n"), "400");
  EXPECT_EQ(chunks("0;a\rb\r\n\r\n"), "400");
  EXPECT_EQ(chunks("0\r\na: b\nc: d\r\n\r\n"), "400");
  const std::string longest = "0;" + std::string(254, 'x');
  EXPECT_EQ(chunks(longest + "x\r\n"), "400");
  EXPECT_EQ(chunks(longest + "\r"), "need_more");
  EXPECT_TRUE(chunks(longest + "\r\n\r\n").starts_with("complete"));
  const std::string trailer = "0\r\n" + std::string(1022, 'x');
  EXPECT_EQ(chunks(trailer + "\r"), "need_more");
  EXPECT_EQ(chunks(trailer + "\r\n\r"), "need_more");
  EXPECT_TRUE(chunks(trailer + "\r\n\r\n").starts_with("complete"));
  EXPECT_EQ(chunks(trailer + "x\r\n\r\n"), "400");
  std::string wordy;
  for (int i = 0; i < 31; ++i) wordy += "1;" + std::string(100, 'x') + "\r\na\r\n";
  EXPECT_EQ(chunks(wordy), "413");
}

TEST(RequestParser, AsksOnceForTheBodyThatWaits) {
  std::string bytes =
      "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  RequestParser parser;
  ParsedRequest request;
  EXPECT_EQ(parser.parse(bytes, small, request), Outcome::need_more);
  EXPECT_TRUE(parser.take_continue());
  EXPECT_FALSE(parser.take_continue());
  bytes += "a";
  EXPECT_EQ(parser.parse(bytes, small, request), Outcome::need_more);
  EXPECT_FALSE(parser.take_continue());
  bytes += "b";
  EXPECT_EQ(parser.parse(bytes, small, request), Outcome::complete);
  EXPECT_EQ(request.body, "ab");
}

/// What one call sees in all the bytes, many calls see in the bytes as they come.
RC_GTEST_PROP(RequestParserProperty, CutsDoNotMatter, ()) {
  const std::string bytes = *rc::gen::element<std::string>(
      "GET /a?b HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n",
      "\r\n\r\nPOST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789",
      std::string(chunked_head) + "4\r\nabcd\r\n00000003;q\r\nefg\r\n0\r\nT: u\r\n\r\n");
  const auto cuts =
      *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, bytes.size()));
  RequestParser whole_parser;
  ParsedRequest whole;
  RC_ASSERT(whole_parser.parse(bytes, small, whole) == Outcome::complete);
  RequestParser parser;
  ParsedRequest request;
  std::vector<std::size_t> sorted = cuts;
  std::ranges::sort(sorted);
  for (const std::size_t cut : sorted) {
    RC_ASSERT(parser.parse(std::string(bytes, 0, cut), small, request) == Outcome::need_more);
  }
  RC_ASSERT(parser.parse(bytes, small, request) == Outcome::complete);
  RC_ASSERT(request.body == whole.body);
  RC_ASSERT(request.target == whole.target);
  RC_ASSERT(request.size == bytes.size());
}

}  // namespace

}  // namespace tributary::http
