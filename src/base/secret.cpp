#include "base/secret.hpp"

#include <sodium.h>

#include <vector>

namespace tributary::base {

std::string make_secret(std::size_t bytes) {
  std::vector<unsigned char> random(bytes);
  ::randombytes_buf(random.data(), random.size());
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes, variant), '\0');
  ::sodium_bin2base64(text.data(), text.size(), random.data(), random.size(), variant);
  text.pop_back();  // its terminating zero
  return text;
}

}  // namespace tributary::base
