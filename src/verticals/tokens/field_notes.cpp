#include "verticals/tokens/field_notes.hpp"

#include <array>

namespace tributary::tokens {

namespace {

constexpr auto notes = std::to_array<api::FieldNote>({
    {"TokensPage", "lines", "Tokens, newest first"},
    {"TokensPage", "next_cursor", "The `cursor` of the next page; absent on the last one"},
    {"CreateToken", "role", "What its bearer may do: `tributary token --help` lists the roles",
     "investor"},
    {"CreateToken", "party",
     "The party for which its bearer acts; members' roles need it, others have none", "1001"},
    {"CreateToken", "actor",
     "Number of the person, employee or partner who bears it; a new one unless given", "7"},
    {"CreateToken", "name", "A name to find it by in the list", "Wang Fang, phone"},
    {"CreateToken", "expires", "The time from which it no longer works; in 365 days unless given"},
    {"CreateToken", "never_expires", "Whether it works until it is revoked", "false"},
    {"TokenView", "token", "Number of the token; the journal calls it `origin`", "41275309"},
    {"revoke_token", "token", "Number of the token", "41275309"},
    {"TokensQuery", "role", "Only tokens of this role"},
    {"TokensQuery", "party", "Only tokens for this party"},
    {"TokensQuery", "revoked", "Only tokens that were revoked, or only those that were not"},
    {"TokenView", "version", "1 when it is made, one more with each change", "1"},
    {"TokenView", "role", "What its bearer may do", "investor"},
    {"TokenView", "actor", "Who bears it", "member 7"},
    {"TokenView", "party", "The party for which its bearer acts; absent: the platform", "1001"},
    {"TokenView", "name", "The name to find it by in the list", "Wang Fang, phone"},
    {"TokenView", "created", "When it was made"},
    {"TokenView", "expires", "The time from which it no longer works; absent: never"},
    {"TokenView", "revoked", "When it was revoked; absent: it was not"},
    {"NewTokenView", "secret",
     "What its bearer sends; shown this once, `secret_shown` in the answer to a repeat",
     "trb_hk0OVPvsQnRFnFiHOZmr5HSOzeQfDgVP"},
});

}  // namespace

std::span<const api::FieldNote> field_notes() { return notes; }

}  // namespace tributary::tokens
