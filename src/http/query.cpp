#include "http/query.hpp"

#include <boost/url/pct_string_view.hpp>

#include "http/utf8.hpp"

namespace tributary::http {

bool decode_percent(std::string_view text, Plus plus, std::string& out) {
  const auto checked = boost::urls::make_pct_string_view(text);
  if (!checked) return false;
  boost::urls::encoding_opts options;
  options.space_as_plus = plus == Plus::is_space;
  checked->decode(options, boost::urls::string_token::assign_to(out));
  return is_text(out);
}

// Split here: the params_view of Boost.URL 1.81 reads beyond the end of a query of two pairs.
bool QueryPairs::next() {
  while (!rest_.empty() && !malformed_) {
    const std::string_view pair = rest_.substr(0, rest_.find('&'));
    rest_.remove_prefix(pair.size() < rest_.size() ? pair.size() + 1 : pair.size());
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
    malformed_ = !decode_percent(pair.substr(0, equals), Plus::is_space, name_) ||
                 !decode_percent(value, Plus::is_space, value_);
    return !malformed_;
  }
  return false;
}

}  // namespace tributary::http
