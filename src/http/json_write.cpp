#include "http/json_write.hpp"

namespace tributary::http {

namespace {

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void write_escape(std::string& out, char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += "\\u00";
      out += hex[static_cast<unsigned char>(c) >> 4];
      out += hex[static_cast<unsigned char>(c) & 15];
  }
}

}  // namespace

void write_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  write_json_characters(out, text);
  out.push_back('"');
}

void write_json_characters(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const auto plain =
        static_cast<std::size_t>(std::ranges::find_if(text, needs_escape) - text.begin());
    out.append(text.substr(0, plain));
    if (plain == text.size()) break;
    write_escape(out, text[plain]);
    text.remove_prefix(plain + 1);
  }
}

}  // namespace tributary::http
