#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/actor_text.hpp"
#include "api/permissions.hpp"
#include "vertical/page_query.hpp"
#include "vertical/question.hpp"

namespace tributary::audit {

using protocol::ActorId;
using protocol::PartyId;
using protocol::Time;
using TokenId = base::StrongId<struct TokenTag>;

/// To read who changed what.
inline const api::NamedPermission read_audit{"read_audit"};

/// One of: all lines, those of an actor, of an order, of both, or of a row; within a time.
struct AuditQuery : vertical::PageQuery {
  std::optional<ActorId> actor;
  std::optional<std::string> order;
  std::optional<std::string> table;
  std::optional<std::string> key;
  std::optional<Time> from;
  std::optional<Time> to;

  /// What cannot be asked together; nothing: all is well.
  std::optional<http::BindError> fault() const;
};
BOOST_DESCRIBE_STRUCT(AuditQuery, (vertical::PageQuery), (actor, order, table, key, from, to))

struct ChangeView {
  std::string table;
  std::string key;
  std::optional<http::WrittenObject> before;  ///< absent: it was not there
  std::optional<http::WrittenObject> after;   ///< absent: it is gone
};
BOOST_DESCRIBE_STRUCT(ChangeView, (), (table, key, before, after))

struct AuditLineView {
  std::uint64_t number = 0;
  Time time;
  ActorId actor;
  std::optional<PartyId> party;
  std::optional<TokenId> token;
  std::optional<ActorId> approver;
  std::string order;
  std::optional<std::string> address;
  std::vector<ChangeView> changes;
};
BOOST_DESCRIBE_STRUCT(AuditLineView, (),
                      (number, time, actor, party, token, approver, order, address, changes))

struct AuditPage {
  std::vector<AuditLineView> lines;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(AuditPage, (), (lines, next_cursor))

/// Newest first, by time and then by number. A page of large lines has fewer than were asked for.
vertical::Or<AuditPage> list_audit(vertical::Asked& asked, const AuditQuery& query);

/// The statement that finds the lines of a query, and what it is given. One whose rows it visits in
/// order, by an index, and none in vain.
std::string select_of(const AuditQuery& query);

}  // namespace tributary::audit
