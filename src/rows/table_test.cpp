#include "rows/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/temporary_folder.hpp"

namespace tributary::rows {
namespace {

using protocol::LoanId;
using protocol::Refusal;

struct Part {
  money::Amount amount;
  money::Date day;
};
BOOST_DESCRIBE_STRUCT(Part, (), (amount, day))

struct NoteRow {
  static constexpr std::string_view table = "rows_note";
  static constexpr std::string_view key = "loan, refusal";
  LoanId loan;
  Refusal refusal = Refusal::none;
  std::string text;
  Part part;
  money::WideAmount sum;
  Bytes bytes;
};
BOOST_DESCRIBE_STRUCT(NoteRow, (), (loan, refusal, text, part, sum, bytes))

struct PackedRow {
  static constexpr std::string_view table = "rows_packed";
  static constexpr std::string_view key = "loan";
  static constexpr std::string_view packed = "row";
  LoanId loan;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(PackedRow, (), (loan, text))

class TableTest : public testing::Test {
 protected:
  TableTest() {
    database_.execute(create_table<NoteRow>());
    database_.execute(create_table<PackedRow>());
  }
  static NoteRow note(std::uint64_t loan, std::string text) {
    money::WideAmount sum;
    for (int i = 0; i < 20; ++i) sum += money::amount_max;
    return {{loan}, Refusal::loan_not_found, std::move(text), {{-5}, {20'000}},
            sum,    {std::byte{7}}};
  }

  const store::TemporaryFolder folder_;
  store::Database database_{folder_.url("tables.db")};
  Table<NoteRow> notes_{database_};
};

TEST_F(TableTest, GivesBackWhatWasPutIn) {
  notes_.insert(note(~std::uint64_t{0}, "a"));
  const auto row = notes_.find(LoanId{~std::uint64_t{0}}, Refusal::loan_not_found);
  ASSERT_TRUE(row);
  EXPECT_EQ(row->text, "a");
  EXPECT_EQ(row->part.amount, money::Amount{-5});
  EXPECT_EQ(row->part.day, money::Date{20'000});
  EXPECT_EQ(row->sum, note(1, "").sum) << "wider than a database's integers";
  EXPECT_EQ(row->bytes, Bytes{std::byte{7}});
  EXPECT_FALSE(notes_.find(LoanId{1}, Refusal::loan_not_found));
  EXPECT_FALSE(notes_.find(LoanId{~std::uint64_t{0}}, Refusal::none));
}

TEST_F(TableTest, ColumnsAreTheMembers) {
  EXPECT_EQ(columns_of<NoteRow>(), "loan, refusal, text, part_amount, part_day, sum, bytes");
  EXPECT_EQ(columns_of<PackedRow>(), "loan, row");
}

/// A key is all of its columns: the same loan may have another row.
TEST_F(TableTest, ARowIsSavedInThePlaceOfThatWithItsKey) {
  notes_.save(note(7, "first"));
  notes_.save(note(7, "second"));
  NoteRow other = note(7, "other");
  other.refusal = Refusal::none;
  notes_.save(other);
  std::vector<std::string> texts;
  for_each_row<NoteRow>(database_, [&](const NoteRow& row) { texts.push_back(row.text); });
  EXPECT_THAT(texts, testing::UnorderedElementsAre("second", "other"));
  EXPECT_THROW(notes_.insert(other), store::StoreConflict);
}

/// Declared anew in another order, refusals keep their numbers.
TEST_F(TableTest, ARefusalIsKeptByItsNumber) {
  notes_.insert(note(7, "a"));
  store::Statement number = database_.prepare("SELECT refusal FROM rows_note");
  ASSERT_TRUE(number.step());
  EXPECT_EQ(number.integer(0), protocol::number_of(Refusal::loan_not_found));
  number.reset();
  database_.execute("UPDATE rows_note SET refusal = 65535");
  EXPECT_THROW(for_each_row<NoteRow>(database_, [](const NoteRow&) {}), TablesDamaged);
}

TEST_F(TableTest, APackedRowIsItsKeyAndItsBytes) {
  Table<PackedRow> table(database_);
  table.insert({{7}, "packed"});
  EXPECT_EQ(table.get(7).text, "packed");
  EXPECT_THROW(table.get(8), TablesDamaged);
  database_.execute("UPDATE rows_packed SET row = X'FF'");
  EXPECT_THROW(table.get(7), TablesDamaged);
}

}  // namespace
}  // namespace tributary::rows
