#include "verticals/tokens/vertical.hpp"

#include "verticals/tokens/lists.hpp"
#include "verticals/tokens/orders.hpp"
#include "verticals/tokens/register.hpp"

namespace tributary::tokens {

namespace {

class TokensRoom final : public vertical::Room {
 public:
  explicit TokensRoom(const vertical::House& house)
      : register_(house.rows_url, house.usages, house.clock.supposed) {
    house.rows->on_change(TokenRow::table,
                          [this](const rows::Writer::Keys& keys) { register_.read_again(keys); });
  }

  api::CallerSource* callers() override { return &register_; }

 private:
  Register register_;
};

vertical::Open read(base::Flags&) {
  return [](const vertical::House& house) { return std::make_unique<TokensRoom>(house); };
}

std::vector<rows::OrderRoute> orders() {
  return {rows::order_route<CreateToken>(), rows::order_route<RevokeToken>()};
}

std::span<const vertical::Route<>> lists() {
  static const std::array all{vertical::question<list_tokens>(
      {.path = "/v1/tokens",
       .name = "list_tokens",
       .summary = "List API tokens without their secrets, newest first",
       .access = {manage_tokens.bit() | api::bit_of(protocol::Permission::read_all),
                  "manage_tokens, read_all"}})};
  return all;
}

}  // namespace

vertical::Vertical make_vertical() {
  return {.read = read, .schema = schema, .orders = orders, .lists = lists};
}

}  // namespace tributary::tokens
