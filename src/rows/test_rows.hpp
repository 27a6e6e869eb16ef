#pragma once

#include <optional>
#include <string>

#include "base/secret.hpp"
#include "rows/order_now.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::rows {

/// The rows of a platform, for tests of a line: its tables, a writer that runs, a clock to set.
class TestRows {
 public:
  explicit TestRows(const Schema& schema) : schema_(schema) {}
  /// In a database that is there.
  TestRows(const Schema& schema, std::string url) : schema_(schema), url_(std::move(url)) {}
  ~TestRows() {
    if (writer_) writer_->stop();
  }

  const std::string& url() const { return url_; }
  void set_clock(protocol::Time time) { now_ms_ = time.ms; }

  /// Made and started at its first use.
  Writer& writer() {
    if (!writer_) {
      RowsWorld world{.clock = [this] { return protocol::Time{now_ms_}; },
                      .shown = [this] { return protocol::Time{now_ms_}; },
                      .journal_end = [] { return JournalEnd(); },
                      .chance = base::draw};
      writer_.emplace(url_, std::span(&schema_, 1), std::move(world));
      writer_->start();
    }
    return *writer_;
  }

  template <OrderStruct T>
  Or<typename T::Answer> order(const T& order) {
    return order_now(writer(), {.sender = protocol::Sender::staff(3), .address = {}}, order);
  }

 private:
  const Schema schema_;
  const store::TemporaryFolder folder_;
  std::string url_ = folder_.url("platform.db");
  std::atomic<std::int64_t> now_ms_ = 1'700'000'000'000;
  std::optional<Writer> writer_;
};

}  // namespace tributary::rows
