#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace tributary::api {

/// Appends `text` so that HTML shows it as it is, in attributes too.
void append_html(std::string& out, std::string_view text);
std::string html_of(std::string_view text);

/// Of Markdown, what our descriptions use: paragraphs, `**strong**`, `` `code` ``.
std::string html_of_markdown(std::string_view markdown);

/// Indented JSON with its names, texts, numbers and words in spans of class k, s, n, w.
std::string html_of_json(const boost::json::value&);

}  // namespace tributary::api
