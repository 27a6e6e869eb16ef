#include "simulate/renumber.hpp"

#include <boost/describe/members.hpp>
#include <map>
#include <set>

namespace tributary::simulation {
namespace {

using namespace protocol;

/// Calls `visit(id)` for each id of this kind in a command.
template <class Id, class T, class Visit>
void for_each_id(T& value, Visit&& visit) {
  if constexpr (std::is_same_v<T, Id>) {
    visit(value);
  } else if constexpr (std::is_same_v<T, std::optional<Id>>) {
    if (value) visit(*value);
  } else if constexpr (boost::describe::has_describe_members<T>::value) {
    using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
    boost::mp11::mp_for_each<Members>(
        [&](auto member) { for_each_id<Id>(value.*member.pointer, visit); });
  }
}

template <class Id, class Visit>
void for_each_id_in(Steps& steps, Visit&& visit) {
  for (Step& step : steps) {
    if (auto* send = std::get_if<Send>(&step)) {
      std::visit([&](auto& command) { for_each_id<Id>(command, visit); }, send->command);
    }
  }
}

/// Whether the step makes something that gets the next number of its kind, and is of no use
/// unnamed.
template <class Maker>
const Maker* maker_in(const Step& step) {
  const auto* send = std::get_if<Send>(&step);
  return send == nullptr ? nullptr : std::get_if<Maker>(&send->command);
}

/// The platform's accounts are used without being named.
template <class Maker>
bool is_used_unnamed(const Maker& maker) {
  if constexpr (std::is_same_v<Maker, OpenAccount>) return maker.party == platform_party;
  return false;
}

template <class Id, class Maker>
void close_gaps_of(Steps& steps) {
  std::set<std::uint64_t> named;
  for_each_id_in<Id>(steps, [&](const Id& id) { named.insert(id.value); });
  std::map<std::uint64_t, std::uint64_t> renamed;
  std::uint64_t number = 0;
  std::erase_if(steps, [&](const Step& step) {
    const Maker* maker = maker_in<Maker>(step);
    if (maker == nullptr) return false;
    if (!named.contains(++number) && !is_used_unnamed(*maker)) return true;
    renamed.emplace(number, renamed.size() + 1);
    return false;
  });
  for_each_id_in<Id>(steps, [&](Id& id) {
    const auto found = renamed.find(id.value);
    if (found != renamed.end()) id.value = found->second;
  });
}

}  // namespace

Steps close_gaps(const Steps& steps) {
  Steps closed = steps;
  close_gaps_of<LoanId, CreateListing>(closed);
  close_gaps_of<AccountId, OpenAccount>(closed);
  return closed;
}

}  // namespace tributary::simulation
