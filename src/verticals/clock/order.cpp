#include "verticals/clock/order.hpp"

#include "base/log.hpp"

namespace tributary::clock::order_detail {

void note(std::string_view path, const Orderer& by, std::string_view request_id,
          std::string_view wish, bool is_confirmed) {
  std::string text(path);
  text.append(" by ").append(api::name_of(by.actor));
  if (by.approver) text.append(", approved by ").append(api::name_of(by.approver));
  text.append(" as ").append(request_id).append(": ").append(wish);
  if (is_confirmed) {
    base::log_warning("day_confirmed", text);
  } else {
    base::log_info("day_ordered", text);
  }
}

}  // namespace tributary::clock::order_detail
