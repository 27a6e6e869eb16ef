#include "command_line/quota_flags.hpp"

#include <array>

#include "api/roles.hpp"
#include "http/json_text.hpp"

namespace tributary::command_line {
namespace {

/// In seconds: a bucket of refusals holds what comes in in so many.
constexpr std::uint32_t refusals_burst = 20;
constexpr std::uint64_t number_max = 1'000'000;

/// "member: investor, borrower; staff: …": a quota is of a kind, and not of a role.
std::string roles_by_kind() {
  std::string text;
  http::for_each_enumerator<protocol::ActorKind>(
      [&](protocol::ActorKind kind, std::string_view name) {
        std::string roles;
        for (const api::Role& role : api::roles()) {
          if (role.kind == kind) roles.append(roles.empty() ? "" : ", ").append(role.name);
        }
        if (roles.empty()) return;
        text.append(text.empty() ? "" : "; ").append(name).append(": ").append(roles);
      });
  return text;
}

[[noreturn]] void refuse(std::string_view wish) {
  throw base::FlagError(
      "--quota needs member, staff or partner=RATE/BURST/IN_FLIGHT/STREAMS/REFUSED, "
      "address=RATE/BURST/WRONG_TOKENS, or KIND=none, with whole numbers above 0, not '" +
      std::string(wish) + "'; " + roles_by_kind());
}

template <std::size_t count>
std::array<std::uint32_t, count> read_numbers(std::string_view text, std::string_view wish) {
  std::array<std::uint32_t, count> numbers{};
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_last = i + 1 == count;
    const std::size_t slash = text.find('/');
    if ((slash == std::string_view::npos) != is_last) refuse(wish);
    const auto number = base::whole_number<std::uint32_t>(text.substr(0, slash));
    if (!number || *number == 0 || *number > number_max) refuse(wish);
    numbers.at(i) = *number;
    if (!is_last) text.remove_prefix(slash + 1);
  }
  return numbers;
}

void read_caller(std::optional<api::Quota>& quota, std::string_view text, std::string_view wish) {
  quota.reset();
  if (text == "none") return;
  const auto [rate, burst, in_flight, streams, refused] = read_numbers<5>(text, wish);
  quota = api::Quota{api::Pace::a_second(rate, burst), in_flight, streams,
                     api::Pace::a_second(refused, refused * refusals_burst)};
}

void read_address(std::optional<api::AddressQuota>& quota, std::string_view text,
                  std::string_view wish) {
  quota.reset();
  if (text == "none") return;
  const auto [rate, burst, wrong] = read_numbers<3>(text, wish);
  quota =
      api::AddressQuota{api::Pace::a_second(rate, burst), api::Pace::a_second(wrong, wrong * 10)};
}

}  // namespace

const std::string_view quota_usage =
    "  --quota KIND=RATE/BURST/IN_FLIGHT/STREAMS/REFUSED, or KIND=none; again for another kind\n"
    "                     member: investor, borrower, guarantor; partner: channel; staff: all "
    "others\n"
    "                     what one caller may take: requests a second, at once after a pause,\n"
    "                     waiting for answers, live streams, refused commands a second\n"
    "                     (member=50/200/32/8/5 staff=200/1000/64/32/20\n"
    "                     partner=5000/10000/1024/1024/100)\n"
    "  --quota address=RATE/BURST/WRONG_TOKENS, or address=none\n"
    "                     what one address may ask without a token (20/100/2)\n";

api::QuotaTable read_quotas(base::Flags& flags) {
  api::QuotaTable quotas;
  for (const std::string_view wish : flags.texts("--quota")) {
    const std::size_t equals = wish.find('=');
    if (equals == std::string_view::npos) refuse(wish);
    const std::string_view kind = wish.substr(0, equals);
    const std::string_view text = wish.substr(equals + 1);
    if (kind == "member") {
      read_caller(quotas.member, text, wish);
    } else if (kind == "staff") {
      read_caller(quotas.staff, text, wish);
    } else if (kind == "partner") {
      read_caller(quotas.partner, text, wish);
    } else if (kind == "address") {
      read_address(quotas.address, text, wish);
    } else {
      refuse(wish);
    }
  }
  return quotas;
}

}  // namespace tributary::command_line
