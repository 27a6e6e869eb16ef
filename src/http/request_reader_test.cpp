#include "http/request_reader.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace tributary::http {

namespace {

using Outcome = RequestReader::Outcome;

const Limits small{.head_bytes = 256, .header_fields = 4, .body_bytes = 32};

/// A reader, the request it found last, and what it left of the bytes.
struct Reading {
  RequestReader reader;
  ParsedRequest request;
  std::string_view rest;

  Outcome read(std::string_view bytes, const Limits& limits = small,
               const RequestReader::BodyLimit& body_limit = {}) {
    rest = bytes;
    return reader.read(rest, limits, body_limit, request);
  }
};

/// "complete <size>", "need_more", or the status of the refusal, of bytes that come in pieces.
std::string verdict_in_pieces(std::string_view bytes, std::size_t piece,
                              const Limits& limits = small) {
  Reading reading;
  for (std::size_t from = 0; from < bytes.size(); from += piece) {
    // A copy of its own: views into an earlier buffer would be found out.
    const std::string part(bytes.substr(from, piece));
    switch (reading.read(part, limits)) {
      case Outcome::complete:
        return "complete " +
               std::to_string(std::min(from + piece, bytes.size()) - reading.rest.size());
      case Outcome::need_more:
        EXPECT_TRUE(reading.rest.empty());
        break;
      case Outcome::refused:
        return std::to_string(reading.reader.refusal());
    }
  }
  return "need_more";
}

/// The verdict, which is the same however the bytes come.
std::string verdict(std::string_view bytes, const Limits& limits = small) {
  const std::string whole = verdict_in_pieces(bytes, bytes.size() + 1, limits);
  for (const std::size_t piece : {1, 2, 3, 7, 50}) {
    EXPECT_EQ(verdict_in_pieces(bytes, piece, limits), whole) << piece << ": " << bytes;
  }
  return whole;
}

TEST(RequestReader, FindsAllPartsOfARequest) {
  constexpr std::string_view bytes =
      "POST /v1/loans?x=1 HTTP/1.1\r\nHost: here\r\nX-Empty:\r\nX-Padded: \t a b \t\r\n"
      "content-LENGTH: 4\r\n\r\nbodyGET / ";
  Reading reading;
  ASSERT_EQ(reading.read(bytes), Outcome::complete);
  EXPECT_EQ(reading.rest, "GET / ");
  const ParsedRequest& request = reading.request;
  EXPECT_EQ(request.method, Method::post);
  EXPECT_EQ(request.target, "/v1/loans?x=1");
  EXPECT_EQ(request.body, "body");
  EXPECT_EQ(request.body.data(), bytes.data() + bytes.size() - 10) << "not copied";
  EXPECT_TRUE(request.keep_alive);
  ASSERT_EQ(request.fields.size(), 4);
  EXPECT_EQ(request.fields[1].value, "");
  EXPECT_EQ(request.fields[2].value, "a b");
}

struct Case {
  std::string_view bytes;
  std::string_view verdict;
};

// Sources: RFC 9112 sections 2.2, 3, 5, 6, 7; RFC 9110 sections 2.5, 5.6, 7.2, 10.1.1, 15.5.
TEST(RequestReader, AcceptsAndRefusesByTheStrictReading) {
  const std::vector<Case> cases{
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "complete 27"},
      {"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "complete 29"},
      {"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "complete 31"},
      {"\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET / HTTP/1.0\r\n\r\n", "complete 18"},
      {"GET / HTTP/1.2\r\nHost: a\r\n\r\n", "complete 27"},
      {"GET / HTTP/1.9\r\nHost: a\r\n\r\n", "complete 27"},
      {"GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n", "complete 36"},
      {"GET https://a:1/b?c HTTP/1.1\r\nHost: a\r\n\r\n", "complete 41"},
      {"GET http://a HTTP/1.1\r\nHost: a\r\n\r\n", "complete 34"},
      {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "complete 31"},
      {"GET * HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET http://a@b/ HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET http://a,b/ HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET http://[::/ HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET http:/a HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET ftp://a/b HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET a:b HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET a HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /a?b#c HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET http://a/b#c HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"", "need_more"},
      {"G", "need_more"},
      {"GET /\r\n", "need_more"},
      {"GET / HTTP/1.1\r\nHost: a\r\n", "need_more"},
      {"GET / HTTP/1.1\r\nHost: a\r\n\r", "need_more"},
      {"\r", "need_more"},
      {"\r\n", "need_more"},
      {"\rG", "400"},
      {"\n", "400"},
      {"\x16\x03\x01", "400"},  // a TLS client
      {"\xE6", "400"},
      {" GET", "400"},
      {"GET / HTTP/1.1\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\nX: b\r\n", "400"},
      {"G{T / HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "400"},
      {"GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /\xE6 HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /\x7F HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /\r\n\r\n", "400"},
      {"GET / HTTP/2.0\r\n\r\n", "505"},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"},
      {"GET / HTTP/11\r\nHost: a\r\n\r\n", "400"},
      {"GET / http/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost:\r\n\r\n", "complete 25"},
      {"GET / HTTP/1.1\r\nHost: a:80\r\n\r\n", "complete 30"},
      {"GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "complete 34"},
      {"GET / HTTP/1.1\r\nHost: {\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\n: a\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n folded\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX:\r\n folded\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: \r\n\t\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n \r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\n folded\r\nHost: a\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", "400"},
      {std::string_view("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 29), "400"},
      {"GET / HTTP/1.1\r\nHost\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nIdempotency-Key: a\r\nidempotency-key: b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nApproval: Bearer a\r\napproval: Bearer b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nContent-Type: a\r\nContent-Type: a\r\n\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab", "complete 46"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na", "need_more"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: 33\r\n\r\n", "413"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: 1 1\r\n\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "501"},
      {"P / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n", "501"},
      {"P / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", "501"},
      {"P / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \x0B chunked\r\n\r\n", "400"},
      {"P / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},
      {"P / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n", "417"},
      {"P / HTTP/1.1\r\na:1\r\nb:2\r\nc:3\r\nd:4\r\ne:5\r\n\r\n", "431"},
  };
  for (const auto& [bytes, expected] : cases) EXPECT_EQ(verdict(bytes), expected) << bytes;
}

TEST(RequestReader, HeadsAreBounded) {
  const std::string host = " HTTP/1.1\r\nHost: a\r\n";
  EXPECT_EQ(verdict("GET /" + std::string(128, 'x') + host + "\r\n"), "414");
  EXPECT_EQ(verdict("GET /" + std::string(300, 'x')), "414");
  EXPECT_EQ(verdict("GET /" + host + "X: " + std::string(300, 'x')), "431");
  EXPECT_EQ(verdict("GET /" + host + "X: " + std::string(300, 'x') + "\r\n\r\n"), "431");
  EXPECT_EQ(verdict(std::string(256, 'G')), "need_more");
  EXPECT_EQ(verdict(std::string(257, 'G')), "414");
  const std::string start = "GET /" + host + "X: ";
  const std::string longest = start + std::string(256 - start.size() - 4, 'x') + "\r\n\r\n";
  EXPECT_EQ(verdict(longest), "complete 256");
  EXPECT_EQ(verdict("\r\n\r\n" + longest), "complete 260");
  EXPECT_EQ(verdict(start + std::string(257 - start.size() - 4, 'x') + "\r\n\r\n"), "431");
}

TEST(RequestReader, JudgesWhetherTheConnectionIsKept) {
  const auto kept = [](std::string_view version, std::string_view connection) {
    const std::string bytes = "GET / HTTP/" + std::string(version) +
                              "\r\nHost: a\r\nConnection: " + std::string(connection) + "\r\n\r\n";
    Reading reading;
    EXPECT_EQ(reading.read(bytes), Outcome::complete);
    return reading.request.keep_alive;
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

TEST(RequestReader, PutsChunksTogether) {
  const std::string bytes =
      std::string(chunked_head) + "4\r\nabcd\r\n0a;x=y\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\nGET";
  Reading reading;
  ASSERT_EQ(reading.read(bytes), Outcome::complete);
  EXPECT_EQ(reading.request.body, "abcd0123456789");
  EXPECT_EQ(reading.rest, "GET");
  EXPECT_EQ(reading.request.fields.size(), 2);
}

TEST(RequestReader, ATrailerSaysNothing) {
  const std::string bytes =
      std::string(chunked_head) + "0\r\nAuthorization: Bearer x\r\nHost: b\r\nExpect: y\r\n\r\n";
  Reading reading;
  ASSERT_EQ(reading.read(bytes), Outcome::complete);
  EXPECT_EQ(reading.request.fields.size(), 2);
}

TEST(RequestReader, RefusesBadAndBoundlessChunks) {
  const auto chunks = [](std::string_view body) {
    return verdict(std::string(chunked_head) + std::string(body));
  };
  EXPECT_EQ(chunks("0\r\n\r\n"), "complete " + std::to_string(chunked_head.size() + 5));
  EXPECT_EQ(chunks("0 ; a = b\r\n\r\n"), "complete " + std::to_string(chunked_head.size() + 13));
  EXPECT_EQ(chunks(""), "need_more");
  EXPECT_EQ(chunks("4\r\nab"), "need_more");
  EXPECT_EQ(chunks("4\r\nabcd\r\n0\r\n"), "need_more");
  EXPECT_EQ(chunks("x\r\n"), "need_more");
  EXPECT_EQ(chunks("x\r\n01"), "400");
  EXPECT_EQ(chunks("\r\n\r\n\r\n"), "400");
  EXPECT_EQ(chunks("-1\r\n0"), "400");
  EXPECT_EQ(chunks("0x4\r\nabcd\r\n\r\n"), "400");
  EXPECT_EQ(chunks("4\r\nabcdef\r\n"), "400");
  EXPECT_EQ(chunks("123456789abc\r\n"), "413");
  EXPECT_EQ(chunks("123456789abcdef01\r\n"), "400");
  EXPECT_EQ(chunks("21\r\n0"), "413");
  EXPECT_EQ(chunks("10\r\n0123456789abcdef\r\n11\r\n"), "413");
  EXPECT_EQ(chunks("1;" + std::string(4100, 'x')), "413");
  EXPECT_EQ(chunks("0\r\n" + std::string(4100, 'x')), "413");
  EXPECT_EQ(chunks("0;a\nb\r\n\r\n"), "400");
  EXPECT_EQ(chunks("0;a\rb\r\n\r\n"), "400");
  EXPECT_EQ(chunks("0\r\na: b\nc: d\r\n\r\n"), "400");
  std::string wordy;
  for (int i = 0; i < 31; ++i) wordy += "1;" + std::string(200, 'x') + "\r\na\r\n";
  EXPECT_EQ(chunks(wordy), "413");
}

TEST(RequestReader, AsksOnceForTheBodyThatWaits) {
  Reading reading;
  EXPECT_EQ(
      reading.read("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"),
      Outcome::need_more);
  EXPECT_FALSE(reading.reader.take_continue());
  EXPECT_EQ(reading.read("\r\n"), Outcome::need_more);
  EXPECT_TRUE(reading.reader.take_continue());
  EXPECT_FALSE(reading.reader.take_continue());
  EXPECT_EQ(reading.read("a"), Outcome::need_more);
  EXPECT_FALSE(reading.reader.take_continue());
  EXPECT_EQ(reading.read("b"), Outcome::complete);
  EXPECT_EQ(reading.request.body, "ab");
}

TEST(RequestReader, ABodyFromStrangersIsBounded) {
  const Limits limits{.body_bytes = 1000, .whole_body_bytes = 10};
  const auto of_stranger = [](const ParsedRequest& head) {
    EXPECT_EQ(head.target, "/");
    return std::size_t{0};
  };
  const auto status = [&](const std::string& bytes, std::size_t piece) {
    Reading reading;
    for (std::size_t from = 0; from < bytes.size(); from += piece) {
      const auto outcome = reading.read(bytes.substr(from, piece), limits, of_stranger);
      if (outcome == Outcome::complete) return 200;
      if (outcome == Outcome::refused) return reading.reader.refusal();
    }
    return 0;
  };
  const std::string head = "P / HTTP/1.1\r\nHost: a\r\nContent-Length: ";
  const std::string chunks(chunked_head);
  for (const std::size_t piece : {1, 5, 1000}) {
    EXPECT_EQ(status(head + "10\r\n\r\n0123456789", piece), 200) << piece;
    EXPECT_EQ(status(head + "11\r\n\r\n0123456789a", piece), 413) << piece;
    EXPECT_EQ(status(chunks + "a\r\n0123456789\r\n0\r\n\r\n", piece), 200) << piece;
    EXPECT_EQ(status(chunks + "b\r\n0123456789a\r\n0\r\n\r\n", piece), 413) << piece;
    EXPECT_EQ(status(chunks + "9\r\n012345678\r\n2\r\n9a\r\n0\r\n\r\n", piece), 413) << piece;
  }
}

TEST(RequestReader, HoldsWhatCameAndGivesItBack) {
  Reading reading;
  const Limits limits;
  const std::string body(500'000, 'x');
  const std::string bytes =
      "P / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
      body;
  EXPECT_EQ(reading.reader.held_bytes(), 0U);
  EXPECT_EQ(reading.read(bytes.substr(0, 400'000), limits), Outcome::need_more);
  EXPECT_GE(reading.reader.held_bytes(), 399'000U);
  EXPECT_EQ(reading.read("", limits), Outcome::need_more);
  EXPECT_TRUE(reading.reader.has_part());
  EXPECT_EQ(reading.read(bytes.substr(400'000), limits), Outcome::complete);
  EXPECT_EQ(reading.request.body, body);
  reading.reader.reset();
  EXPECT_EQ(reading.reader.held_bytes(), 0U);
  EXPECT_FALSE(reading.reader.has_part());
}

/// Boost.Beast asserts that these pieces never come; what its parser asserts is thrown.
TEST(RequestReader, AShortFirstChunkReachesNoAssertion) {
  for (const std::string_view tail : {"0\r\n\r\n", "0\r\nT: u\r\n\r\n", "0;a\r\n\r\n"}) {
    Reading reading;
    EXPECT_EQ(reading.read(chunked_head), Outcome::need_more);
    Outcome outcome = Outcome::need_more;
    for (const char c : tail) outcome = reading.read(std::string(1, c));
    EXPECT_EQ(outcome, Outcome::complete) << tail;
  }
}

/// Requests one after the other, cut anywhere: the same as in one piece.
RC_GTEST_PROP(RequestReaderProperty, CutsDoNotMatter, ()) {
  std::string bytes;
  const auto count = *rc::gen::inRange<std::size_t>(1, 4);
  for (std::size_t i = 0; i < count; ++i) {
    bytes += *rc::gen::element<std::string>(
        "GET /a?b HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n",
        "\r\n\r\nPOST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789",
        "GET /12 HTTP/1.2\r\nHost: a\r\n\r\n",
        std::string(chunked_head) + "4\r\nabcd\r\n00000003;q\r\nefg\r\n0\r\nT: u\r\n\r\n");
  }
  const auto read_all = [](const std::vector<std::string>& pieces) {
    std::string seen;
    Reading reading;
    for (const std::string& piece : pieces) {
      std::string_view rest = piece;
      while (!rest.empty()) {
        const Outcome outcome = reading.read(rest);
        rest = reading.rest;
        RC_ASSERT(outcome != Outcome::refused);
        if (outcome == Outcome::need_more) break;
        seen.append(reading.request.target).append(" ").append(reading.request.body).append("\n");
      }
    }
    return seen;
  };
  auto cuts =
      *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, bytes.size()));
  std::ranges::sort(cuts);
  std::vector<std::string> pieces;
  std::size_t from = 0;
  for (const std::size_t cut : cuts) {
    pieces.push_back(bytes.substr(from, cut - from));
    from = cut;
  }
  pieces.push_back(bytes.substr(from));
  RC_ASSERT(read_all(pieces) == read_all({bytes}));
}

}  // namespace

}  // namespace tributary::http
