#include "base/secret.hpp"

#include <sodium.h>

#include <vector>

namespace tributary::base {

void draw(std::span<std::byte> bytes) { ::randombytes_buf(bytes.data(), bytes.size()); }

std::string url_text(std::span<const std::byte> bytes) {
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  ::sodium_bin2base64(text.data(), text.size(),
                      reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), variant);
  text.pop_back();  // its terminating zero
  return text;
}

std::string make_secret(std::size_t bytes) {
  std::vector<std::byte> random(bytes);
  draw(random);
  return url_text(random);
}

}  // namespace tributary::base
