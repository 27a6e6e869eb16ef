#include "http/bind_error.hpp"

#include <array>
#include <boost/algorithm/string/replace.hpp>

namespace tributary::http {

namespace {

struct Text {
  std::string_view english;
  std::string_view chinese;
};

/// In the order of BindReason.
constexpr std::array<Text, 15> texts{{
    {"not well-formed JSON", "不是格式正确的 JSON"},
    {"nested too deeply", "嵌套层数过多"},
    {"too many elements", "元素过多"},
    {"must be an object", "必须是对象"},
    {"must be an array", "必须是数组"},
    {"must be a string", "必须是字符串"},
    {"must be an integer", "必须是整数"},
    {"must be true or false", "必须是 true 或 false"},
    {"out of range", "超出范围"},
    {"not one of the known values", "不是已知的取值"},
    {"not in the expected format", "格式不符"},
    {"no such member", "未知字段"},
    {"is missing", "缺少该字段"},
    {"given twice", "重复出现"},
    {"is given by the path and must not appear in the body", "已由路径给出，不得在正文中出现"},
}};

/// The known values stand in a list; a format is a sentence with commas of its own.
std::string listed_in_chinese(const BindError& error) {
  if (error.reason != BindReason::unknown_value) return error.expected;
  return boost::algorithm::replace_all_copy(error.expected, ", ", "、");
}

}  // namespace

std::string_view english(BindReason reason) {
  return texts.at(static_cast<std::size_t>(reason)).english;
}

std::string_view chinese(BindReason reason) {
  return texts.at(static_cast<std::size_t>(reason)).chinese;
}

std::string to_string(const BindError& error) {
  std::string text = error.path;
  if (!text.empty()) text += ": ";
  text += english(error.reason);
  if (!error.expected.empty()) text.append(" (").append(error.expected).append(")");
  return text;
}

std::string to_chinese(const BindError& error) {
  std::string text = error.path;
  if (!text.empty()) text += "：";
  text.append(chinese(error.reason));
  // What a format is like is said in English: better than not at all.
  if (!error.expected.empty()) text.append("（").append(listed_in_chinese(error)).append("）");
  return text;
}

}  // namespace tributary::http
