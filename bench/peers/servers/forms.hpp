#pragma once

#include <vector>

#include "bench/peers/peer.hpp"

namespace tributary::bench::peers {

inline constexpr const char* databases_lack =
    "The databases: no rules of a bid but what is left and what is available, no double entry, no "
    "chained journal, no web; their clients speak to them directly.";

void add_ours(std::vector<Form>& forms);
void add_classic(std::vector<Form>& forms);
void add_mariadb(std::vector<Form>& forms);
void add_postgresql(std::vector<Form>& forms);
void add_redis(std::vector<Form>& forms);
void add_sqlite(std::vector<Form>& forms);

/// All, in the order of the tables; ours first.
inline std::vector<Form> all_forms() {
  std::vector<Form> forms;
  for (const auto add :
       {add_ours, add_classic, add_mariadb, add_postgresql, add_redis, add_sqlite}) {
    add(forms);
  }
  return forms;
}

}  // namespace tributary::bench::peers
