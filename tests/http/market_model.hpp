#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

/// What a platform with two accounts and one open loan does, as simply as it can be said, and what
/// clients saw of it. Amounts are minor units.
namespace tributary::http_test {

/// The loan's smallest bid; any amount above it will do.
inline constexpr std::int64_t bid_min = 1'000;

struct Books {
  struct Account {
    std::int64_t balance = 0;
    std::int64_t held = 0;
    std::int64_t available() const { return balance - held; }
    friend bool operator==(const Account&, const Account&) = default;
  };
  std::array<Account, 2> accounts;
  std::int64_t raised = 0;
  std::int64_t remaining = 0;
  std::int64_t bids = 0;

  friend bool operator==(const Books&, const Books&) = default;
};

/// Each is what was done and what was answered; `on` gives the books behind it, or nothing when the
/// answer is wrong on these books.
struct Deposited {
  std::size_t account = 0;
  std::int64_t amount = 0;

  std::optional<Books> on(Books books) const {
    books.accounts[account].balance += amount;
    return books;
  }
};

struct WithdrawalAsked {
  std::size_t account = 0;
  std::int64_t amount = 0;
  std::string refusal;  ///< empty: accepted

  std::optional<Books> on(Books books) const {
    Books::Account& from = books.accounts[account];
    const bool possible = from.available() >= amount;
    if (refusal != (possible ? "" : "insufficient_funds")) return std::nullopt;
    if (possible) from.held += amount;
    return books;
  }
};

struct BidPlaced {
  std::size_t account = 0;
  std::int64_t amount = 0;
  bool fill_remaining = false;
  std::string refusal;
  std::int64_t taken_from = 0;  ///< of the loan, when it was accepted
  std::int64_t taken = 0;

  std::optional<Books> on(Books books) const {
    Books::Account& investor = books.accounts[account];
    const std::int64_t wished = fill_remaining ? std::min(amount, books.remaining) : amount;
    if (refusal != reason_against(books, investor, wished)) return std::nullopt;
    if (!refusal.empty()) return books;
    if (taken != wished || taken_from != books.raised) return std::nullopt;
    investor.held += wished;
    books.raised += wished;
    books.remaining -= wished;
    ++books.bids;
    return books;
  }

 private:
  static std::string reason_against(const Books& books, const Books::Account& investor,
                                    std::int64_t wished) {
    if (books.remaining == 0) return "loan_full";
    if (wished < bid_min && wished != books.remaining) return "bid_below_minimum";
    if (wished > books.remaining) return "bid_exceeds_remaining_amount";
    const std::int64_t rest = books.remaining - wished;
    if (rest != 0 && rest < bid_min) return "bid_leaves_too_little";
    if (wished > investor.available()) return "insufficient_funds";
    return "";
  }
};

struct AccountRead {
  std::size_t account = 0;
  Books::Account seen;

  std::optional<Books> on(const Books& books) const {
    return books.accounts[account] == seen ? std::optional(books) : std::nullopt;
  }
};

struct LoanRead {
  std::int64_t raised = 0;
  std::int64_t remaining = 0;
  std::int64_t bids = 0;

  std::optional<Books> on(const Books& books) const {
    const bool same = books.raised == raised && books.remaining == remaining && books.bids == bids;
    return same ? std::optional(books) : std::nullopt;
  }
};

using Deed = std::variant<Deposited, WithdrawalAsked, BidPlaced, AccountRead, LoanRead>;

inline std::optional<Books> step(const Books& books, const Deed& deed) {
  return std::visit([&](const auto& done) { return done.on(books); }, deed);
}

}  // namespace tributary::http_test
