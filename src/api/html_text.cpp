#include "api/html_text.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <utility>

namespace tributary::api {

namespace {

namespace json = boost::json;

/// Writes JSON over lines.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void write(const json::value& value) {
    if (const auto* const object = value.if_object()) return write_object(*object);
    if (const auto* const array = value.if_array()) return write_array(*array);
    const char kind = value.is_string() ? 's' : value.is_number() ? 'n' : 'w';
    put(kind, json::serialize(value));
  }

 private:
  void write_object(const json::object& object) {
    if (object.empty()) return void(out_ += "{}");
    out_ += '{';
    ++depth_;
    std::string_view separator;
    for (const auto& member : object) {
      out_ += separator;
      new_line();
      put('k', json::serialize(json::value(member.key())));
      out_ += ": ";
      write(member.value());
      separator = ",";
    }
    --depth_;
    new_line();
    out_ += '}';
  }

  void write_array(const json::array& array) {
    if (array.empty()) return void(out_ += "[]");
    out_ += '[';
    ++depth_;
    std::string_view separator;
    for (const json::value& value : array) {
      out_ += separator;
      new_line();
      write(value);
      separator = ",";
    }
    --depth_;
    new_line();
    out_ += ']';
  }

  void put(char kind, std::string_view text) {
    out_.append("<span class=").append(1, kind).append(">");
    append_html(out_, text);
    out_ += "</span>";
  }

  void new_line() { out_.append("\n").append(2 * depth_, ' '); }

  std::string& out_;
  std::size_t depth_ = 0;
};

}  // namespace

void append_html(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
}

std::string html_of(std::string_view text) {
  std::string html;
  append_html(html, text);
  return html;
}

std::string html_of_markdown(std::string_view markdown) {
  std::string html = "<p>";
  constexpr std::string_view fence = "```";
  bool code = false;
  bool emphasis = false;
  bool strong = false;
  while (!markdown.empty()) {
    if (markdown.starts_with(fence)) {
      markdown.remove_prefix(fence.size());
      const std::string_view block = markdown.substr(0, markdown.find(fence));
      html += "<pre>";
      append_html(html, block.substr(block.find_first_not_of('\n')));
      html += "</pre>";
      markdown.remove_prefix(std::min(block.size() + fence.size(), markdown.size()));
    } else if (markdown.starts_with("\n\n")) {
      html += "</p><p>";
      markdown.remove_prefix(2);
    } else if (!code && markdown.starts_with("**")) {
      html += std::exchange(strong, !strong) ? "</strong>" : "<strong>";
      markdown.remove_prefix(2);
    } else if (!code && markdown.front() == '*') {
      html += std::exchange(emphasis, !emphasis) ? "</em>" : "<em>";
      markdown.remove_prefix(1);
    } else if (markdown.front() == '`') {
      html += std::exchange(code, !code) ? "</code>" : "<code>";
      markdown.remove_prefix(1);
    } else {
      append_html(html, markdown.substr(0, 1));
      markdown.remove_prefix(1);
    }
  }
  return html += "</p>";
}

std::string html_of_json(const json::value& value) {
  std::string html;
  JsonWriter(html).write(value);
  return html;
}

}  // namespace tributary::api
