#include "tests/upgrade/requests.hpp"

namespace tributary::upgrade {

using protocol::ActorId;
using protocol::ActorKind;
using protocol::Sender;

const std::vector<Sent>& requests() {
  static constexpr Sender staff = Sender::staff(1);
  static constexpr Sender bank = Sender::partner(1);
  static constexpr Sender alice{ActorId::of(ActorKind::member, 5), {1001}, 7, {}};
  static constexpr Sender colleague{ActorId::of(ActorKind::member, 6), {1001}, 8, {}};
  static const std::vector<Sent> sent{
      {staff, "a1", "open_account", R"({"party":"1","kind":"custodian"})"},
      {staff, "a2", "open_account", R"({"party":"1","kind":"service_fee"})"},
      {staff, "a3", "open_account", R"({"party":"1","kind":"interest_fee"})"},
      {staff, "a4", "open_account", R"({"party":"1","kind":"own_money"})"},
      {staff, "a5", "open_account", R"({"party":"1001"})"},
      {staff, "a6", "open_account", R"({"party":"1002"})"},
      {staff, "a7", "open_account", R"({"party":"1","kind":"gap"})"},
      {staff, "risk", "set_risk_level", R"({"party":"1001","risk_level":3})"},
      {staff, "cap", "set_borrowing_cap", R"({"party":"1002","borrowing_max":"5000.00"})"},
      {bank, "cash", "record_deposit", R"({"account":"5","amount":"900.00","reference":"r-1"})"},
      {staff, "list", "create_listing",
       R"({"borrower_account":"6","title":"Shop fittings","principal":"1000.00",)"
       R"("terms":{"periods":3,"annual_rate":"9.6"},)"
       R"("rules":{"bid_amount_min":"100.00","bid_amount_step":"50.00"}})"},
      {staff, "too-much", "create_listing",
       R"({"borrower_account":"6","title":"A second shop","principal":"4500.00"})"},
      {staff, "approve", "approve_listing", R"({"loan":"1"})"},
      {staff, "schedule", "schedule_listing",
       R"({"loan":"1","opens_at":"2023-11-14T00:00:00.000Z",)"
       R"("closes_at":"2023-12-01T00:00:00.000Z"})"},
      {staff, "open", "open_listing", R"({"loan":"1"})"},
      {alice, "bid", "place_bid", R"({"loan":"1","account":"5","amount":"150.00"})"},
      {colleague, "bid", "place_bid",
       R"({"amount":"200.00","loan":"1","account":"5","fill_remaining":true})"},
      {alice, "small", "place_bid", R"({"loan":"1","account":"5","amount":"50.00"})"},
      {alice, "dear", "place_bid", R"({"loan":"1","account":"5","amount":"650.00"})"},
      {staff, "block", "block_party", R"({"party":"1001","reason":"asked for by the bank"})"},
      {alice, "blocked", "place_bid", R"({"loan":"1","account":"5","amount":"100.00"})"},
  };
  return sent;
}

}  // namespace tributary::upgrade
