#include "command_line/database_flag.hpp"

#include <cstdlib>

#include "store/database.hpp"

namespace tributary::command_line {

std::string checked_database(std::string_view flag, const std::string& word) {
  const std::string name(flag);
  if (!store::is_postgres(word)) {
    throw base::FlagError(name + " needs a URL such as postgresql://user@host/name");
  }
  if (store::has_password(word)) {
    throw base::FlagError(
        name +
        " shows its password to every user of the machine: put it into PGPASSWORD or a "
        "password file, or the URL into TRIBUTARY_DATABASE");
  }
  return word;
}

std::string read_database(base::Flags& flags) {
  const std::string word = flags.text("--database", "");
  if (!word.empty()) return checked_database("--database", word);
  const char* const url = std::getenv("TRIBUTARY_DATABASE");
  if (url == nullptr || *url == '\0') return "";
  if (!store::is_postgres(url)) {
    throw base::FlagError("TRIBUTARY_DATABASE needs a URL such as postgresql://user@host/name");
  }
  return url;
}

ring::DataFolder read_place(base::Flags& flags) {
  return ring::DataFolder(flags.text("--data", "data"), read_database(flags));
}

}  // namespace tributary::command_line
