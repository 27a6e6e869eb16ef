#include "command_line/web_client.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>
#include <boost/uuid/random_generator.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "base/flags.hpp"
#include "http/socket.hpp"
#include "http/tls_client.hpp"

namespace tributary::command_line {

namespace {

namespace beast = boost::beast;

constexpr std::uint64_t answer_bytes_max = 64 * 1024 * 1024;
constexpr std::chrono::seconds patience_with_503{10};
constexpr std::chrono::milliseconds try_again_after{100};

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void be_patient(const http::FileDescriptor& socket, std::chrono::seconds seconds) {
  timeval patience{};
  patience.tv_sec = seconds.count();
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

http::FileDescriptor connect_to(const std::string& host, const std::string& port,
                                std::chrono::seconds patience) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &list); error != 0) {
    throw std::runtime_error(host + ": " + ::gai_strerror(error));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(list, ::freeaddrinfo);
  for (const addrinfo* at = list; at != nullptr; at = at->ai_next) {
    http::FileDescriptor socket(::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, 0));
    be_patient(socket, patience);
    if (::connect(socket.get(), at->ai_addr, at->ai_addrlen) == 0) return socket;
  }
  fail("no platform answers at " + host + ":" + port);
}

/// Errors: FlagError when the file cannot be read.
void check_file(std::string_view flag, const std::filesystem::path& file) {
  if (::access(file.c_str(), R_OK) == 0) return;
  throw base::FlagError(std::string(flag) + " " + file.string() + ": " +
                        std::generic_category().message(errno));
}

/// The platform speaks of headers and members, whoever types flags of those.
std::string in_words_of_flags(std::string text) {
  struct Word {
    std::string_view of_http;
    std::string_view of_flags;
  };
  constexpr auto words = std::to_array<Word>({
      {"The Approval header", "--approval"},
      {"an Approval header", "--approval"},
      {"An Idempotency-Key header", "A request id"},
      {"An Idempotency-Key", "A request id"},
      {"This Idempotency-Key", "This request id"},
      {"the same Idempotency-Key", "the same request id"},
      {"confirmed_on", "--confirm"},
  });
  for (const auto& [of_http, of_flags] : words) {
    for (std::size_t at = text.find(of_http); at != text.npos; at = text.find(of_http, at)) {
      text.replace(at, of_http.size(), of_flags);
    }
  }
  return text;
}

/// What the platform says of a refusal: its words, and where something is wrong.
std::string words_of(const std::string& status, std::string_view body) {
  boost::system::error_code error;
  const boost::json::value problem = boost::json::parse(body, error);
  if (error || !problem.is_object()) return "the platform answered " + status;
  std::string words;
  for (const char* member : {"title", "detail"}) {
    const boost::json::value* text = problem.as_object().if_contains(member);
    if (text == nullptr || !text->is_string()) continue;
    words.append(words.empty() ? "" : ": ").append(std::string_view(text->as_string()));
  }
  return words.empty() ? "the platform answered " + status : in_words_of_flags(std::move(words));
}

}  // namespace

WebClient::WebClient(Options options)
    : token_(std::move(options.token)),
      approval_(std::move(options.approval)),
      certificates_(std::move(options.certificates)),
      patience_(options.patience) {
  if (!certificates_.empty()) check_file("--certificates", certificates_);
  constexpr std::string_view unix_scheme = "unix:";
  const base::FlagError wrong("--url needs http://HOST:PORT, https://HOST:PORT or unix:PATH, not " +
                              std::string(options.url));
  if (options.url.starts_with(unix_scheme)) {
    socket_ = options.url.substr(unix_scheme.size());
    host_ = "localhost";
    if (socket_.empty()) throw wrong;
    return;
  }
  const auto url = boost::urls::parse_uri(options.url);
  using boost::urls::scheme;
  const bool is_web =
      url && (url->scheme_id() == scheme::http || url->scheme_id() == scheme::https) &&
      url->has_authority() && !url->has_userinfo() && !url->has_query() && !url->has_fragment() &&
      (url->encoded_path().empty() || url->encoded_path() == "/");
  if (!is_web || url->host_address().empty()) throw wrong;
  is_secure_ = url->scheme_id() == scheme::https;
  host_ = url->host_address();
  port_ = url->has_port() ? std::string(url->port()) : is_secure_ ? "443" : "80";
}

boost::json::value WebClient::get(std::string_view path) const {
  return ask("GET " + std::string(path), {}, {});
}

boost::json::value WebClient::post(std::string_view path, std::string_view request_id,
                                   const boost::json::value& body) const {
  std::string fields =
      "Content-Type: application/json\r\nIdempotency-Key: " + std::string(request_id) + "\r\n";
  if (!approval_.empty()) fields.append("Approval: Bearer ").append(approval_).append("\r\n");
  return ask("POST " + std::string(path), fields, boost::json::serialize(body));
}

boost::json::value WebClient::ask(std::string_view head, std::string_view fields,
                                  std::string_view body) const {
  const bool is_v6 = host_.find(':') != host_.npos;
  std::string request(head);
  request.append(" HTTP/1.1\r\nHost: ").append(is_v6 ? "[" + host_ + "]" : host_);
  request.append("\r\nConnection: close\r\n").append(fields);
  request.append("Authorization: Bearer ").append(token_).append("\r\nContent-Length: ");
  request.append(std::to_string(body.size())).append("\r\n\r\n").append(body);
  const auto give_up = std::chrono::steady_clock::now() + patience_with_503;
  Answer answer = exchange(request);
  while (answer.status == 503 && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::sleep_for(try_again_after);
    answer = exchange(request);
  }
  if (answer.status / 100 != 2) {
    throw std::runtime_error(words_of(std::to_string(answer.status), answer.body));
  }
  boost::system::error_code error;
  boost::json::value json = boost::json::parse(answer.body, error);
  if (error) throw std::runtime_error("what answered is no platform: it sent no JSON");
  return json;
}

std::unique_ptr<http::Wire> WebClient::connect() const {
  if (!socket_.empty()) {
    http::FileDescriptor socket = http::connect_to(http::Endpoint(socket_));
    be_patient(socket, patience_);
    return http::plain_wire(std::move(socket));
  }
  http::FileDescriptor socket = connect_to(host_, port_, patience_);
  if (!is_secure_) return http::plain_wire(std::move(socket));
  try {
    return http::tls_client(std::move(socket), {host_, certificates_});
  } catch (const http::TlsFault& fault) {
    if (!certificates_.empty()) throw;
    throw http::TlsFault(std::string(fault.what()) +
                         "; if it vouches for itself, give its certificate: --certificates FILE");
  }
}

/// What came is no HTTP, and may be what a server of TLS says to a client that does not speak it.
void WebClient::fail_of_plain_text(bool has_spoken) const {
  if (is_secure_ || !socket_.empty()) return;
  throw std::runtime_error("what listens at " + host_ + ":" + port_ +
                           (has_spoken ? " does not speak HTTP" : " went away without an answer") +
                           ": does it speak TLS? then --url https://" + host_ + ":" + port_);
}

WebClient::Answer WebClient::exchange(std::string_view request) const {
  const auto wire = connect();
  for (std::string_view rest = request; !rest.empty();) {
    const auto [state, count] = wire->write(rest);
    if (state != http::Wire::State::moved) fail("sending to the platform");
    rest.remove_prefix(count);
  }
  beast::http::response_parser<beast::http::string_body> parser;
  parser.eager(true);
  parser.body_limit(answer_bytes_max);
  beast::error_code error;
  std::string unread;
  std::array<char, 16'384> bytes;
  bool is_http = false;
  while (!parser.is_done()) {
    const auto [state, count] = wire->read(bytes);
    if (state == http::Wire::State::blocked) fail("waiting for the platform");
    if (state == http::Wire::State::moved) {
      if (!parser.got_some()) is_http = bytes.front() == 'H';
      unread.append(bytes.data(), count);
      unread.erase(0, parser.put(boost::asio::buffer(unread), error));
      if (error == beast::http::error::need_more) error = {};
    } else if (state == http::Wire::State::ended && parser.got_some()) {
      parser.put_eof(error);
    } else {
      error = beast::http::error::end_of_stream;
    }
    if (error && !is_http) fail_of_plain_text(parser.got_some());
    if (error == beast::http::error::partial_message ||
        error == beast::http::error::end_of_stream) {
      throw std::runtime_error("the platform went away in the middle of its answer");
    }
    if (error) throw std::runtime_error("what answered is no platform: " + error.message());
  }
  return {parser.get().result_int(), std::move(parser.get().body())};
}

std::string new_request_id() { return boost::uuids::to_string(boost::uuids::random_generator()()); }

namespace {

/// What is in the file `value`, on standard input for "-", or in the environment where the flag is
/// not given; nothing where there is nothing.
std::string read_secret(std::string_view flag, const std::string& value, const char* variable) {
  std::string secret;
  if (value.empty()) {
    if (const char* given = std::getenv(variable)) secret = given;
  } else if (value == "-") {
    std::getline(std::cin, secret);
  } else {
    check_file(flag, value);
    std::ifstream file(value);
    std::getline(file, secret);
  }
  return secret;
}

}  // namespace

std::string read_approval(const std::string& flag) {
  return read_secret("--approval", flag, "TRIBUTARY_APPROVAL");
}

std::string read_token(const std::string& flag) {
  std::string token = read_secret("--token", flag, "TRIBUTARY_TOKEN");
  if (token.empty()) {
    throw base::FlagError("a token is needed: --token FILE, --token - or TRIBUTARY_TOKEN");
  }
  return token;
}

}  // namespace tributary::command_line
