#include "agents/task.hpp"

#include "agents/agent.hpp"

namespace tributary::agents {

void Task::send_framed(std::string subject, rows::Bytes command, const protocol::Sender& sender) {
  WaitingCommand waiting{.agent = std::string(agent_.name),
                         .subject = std::move(subject),
                         .sender = sender,
                         .command = std::move(command),
                         .since = work_.time()};
  work_.keep(waiting);
  sent_.push_back(std::move(waiting));
}

void Task::wake(std::string subject, protocol::Time due) {
  work_.keep(WakeUp{std::string(agent_.name), std::move(subject), due});
}

protocol::Sender Task::own_sender() const {
  protocol::Sender sender = protocol::Sender::agent(agent_.number);
  sender.origin = work_.by().sender.origin;
  return sender;
}

}  // namespace tributary::agents
