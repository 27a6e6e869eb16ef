#include <libpq-fe.h>

#include <array>
#include <memory>
#include <string>

#include "store/database.hpp"

namespace tributary::store {

namespace {

constexpr std::array<std::string_view, 2> schemes{"postgresql://", "postgres://"};

/// What libpq reads in a URL. Nothing of one that it cannot read.
class Words {
 public:
  explicit Words(std::string_view url)
      : options_(PQconninfoParse(std::string(url).c_str(), nullptr)) {}

  std::string value(std::string_view keyword) const {
    for (const PQconninfoOption* each = options_.get(); each != nullptr && each->keyword != nullptr;
         ++each) {
      if (keyword == each->keyword && each->val != nullptr) return each->val;
    }
    return "";
  }
  bool are_read() const { return options_ != nullptr; }

 private:
  struct Free {
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
  };
  std::unique_ptr<PQconninfoOption, Free> options_;
};

/// That of `-csearch_path=name`; empty: the user's own.
std::string schema_in(const std::string& options) {
  constexpr std::string_view word = "search_path=";
  const std::size_t at = options.find(word);
  if (at == std::string::npos) return "";
  const std::size_t begin = at + word.size();
  return options.substr(begin, options.find_first_of(", ", begin) - begin);
}

}  // namespace

bool is_postgres(std::string_view url) {
  for (const std::string_view scheme : schemes) {
    if (url.starts_with(scheme)) return true;
  }
  return false;
}

bool has_password(std::string_view url) {
  const Words words(url);
  return !words.value("password").empty() || !words.value("sslpassword").empty();
}

std::string place_of(std::string_view url) {
  if (!is_postgres(url)) return file_of(url);
  const Words words(url);
  if (!words.are_read()) return "a database whose URL cannot be read";
  const std::string host = words.value("host");
  const std::string port = words.value("port");
  const std::string schema = schema_in(words.value("options"));
  std::string place = "PostgreSQL database " + words.value("dbname");
  if (!host.empty()) place += " at " + host + (port.empty() ? "" : ":" + port);
  if (!schema.empty()) place += ", schema " + schema;
  return place;
}

}  // namespace tributary::store
