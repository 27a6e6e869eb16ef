#include "http/answer_text.hpp"

#include <array>
#include <charconv>

namespace tributary::http {

namespace {

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits;
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), end);
}

void append_status_line(std::string& out, int status) {
  if (status == 200) {
    out += "HTTP/1.1 200 OK\r\n";
    return;
  }
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::size_t>(status));
  out.append(" ").append(status_text(status)).append("\r\n");
}

/// A value that came from a client must not begin a line of its own.
void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ");
  for (const char c : value) out.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
  out += "\r\n";
}

/// Source: draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4.
void append_quota(std::string& out, QuotaNote quota) {
  out += "RateLimit-Policy: \"requests\";q=";
  append_number(out, quota.limit);
  out += ";w=1\r\nRateLimit: \"requests\";r=";
  append_number(out, quota.remaining);
  out += ";t=";
  append_number(out, quota.reset_seconds);
  out += "\r\n";
}

bool has_content(int status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace

void DateLine::refresh() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
  if (now.tv_sec == second_) return;
  second_ = now.tv_sec;
  std::tm calendar{};
  ::gmtime_r(&second_, &calendar);
  std::array<char, 64> text;
  // The C locale's English names are what RFC 9110 section 5.6.7 asks for.
  const std::size_t size =
      std::strftime(text.data(), text.size(), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &calendar);
  text_.assign(text.data(), size);
}

void append_answer(std::string& out, const Response& response, AnswerForm form,
                   std::string_view date_line, QuotaNote quota) {
  append_status_line(out, response.status);
  if (has_content(response.status)) {
    out.append("Content-Type: ").append(response.content_type);
    out += "\r\nContent-Length: ";
    append_number(out, response.content().size());
    out += "\r\n";
  }
  out += date_line;
  for (const auto& [name, value] : response.headers) append_field(out, name, value);
  if (quota.limit != 0) append_quota(out, quota);
  if (!form.keep_alive) {
    out += "Connection: close\r\n";
  } else if (form.http_1_0) {
    out += "Connection: keep-alive\r\n";
  }
  out += "\r\n";
  if (!form.head_only && has_content(response.status)) out += response.body;
}

void append_stream_head(std::string& out, std::string_view content_type,
                        std::string_view date_line) {
  append_status_line(out, 200);
  append_field(out, "Content-Type", content_type);
  out += date_line;
  // The second line keeps nginx and its kin from collecting the stream.
  out += "Cache-Control: no-store\r\nX-Accel-Buffering: no\r\nConnection: close\r\n\r\n";
}

}  // namespace tributary::http
