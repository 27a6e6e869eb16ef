#include "bench/answer_scan.hpp"

#include <charconv>
#include <stdexcept>
#include <string>

namespace tributary::bench {
namespace {

constexpr std::string_view status_line = "HTTP/1.1 ";
constexpr std::string_view length_field = "\r\nContent-Length: ";
constexpr std::string_view head_end = "\r\n\r\n";

std::size_t number_at(std::string_view text, std::size_t at) {
  std::size_t number = 0;
  const char* const end = text.data() + text.size();
  if (std::from_chars(text.data() + at, end, number).ec != std::errc{}) {
    throw std::runtime_error("a number was expected in the answer: " + std::string(text));
  }
  return number;
}

}  // namespace

ScannedAnswer scan_answer(std::string_view bytes) {
  const std::size_t head = bytes.find(head_end);
  if (head == std::string_view::npos) return {};
  const std::string_view fields = bytes.substr(0, head + 2);
  const std::size_t length = fields.find(length_field);
  if (!fields.starts_with(status_line) || length == std::string_view::npos) {
    throw std::runtime_error("not an answer with a length: " + std::string(fields));
  }
  ScannedAnswer answer;
  answer.status = static_cast<int>(number_at(fields, status_line.size()));
  answer.size = head + head_end.size() + number_at(fields, length + length_field.size());
  answer.complete = answer.size <= bytes.size();
  return answer;
}

}  // namespace tributary::bench
