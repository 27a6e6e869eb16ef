#pragma once

#include <vector>

#include "bench/peers/peer.hpp"

namespace tributary::bench::peers {

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
