#pragma once

#include "http/bind_error.hpp"
#include "http/message.hpp"
#include "money/date.hpp"
#include "protocol/query.hpp"
#include "protocol/record.hpp"

namespace tributary::api {

/// What a command's caller is told. A function of what the journal keeps, so that whoever asks
/// again with the same request id reads the same bytes: the event, or the problem of its refusal.
/// Errors: CodecError for a record that no engine wrote.
http::Response render(protocol::Sequence, protocol::Time, const protocol::Record&);

/// A view as it is, or the problem of a refusal.
http::Response render(const protocol::Answer&);

/// What is wrong in one case.
struct Detail {
  std::string_view english;
  std::string_view chinese;
};

/// The problem (RFC 9457) of a refusal that has no place in the journal.
http::Response render(protocol::Refusal);
http::Response render(protocol::Refusal, const Detail&);

/// `bank_reference_recorded`, with the posting that was booked under the reference.
http::Response render_recorded(protocol::PostingId posting);

/// How a day that is not the present one is begun all the same, in both languages; of one that was
/// confirmed as another day, that the two differ.
struct UnconfirmedWords {
  std::string english;
  std::string chinese;
};
UnconfirmedWords words_of_unconfirmed(money::Date day, std::optional<money::Date> confirmed_on);

/// What a `BindError` expects, where no schema says it.
std::string expected_in_both(std::string_view english, std::string_view chinese);

/// `malformed_request`, with what is wrong and where.
http::Response render(const http::BindError&);

/// The status of a command that was accepted: 201 when it was posted to a collection, as a bid to
/// "/v1/loans/7/bids"; else 200.
constexpr int success_status(std::string_view path) { return path.ends_with('s') ? 201 : 200; }

}  // namespace tributary::api
