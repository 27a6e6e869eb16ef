#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>

#include "api/question_desk.hpp"
#include "verticals/books/snapshot.hpp"

namespace tributary::books {

/// Where questions about the books are answered: those of one round from one snapshot.
class Desk final : api::QuestionDesk::Tables {
 public:
  using Options = api::QuestionDesk::Options;

  struct Question {
    http::Ticket ticket;
    http::Server* server = nullptr;
    protocol::ActorId caller{};
    Sequence at_least = 0;
    std::function<std::expected<http::Response, protocol::Refusal>(Snapshot&)> answer;
  };

  /// What it reads; asked each time, for both change.
  struct Source {
    std::function<std::string()> url;   ///< names the file
    std::function<Sequence()> durable;  ///< the last sequence that is in the journal for good
  };

  explicit Desk(Source source) : Desk(std::move(source), Options()) {}
  Desk(Source source, Options options);

  void start() { desk_.start(); }
  /// What still waits is not answered. Before any of the servers goes.
  void stop() { desk_.stop(); }

  /// As `api::QuestionDesk::ask`.
  void ask(Question question);

 private:
  Sequence open() override;
  void close() noexcept override;
  Reader& reader();

  const std::function<std::string()> file_;
  std::string url_;  ///< of the reader
  std::optional<Reader> reader_;
  bool reader_is_sound_ = true;  ///< else a statement may be in the middle of its rows
  std::optional<Snapshot> books_;
  api::QuestionDesk desk_;
};

}  // namespace tributary::books
