#pragma once

#include "protocol/codec.hpp"

namespace tributary::protocol {

/// As `visit_frame`, for who has a use for some of the messages only: those of `Some` are decoded
/// and visited, the others of `All` are passed over. Errors: CodecError for a number that is in
/// neither.
template <class Some, class All, class Visitor>
void visit_some(const Frame& frame, Visitor&& visit) {
  bool is_known = false;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, All>>([&](auto type) {
    using Message = typename decltype(type)::type;
    if (is_known || frame.number != Message::number) return;
    is_known = true;
    if constexpr (boost::mp11::mp_contains<Some, Message>::value) {
      visit(decode_fields<Message>(frame.fields));
    }
  });
  if (!is_known) throw CodecError("message of an unknown number");
}

}  // namespace tributary::protocol
