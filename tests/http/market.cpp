#include "tests/http/market.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace tributary::http_test {

namespace json = boost::json;

std::string text_of(std::int64_t minor) {
  const std::string cents = std::to_string(100 + minor % 100);
  return std::to_string(minor / 100) + "." + cents.substr(1);
}

std::int64_t minor_of(std::string_view text) {
  const std::size_t point = text.size() - 3;
  if (text.size() < 4 || text[point] != '.') throw std::invalid_argument(std::string(text));
  return std::stoll(std::string(text.substr(0, point)).append(text.substr(point + 1)));
}

std::int64_t minor_of(const json::object& object, std::string_view member) {
  return minor_of(object.at(member).as_string());
}

json::object event_of(const Answer& answer) {
  const json::object whole = answer.json();
  const auto* const event = whole.if_contains("event");
  EXPECT_NE(event, nullptr) << answer;
  return event == nullptr ? json::object() : event->as_object();
}

Market::Market(const Platform& platform)
    : platform_(platform), admin_(platform.port(), platform.make_token("admin"), "setup") {}

Member Market::member(std::string_view role) {
  Member member{.party = ++last_party_, .account = {}, .caller = {}};
  const std::string party = std::to_string(member.party);
  const Answer& opened = admin_.send("/v1/accounts", {{"party", party}});
  member.account = event_of(opened).at("account").as_string();
  member.caller = std::make_unique<Caller>(
      platform_.port(), platform_.make_token(role, member.party), "member-" + party);
  return member;
}

void Market::deposit(const Member& member, std::int64_t amount) {
  event_of(admin_.send(member.path("/deposits"), {{"amount", text_of(amount)}}));
}

void Market::free_withdrawals(std::string_view fee) {
  event_of(admin_.send("/v1/withdrawals/rules",
                       {{"rules", {{"fee", fee}, {"amount_min", "0.01"}, {"open_max", 65'535}}}}));
}

std::string Market::open_loan(const Member& borrower, std::int64_t principal,
                              const json::object& members) {
  json::object listing{{"borrower_account", borrower.account},
                       {"title", "A loan"},
                       {"principal", text_of(principal)},
                       {"terms", {{"method", "annuity"}, {"annual_rate", "9.6"}}}};
  for (const auto& [name, value] : members) listing[name] = value;
  const json::object created = event_of(admin_.send("/v1/loans", listing));
  const std::string loan(created.at("loan").as_string());
  const std::string path = "/v1/loans/" + loan;
  event_of(admin_.send(path + "/approve", {}));
  event_of(admin_.send(path + "/schedule", {{"opens_at", "2024-01-01T00:00:00.000Z"},
                                            {"closes_at", "2099-01-01T00:00:00.000Z"}}));
  event_of(admin_.send(path + "/open", {}));
  return loan;
}

json::object Market::loan(const std::string& number) {
  return admin_.get("/v1/loans/" + number).json();
}

json::object bid(const Member& investor, std::int64_t amount, bool fill_remaining) {
  json::object body{{"account", investor.account}, {"amount", text_of(amount)}};
  if (fill_remaining) body["fill_remaining"] = true;
  return body;
}

}  // namespace tributary::http_test
