#pragma once

#include <expected>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "api/caller.hpp"
#include "api/denial.hpp"
#include "api/sink.hpp"
#include "api/stream_tickets.hpp"
#include "base/hash.hpp"
#include "http/live_stream.hpp"
#include "http/router.hpp"

namespace tributary::api {

/// What a loan that fills up tells everyone who watches it.
struct LoanProgress {
  protocol::LoanId loan;
  protocol::LoanState state = protocol::LoanState::open;
  protocol::Amount raised;
  protocol::Amount remaining;
  std::uint32_t bids = 0;
};
BOOST_DESCRIBE_STRUCT(LoanProgress, (), (loan, state, raised, remaining, bids))

inline constexpr std::string_view loan_progress_event = "progress";

/// Opens one stream for whoever cannot send a header.
struct StreamTicket {
  std::string ticket;
  std::uint32_t expires_in = 0;  ///< seconds
};
BOOST_DESCRIBE_STRUCT(StreamTicket, (), (ticket, expires_in))

/// `GET /v1/loans/{loan}/stream?ticket=…`
struct StreamQuery {
  std::optional<std::string> ticket;
};
BOOST_DESCRIBE_STRUCT(StreamQuery, (), (ticket))

/// `GET /v1/loans/{loan}/stream`: `progress` events, the first with the present state. Their id is
/// the place in the journal of what they tell, so a client that comes back with a Last-Event-ID
/// begins with what is not older.
/// `POST /v1/stream-tickets`: what opens a stream in place of a token.
///
/// So that nothing is missed between the first state and what follows, the loan is asked for twice:
/// once to know that there is such a loan (else the answer is 404, which a browser does not try
/// again), and once more when the stream already listens; that second answer is the first event.
class LoanStreams {
 public:
  /// Both must outlive this object, and this object the router.
  LoanStreams(http::LiveStreams& live, Sink& sink) : live_(live), sink_(sink) {}

  void add_routes(http::Router&, const Authenticate&);

  /// Takes an answer for which a stream waits. False: it is an ordinary request's. To be offered
  /// every answer, on the shard of its ticket.
  /// `sequence`: the last of the journal that the answer may know of.
  bool take(http::Server&, const http::Ticket&, const protocol::Answer&,
            protocol::Sequence sequence);

  /// Any thread. Whether anyone watches the loan: ask before composing its progress.
  bool watched(protocol::LoanId) const;
  /// Any thread. A group's progress is published behind its answers, or a stream could begin with a
  /// state older than its second event.
  void publish(const LoanProgress&, protocol::Sequence sequence);

 private:
  struct Waiting {
    Caller caller;
    protocol::LoanQuery query;
    bool listens = false;
  };
  struct TicketHash {
    std::size_t operator()(const http::Ticket& ticket) const {
      return base::mix(ticket.generation << 16 ^ ticket.slot << 8 ^ ticket.shard);
    }
  };

  void make_ticket(const http::Request&, http::Server&, const Authenticate&);
  std::expected<Caller, Denial> identify_watcher(const http::Request&, const Authenticate&);
  void open(const http::Request&, http::Server&, const Authenticate&);
  void wait(const http::Ticket&, const Waiting&);
  std::optional<Waiting> stop_waiting(const http::Ticket&);
  void listen(http::Server&, const http::Ticket&, Waiting);

  http::LiveStreams& live_;
  Sink& sink_;
  StreamTickets tickets_;
  std::mutex mutex_;
  std::unordered_map<http::Ticket, Waiting, TicketHash> waiting_;
};

}  // namespace tributary::api
