#pragma once

#include <string>

#include "engine/test_platform.hpp"

/// Journals as text, kept for ever: what was written once has to replay to the same state.
namespace tributary::scenarios {

/// The rules it was decided by, a line a group with its time, a line a record in hexadecimal, and
/// the state hash at the end.
std::string golden_text(const engine::TestJournal& journal, std::uint64_t state_hash);

/// Replays such a text. Errors: Complaint if it is none, breaks a law, or ends in another state.
void replay_golden(std::string_view text);

}  // namespace tributary::scenarios
