#include "store/fault_disk.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "store/database.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::store {
namespace {

using Operation = FaultDisk::Operation;
using Outcome = FaultDisk::Outcome;

class FaultDiskTest : public testing::Test {
 protected:
  Database open(Durability durability) {
    Database database(folder_.url("test.db") + disk_.url_suffix(),
                      {.durability = durability, .checkpoints = Checkpoints::by_hand});
    database.execute("CREATE TABLE IF NOT EXISTS fact (id INTEGER PRIMARY KEY)");
    return database;
  }
  static void insert(Database& database, int id) {
    database.statement("INSERT INTO fact (id) VALUES ($1)").run(id);
  }
  std::int64_t rows_after_restart() {
    Database database(folder_.url("test.db"));
    Statement query = database.prepare("SELECT count(*) FROM fact");
    query.step();
    return query.integer(0);
  }
  std::optional<FaultKind> fault_of_insert(Operation operation, Outcome outcome) {
    Database database = open(Durability::full);
    insert(database, 1);
    failing_ = operation;
    outcome_ = outcome;
    try {
      insert(database, 2);
    } catch (const StoreFault& fault) {
      failing_.reset();
      return fault.kind();
    }
    failing_.reset();
    return std::nullopt;
  }

  TemporaryFolder folder_;
  std::optional<Operation> failing_;
  Outcome outcome_ = Outcome::good;
  int syncs_ = 0;
  FaultDisk disk_{[this](const FaultDisk::Request& request) {
    if (request.operation == Operation::sync) ++syncs_;
    return request.operation == failing_ ? outcome_ : Outcome::good;
  }};
};

TEST_F(FaultDiskTest, FailedWriteIsAFaultAndLeavesWhatWasThere) {
  EXPECT_EQ(fault_of_insert(Operation::write, Outcome::error), FaultKind::other);
  EXPECT_EQ(rows_after_restart(), 1);
}

TEST_F(FaultDiskTest, TornWriteIsAFaultAndLeavesWhatWasThere) {
  EXPECT_EQ(fault_of_insert(Operation::write, Outcome::torn), FaultKind::other);
  EXPECT_EQ(rows_after_restart(), 1);
}

TEST_F(FaultDiskTest, FullDiskIsNamed) {
  EXPECT_EQ(fault_of_insert(Operation::write, Outcome::full), FaultKind::full);
  EXPECT_EQ(rows_after_restart(), 1);
}

TEST_F(FaultDiskTest, FailedSyncIsAFault) {
  EXPECT_EQ(fault_of_insert(Operation::sync, Outcome::error), FaultKind::other);
  EXPECT_GE(rows_after_restart(), 1);
}

TEST_F(FaultDiskTest, CommitsSyncAsTheirDurabilitySays) {
  for (const auto& [durability, syncs] :
       {std::pair{Durability::full, 10}, {Durability::normal, 0}, {Durability::off, 0}}) {
    Database database = open(durability);
    database.execute("DELETE FROM fact");
    syncs_ = 0;
    for (int id = 0; id < 10; ++id) insert(database, id);
    EXPECT_EQ(syncs_, syncs);
  }
}

}  // namespace
}  // namespace tributary::store
