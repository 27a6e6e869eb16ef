#pragma once

#include <map>
#include <optional>

#include "agents/worker.hpp"
#include "journal/journal.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::agents {

/// For tests: decides commands and keeps them in a journal of its own, a group each. It approves
/// listings with even numbers.
class TestEngine {
 public:
  TestEngine() { epoch_ = journal_.begin_epoch(); }

  const std::string& url() const { return url_; }
  protocol::Sequence last() const { return journal_.position().last_sequence; }

  /// Refused by everybody, until it is set to `none` again.
  void set_unavailable(protocol::Refusal why) { unavailable_ = why; }

  void send(const protocol::RequestKey& key, const protocol::Sender& sender,
            std::span<const std::byte> command, const Answered& answered) {
    if (unavailable_ != protocol::Refusal::none) return answered({.refusal = unavailable_});
    const auto known = known_.find({key.high, key.low});
    if (known != known_.end()) return answered({.sequence = known->second, .is_recorded = true});
    protocol::Reader in(command);
    const auto asked =
        protocol::decode_fields<protocol::ApproveListing>(protocol::read_frame(in).fields);
    std::optional<protocol::ListingApproved> event;
    if (asked.loan.value % 2 == 0) event.emplace(asked.loan);
    keep(key, sender, command, event);
    known_[{key.high, key.low}] = last();
    answered({.sequence = last(),
              .refusal = event ? protocol::Refusal::none : protocol::Refusal::loan_not_found,
              .is_recorded = true});
  }

  /// Somebody else has a listing approved.
  void approve(protocol::LoanId loan) {
    base::ByteBuffer command;
    protocol::encode_framed(command, protocol::ApproveListing{loan});
    keep({last() + 1, 0}, protocol::Sender::staff(1), command.view(),
         protocol::ListingApproved{loan});
  }

  /// How many commands it has decided, whoever sent them.
  std::size_t decided() const { return known_.size(); }

 private:
  void keep(const protocol::RequestKey& key, const protocol::Sender& sender,
            std::span<const std::byte> command,
            const std::optional<protocol::ListingApproved>& event) {
    base::ByteBuffer body;
    protocol::write_request(body, {key, sender, 0, command});
    if (event) {
      protocol::write_event(body, *event);
    } else {
      protocol::write_refusal(body, protocol::Refusal::loan_not_found);
    }
    journal_.append({.first_sequence = last() + 1,
                     .record_count = 1,
                     .epoch = epoch_,
                     .time_ms = 1'000'000,
                     .format = protocol::record_format},
                    body.view());
  }

  const store::TemporaryFolder folder_;
  const std::string url_ = folder_.url("journal.db");
  journal::Journal journal_{url_};
  std::uint64_t epoch_ = 0;
  std::map<std::pair<std::uint64_t, std::uint64_t>, protocol::Sequence> known_;
  protocol::Refusal unavailable_ = protocol::Refusal::none;
};

}  // namespace tributary::agents
