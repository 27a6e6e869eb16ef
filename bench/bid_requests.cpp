#include "bench/bid_requests.hpp"

#include <algorithm>
#include <charconv>

#include "base/assert.hpp"

namespace tributary::bench {
namespace {

constexpr std::size_t number_digits = 10;
constexpr std::size_t account_width = 12;  ///< digits and quotes, then blanks

void write_number(char* digits, std::uint64_t number) {
  for (std::size_t i = number_digits; i-- > 0; number /= 10) {
    digits[i] = static_cast<char>('0' + number % 10);
  }
}

/// A JSON string of any length takes the same room: behind it blanks mean nothing.
void write_account(char* at, std::uint64_t account) {
  char* const end = at + account_width;
  *at++ = '"';
  at = std::to_chars(at, end - 1, account).ptr;
  *at++ = '"';
  std::fill(at, end, ' ');
}

}  // namespace

BidRequests::BidRequests(const Market& market, std::uint32_t first_loan,
                         std::uint32_t bids_per_loan, std::uint32_t series, std::string token)
    : market_(market),
      bids_per_loan_(bids_per_loan),
      series_(series),
      token_(std::move(token)),
      loan_(first_loan) {
  make_request();
}

void BidRequests::make_request() {
  ASSERT(loan_ < market_.loans);
  std::string body = "{\"account\":";
  const std::size_t account_in_body = body.size();
  body += std::string(account_width, ' ') + ",\"amount\":\"100.00\"}";

  request_ = "POST /v1/loans/" + std::to_string(market_.loan(loan_).value) + "/bids HTTP/1.1\r\n";
  request_ += "Host: 127.0.0.1\r\n";
  request_ += "Authorization: Bearer " + token_ + "\r\n";
  request_ += "Content-Type: application/json\r\n";
  request_ += "Idempotency-Key: bench-" + std::to_string(series_) + "-";
  number_at_ = request_.size();
  request_ += std::string(number_digits, '0') + "\r\n";
  request_ += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  account_at_ = request_.size() + account_in_body;
  request_ += body;
}

std::string_view BidRequests::next() {
  if (bids_on_loan_ == bids_per_loan_) {
    bids_on_loan_ = 0;
    ++loan_;
    make_request();
  }
  const auto member = static_cast<std::uint32_t>(number_ % market_.members);
  write_number(request_.data() + number_at_, ++number_);
  write_account(request_.data() + account_at_, market_.member(member).value);
  ++bids_on_loan_;
  return request_;
}

}  // namespace tributary::bench
