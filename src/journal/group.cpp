#include "journal/group.hpp"

#include <openssl/evp.h>

#include <memory>

#include "base/assert.hpp"
#include "journal/little_endian.hpp"

namespace tributary::journal {

namespace {

class Sha256 {
 public:
  Sha256() {
    // Looked up once: the look-up costs more than the digest of a small group.
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    ASSERT(context_ && EVP_DigestInit_ex2(context_.get(), algorithm, nullptr) == 1);
  }

  Sha256& add(std::span<const std::byte> bytes) {
    ASSERT(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
    return *this;
  }

  Digest finish() {
    Digest digest;
    ASSERT(EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()),
                              nullptr) == 1);
    return digest;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_{EVP_MD_CTX_new()};
};

}  // namespace

Position position_behind(const Group& group) {
  return {.last_sequence = group.header.last_sequence(),
          .hash = group.hash,
          .epoch = group.header.epoch,
          .time_ms = group.header.time_ms,
          .state_hash = group.header.state_hash};
}

Digest group_hash(const GroupHeader& header, const Digest& previous,
                  std::span<const std::byte> body) {
  std::array<std::byte, 44> bytes;
  std::byte* at = bytes.data();
  at = put(at, header.first_sequence);
  at = put(at, header.record_count);
  at = put(at, header.format);
  at = put(at, header.rules);
  at = put(at, header.epoch);
  at = put(at, header.time_ms);
  at = put(at, header.state_hash);
  ASSERT(at == bytes.data() + bytes.size());
  return Sha256().add(bytes).add(previous).add(body).finish();
}

Position genesis(const PlatformId& platform) {
  constexpr std::string_view purpose = "tributary journal";
  return {.hash = Sha256().add(std::as_bytes(std::span(purpose))).add(platform).finish()};
}

std::string hex(std::span<const std::byte> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::byte each : bytes) {
    text += digits[std::to_integer<std::size_t>(each >> 4)];
    text += digits[std::to_integer<std::size_t>(each & std::byte{15})];
  }
  return text;
}

}  // namespace tributary::journal
