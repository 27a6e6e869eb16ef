#pragma once

#include <functional>
#include <span>

#include "engine/state.hpp"

/// The whole state as bytes and back. Rows go as they lie in memory, so that a gigabyte costs what
/// copying a gigabyte costs; the numbers of the format change with the layout of the rows.
namespace tributary::engine {

inline constexpr std::int32_t snapshot_format = 18;

using WriteBytes = std::function<void(std::span<const std::byte>)>;
using ReadBytes = std::function<void(std::span<std::byte>)>;

void save(const State& state, const WriteBytes& write);

/// Needs: a state just made. Errors: protocol::CodecError if the bytes do not give the state hash
/// that was saved with them; whatever `read` throws passes through.
void load(State& state, const ReadBytes& read);

/// The state hash computed anew from every row.
std::uint64_t full_hash(const State& state);

}  // namespace tributary::engine
