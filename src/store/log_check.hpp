#pragma once

#include <string>

namespace tributary::store {

/// Refuses a file whose write-ahead log is damaged before its end; called before the writing
/// connection opens. SQLite stops reading the log at the first bad frame and says nothing. After a
/// power cut that is right: the torn transaction was never acknowledged. But with
/// `Durability::full` a transaction is written only when the one before it is on the disk, so
/// frames behind a torn transaction mean that acknowledged ones would be cut off. (Where the sector
/// with the last frame's header of the last but one transaction is lost, the last two look like
/// one torn transaction, and pass.)
/// Errors: StoreFault, kind `damaged`.
/// Source: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
void check_log(const std::string& file);

}  // namespace tributary::store
