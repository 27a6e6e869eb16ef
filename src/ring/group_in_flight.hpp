#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/byte_buffer.hpp"
#include "protocol/query.hpp"
#include "protocol/record.hpp"

namespace tributary::ring {

/// Who waits for an answer: an outlet of the pipeline and what that outlet knows the waiter by.
struct Origin {
  std::uint32_t outlet = 0;
  std::uint32_t slot = 0;
  std::uint64_t generation = 0;
};

/// What one waiter gets once the group is durable.
struct Reply {
  enum class Kind : std::uint8_t {
    record,    ///< the record at `offset`
    repeated,  ///< the record at `sequence`, in a group before
    refused,   ///< `refusal`; nothing was recorded
    answer,    ///< the answer number `offset`
  };
  Origin origin;
  Kind kind = Kind::record;
  protocol::Refusal refusal = protocol::Refusal::none;
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
  protocol::Sequence sequence = 0;
};

/// Commands decided together, on their way into the journal, and the replies that wait for that.
struct GroupInFlight {
  protocol::Sequence first_sequence = 0;
  std::uint32_t record_count = 0;
  protocol::Time time;
  std::uint64_t state_hash = 0;
  base::ByteBuffer body;
  std::vector<Reply> replies;
  std::vector<protocol::Answer> answers;
  std::vector<protocol::LoanView> progress;  ///< loans that this group changed, as they are now

  bool empty() const { return replies.empty() && record_count == 0; }
  protocol::Sequence last_sequence() const { return first_sequence + record_count - 1; }

  /// The record that a reply names. Needs: kind `record`.
  protocol::Record record(const Reply& reply) const {
    protocol::Reader in(body.view(reply.offset, reply.length));
    return protocol::read_record(in);
  }

  /// Empty again; its memory stays.
  void clear() {
    first_sequence = 0;
    record_count = 0;
    time = {};
    state_hash = 0;
    body.clear();
    replies.clear();
    answers.clear();
    progress.clear();
  }
};

/// Groups whose memory is used again, whoever had them last: to clear a new page costs more than to
/// write a group into it. They may outlive the pool.
class GroupPool {
 public:
  std::shared_ptr<GroupInFlight> take() {
    return {spares_->take().release(), [spares = spares_](GroupInFlight* group) {
              spares->put(std::unique_ptr<GroupInFlight>(group));
            }};
  }

 private:
  /// One is decided, one written, one answered.
  static constexpr std::size_t spares_max = 3;

  class Spares {
   public:
    std::unique_ptr<GroupInFlight> take() {
      const std::lock_guard lock(mutex_);
      if (groups_.empty()) return std::make_unique<GroupInFlight>();
      auto group = std::move(groups_.back());
      groups_.pop_back();
      return group;
    }
    void put(std::unique_ptr<GroupInFlight> group) {
      group->clear();
      const std::lock_guard lock(mutex_);
      if (groups_.size() < spares_max) groups_.push_back(std::move(group));
    }

   private:
    std::mutex mutex_;
    std::vector<std::unique_ptr<GroupInFlight>> groups_;
  };

  std::shared_ptr<Spares> spares_ = std::make_shared<Spares>();
};

}  // namespace tributary::ring
