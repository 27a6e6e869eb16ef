#pragma once

#include <string>

#include "store/temporary_folder.hpp"
#include "store/transaction.hpp"
#include "verticals/books/books.hpp"
#include "verticals/books/life.hpp"
#include "verticals/books/snapshot.hpp"

/// For tests: books in a file of their own, fed with a life by hand instead of by a Runner.
namespace tributary::books {

class Bookshelf {
 public:
  explicit Bookshelf(std::uint32_t claims_merged = Bookkeeper::claims_merged_max,
                     std::uint32_t facts_a_mark = Bookkeeper::facts_a_mark)
      : bounds_{claims_merged, facts_a_mark},
        writer_(folder_.url("read.db"), {.durability = store::Durability::off}) {
    store::Transaction transaction(writer_);
    writer_.execute("CREATE TABLE follow_state (cursor INTEGER NOT NULL)");
    writer_.execute("INSERT INTO follow_state (cursor) VALUES (0)");
    Books().create(writer_);
    transaction.commit();
    restart();
  }

  Sequence cursor() const { return cursor_; }

  /// Enters the life's records up to `last` in one transaction, in groups of `group_records`.
  void follow(const Life& life, Sequence last, Sequence group_records = 1) {
    for (Sequence first = cursor_ + 1; first <= last; first += group_records) {
      books_->group(life.group(first, std::min(last, first + group_records - 1)));
    }
    commit(last);
  }
  void follow(const Life& life) { follow(life, life.last_sequence()); }
  /// The next group, whoever made it.
  void follow(const journal::Group& group) {
    books_->group(group);
    commit(group.header.last_sequence());
  }

  /// As after a crash: a new follower goes on from the tables.
  void restart() {
    books_ = std::make_unique<Books>(bounds_);
    books_->load(writer_);
  }

  std::string url() const { return folder_.url("read.db"); }
  store::Database& database() { return writer_; }

  /// All rows of a table in the order of its key.
  template <class Row>
  std::vector<Row> rows() {
    std::vector<Row> rows;
    store::Statement all =
        writer_.prepare("SELECT " + columns_of<Row>() + " FROM " + std::string(Row::table) +
                        " ORDER BY " + std::string(Row::key));
    while (all.step()) rows.push_back(read_row<Row>(all));
    return rows;
  }

 private:
  void commit(Sequence last) {
    store::Transaction transaction(writer_);
    books_->flush(writer_);
    writer_.statement("UPDATE follow_state SET cursor = $1").run(last);
    transaction.commit();
    cursor_ = last;
  }

  Bookkeeper::Bounds bounds_;
  store::TemporaryFolder folder_;
  store::Database writer_;
  std::unique_ptr<Books> books_;
  Sequence cursor_ = 0;
};

}  // namespace tributary::books
