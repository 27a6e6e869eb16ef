#include "verticals/books/held_claims.hpp"

#include "protocol/codec.hpp"

namespace tributary::books {

Bytes write_claims(std::span<const HeldClaim> claims) {
  base::ByteBuffer out;
  std::uint64_t last = 0;
  for (const HeldClaim& claim : claims) {
    protocol::write_varint(out, claim.account.value - last);
    protocol::write_varint(out, claim.bid);
    protocol::write_varint(out, static_cast<std::uint64_t>(claim.from.minor));
    protocol::write_varint(out, static_cast<std::uint64_t>(claim.amount.minor));
    last = claim.account.value;
  }
  return {out.data(), out.data() + out.size()};
}

std::vector<HeldClaim> read_claims(std::span<const std::byte> bytes) try {
  std::vector<HeldClaim> claims;
  protocol::Reader in(bytes);
  std::uint64_t last = 0;
  while (!in.done()) {
    HeldClaim& claim = claims.emplace_back();
    claim.account = {last += in.varint()};
    claim.bid = static_cast<std::uint32_t>(in.varint());
    claim.from = {static_cast<std::int64_t>(in.varint())};
    claim.amount = {static_cast<std::int64_t>(in.varint())};
  }
  return claims;
} catch (const protocol::CodecError& error) {
  throw BooksDamaged(std::string("the books hold claims that nobody wrote: ") + error.what());
}

}  // namespace tributary::books
