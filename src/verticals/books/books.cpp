#include "verticals/books/books.hpp"

#include "protocol/record.hpp"
#include "protocol/visit_some.hpp"

namespace tributary::books {

namespace {

void enter(Bookkeeper& bookkeeper, const journal::Group& group) {
  protocol::Reader body(group.body);
  Place place{group.header.first_sequence, {group.header.time_ms}};
  for (; !body.done(); ++place.sequence) {
    const protocol::Record record = protocol::read_record(body);
    if (record.refusal != protocol::Refusal::none) continue;
    protocol::visit_some<Bookkeeper::Entered, protocol::Events>(
        record.event, [&](const auto& event) { bookkeeper.enter(place, event); });
  }
}

}  // namespace

void Books::flush(store::Database&) {
  for (const journal::Group& group : groups_) enter(*bookkeeper_, group);
  groups_.clear();
  bookkeeper_->flush();
}

}  // namespace tributary::books
