#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tests/http/caller.hpp"
#include "tests/http/platform.hpp"

/// A platform with people on it. Amounts are minor units here, and decimal text on the wire.
namespace tributary::http_test {

/// "1000.00" and back. Errors: std::invalid_argument.
std::string text_of(std::int64_t minor);
std::int64_t minor_of(std::string_view text);
std::int64_t minor_of(const boost::json::object& object, std::string_view member);

/// The members of the event in an answer. Fails the test and is empty for a refusal.
boost::json::object event_of(const Answer& answer);

/// A member with an account.
struct Member {
  std::uint64_t party = 0;
  std::string account;
  std::unique_ptr<Caller> caller;

  /// A path below the account: "/deposits".
  std::string path(std::string_view below = {}) const {
    return "/v1/accounts/" + account + std::string(below);
  }
};

/// Sets a running platform up, through its front door, and keeps a caller for each role.
class Market {
 public:
  explicit Market(const Platform& platform);

  Member member(std::string_view role);
  void deposit(const Member& member, std::int64_t amount);
  /// As many withdrawals as a test likes, for a fee.
  void free_withdrawals(std::string_view fee);
  /// A listing that is open for bids: its number. `members` overrides those of a plain listing.
  std::string open_loan(const Member& borrower, std::int64_t principal,
                        const boost::json::object& members = {});
  /// A view as staff sees it.
  boost::json::object account(const Member& member) { return admin_.get(member.path()).json(); }
  boost::json::object loan(const std::string& number);

  Caller& admin() { return admin_; }

 private:
  const Platform& platform_;
  Caller admin_;
  std::uint64_t last_party_ = 1000;
};

boost::json::object bid(const Member& investor, std::int64_t amount, bool fill_remaining = false);

}  // namespace tributary::http_test
