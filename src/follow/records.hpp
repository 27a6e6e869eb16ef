#pragma once

#include "journal/group.hpp"
#include "protocol/record.hpp"

namespace tributary::follow {

/// Calls `visit(sequence, record)` for each record of a group.
/// Errors: protocol::CodecError if the body is not that many records.
template <class Visit>
void for_each_record(const journal::Group& group, Visit&& visit) {
  if (group.header.format != protocol::record_format) {
    throw protocol::CodecError("the group's records are of another format");
  }
  protocol::Reader in(group.body);
  for (std::uint32_t i = 0; i < group.header.record_count; ++i) {
    visit(group.header.first_sequence + i, protocol::read_record(in));
  }
  if (!in.done()) throw protocol::CodecError("the group has more bytes than records");
}

}  // namespace tributary::follow
