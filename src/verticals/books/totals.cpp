#include "verticals/books/totals.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include "base/assert.hpp"

namespace tributary::books {

std::uint32_t& LoanCounts::of(protocol::LoanState state) {
  const std::string_view name = boost::describe::enum_to_string(state, "");
  std::uint32_t* found = nullptr;
  boost::mp11::mp_for_each<
      boost::describe::describe_members<LoanCounts, boost::describe::mod_public>>([&](auto member) {
    if (name == member.name) found = &(this->*member.pointer);
  });
  ASSERT(found != nullptr);
  return *found;
}

}  // namespace tributary::books
