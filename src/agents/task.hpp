#pragma once

#include <string>
#include <vector>

#include "agents/agent_rows.hpp"
#include "protocol/command.hpp"
#include "protocol/record.hpp"
#include "rows/work.hpp"

namespace tributary::agents {

struct Agent;

/// Where and when something happened that an agent hears of.
struct Heard {
  std::uint64_t number = 0;  ///< of the record in the journal, or of the fact
  protocol::Time time;
};

/// What an agent does about one thing that it hears: it reads and changes rows of its line as an
/// order does, sends commands, and says when it wants to look again. All of it, and that the thing
/// was heard, is one transaction; a handler that throws has done nothing, and is called again.
class Task {
 public:
  /// `began`: what is sent is added there.
  Task(rows::Work& work, const Agent& agent, std::vector<WaitingCommand>& sent)
      : work_(work), agent_(agent), sent_(sent) {}

  rows::Work& rows() { return work_; }

  /// Sends a command once this is durable, and again until the engine has decided it; then the
  /// agent's `ended` is called with `subject`. The subject is a function of what the command
  /// answers ("proposal:17:1"): it is the request id, so that the same subject is never two
  /// commands, however often it is sent. `sender`: in whose name; the agent's own where nobody's.
  template <class Command>
  void send(std::string subject, const Command& command) {
    base::ByteBuffer framed;
    protocol::encode_framed(framed, command);
    send_framed(std::move(subject), {framed.data(), framed.data() + framed.size()}, own_sender());
  }
  void send_framed(std::string subject, rows::Bytes command, const protocol::Sender& sender);

  /// The agent's `woken` is called with `subject` at that time or soon after. Once more before
  /// then: the new time holds.
  void wake(std::string subject, protocol::Time due);

 private:
  protocol::Sender own_sender() const;

  rows::Work& work_;
  const Agent& agent_;
  std::vector<WaitingCommand>& sent_;
};

/// How a command ended.
struct Ended {
  std::string_view subject;
  protocol::Refusal refusal = protocol::Refusal::none;
  protocol::Sequence sequence = 0;           ///< where the journal has it; 0: it has not
  const protocol::Record* record = nullptr;  ///< nothing where it has not

  /// The event that it became. Needs: it was not refused, and that is its event.
  template <class Event>
  Event event() const {
    return protocol::decode_fields<Event>(record->event.fields);
  }
};

}  // namespace tributary::agents
