#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace tributary::base {

/// Fills the bytes with random ones of the system.
void draw(std::span<std::byte> bytes);

/// Bytes as text that can stand in a URL (RFC 4648 section 5, without padding).
std::string url_text(std::span<const std::byte> bytes);

/// So many random bytes of the system as such a text: nobody guesses it from 16 bytes on.
std::string make_secret(std::size_t bytes);

}  // namespace tributary::base
