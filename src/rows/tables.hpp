#pragma once

#include <memory>
#include <typeindex>
#include <unordered_map>

#include "rows/table.hpp"

namespace tributary::rows {

/// The tables of one connection. Each is made at its first use and keeps its prepared statements.
class Tables {
 public:
  explicit Tables(store::Database& database) : database_(&database) {}

  store::Database& database() { return *database_; }

  template <class Row>
  Table<Row>& of() {
    std::shared_ptr<void>& table = tables_[typeid(Row)];
    if (!table) table = std::make_shared<Table<Row>>(*database_);
    return *static_cast<Table<Row>*>(table.get());
  }

 private:
  store::Database* database_;
  std::unordered_map<std::type_index, std::shared_ptr<void>> tables_;
};

}  // namespace tributary::rows
