#include "verticals/tokens/field_notes.hpp"

#include <array>

namespace tributary::tokens {

namespace {

constexpr auto notes = std::to_array<api::FieldNote>({
    {"TokensPage.lines", "Tokens"},
    {"TokensPage.next_cursor", "The `cursor` of the next page; absent on the last one"},
    {"CreateToken.role", "What its bearer may do: `tributary token --help` lists the roles",
     "investor"},
    {"CreateToken.party", "Whom its bearer acts for; members' roles need it, others have none",
     "1001"},
    {"CreateToken.actor",
     "Number of the person, employee or partner who bears it; a new one "
     "unless given",
     "7"},
    {"CreateToken.name", "For the list", "Wang Fang, phone"},
    {"CreateToken.expires", "From when on it opens nothing; in 365 days unless given"},
    {"CreateToken.never_expires", "It opens until it is taken back", "false"},
    {"TokenView.token", "Number of the token; the journal calls it `origin`", "41275309"},
    {"TokenView.version", "How often it has been changed, and 1", "1"},
    {"TokenView.role", "What its bearer may do", "investor"},
    {"TokenView.actor", "Who bears it", "member 7"},
    {"TokenView.party", "Whom its bearer acts for; absent: the platform", "1001"},
    {"TokenView.name", "For the list", "Wang Fang, phone"},
    {"TokenView.created", "When it was made"},
    {"TokenView.expires", "From when on it opens nothing; absent: never"},
    {"TokenView.revoked", "When it was taken back; absent: it was not"},
    {"NewTokenView.token", "Number of the token; the journal calls it `origin`", "41275309"},
    {"NewTokenView.version", "How often it has been changed, and 1", "1"},
    {"NewTokenView.role", "What its bearer may do", "investor"},
    {"NewTokenView.actor", "Who bears it", "member 7"},
    {"NewTokenView.party", "Whom its bearer acts for; absent: the platform", "1001"},
    {"NewTokenView.name", "For the list", "Wang Fang, phone"},
    {"NewTokenView.created", "When it was made"},
    {"NewTokenView.expires", "From when on it opens nothing; absent: never"},
    {"NewTokenView.revoked", "When it was taken back; absent: it was not"},
    {"NewTokenView.secret", "What its bearer sends; told this once, to a repeat `secret_shown`",
     "trb_hk0OVPvsQnRFnFiHOZmr5HSOzeQfDgVP"},
});

}  // namespace

std::span<const api::FieldNote> field_notes() { return notes; }

}  // namespace tributary::tokens
