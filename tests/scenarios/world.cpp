#include "tests/scenarios/world.hpp"

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include "tests/scenarios/told.hpp"

namespace tributary::scenarios {

using protocol::AccountKind;

namespace {

template <class Enum>
std::optional<Enum> take_enumerator(Words& words) {
  std::optional<Enum> taken;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto entry) {
    if (!taken && words.take(spoken(entry.name))) taken = entry.value;
  });
  return taken;
}

}  // namespace

std::optional<AccountKind> take_account_kind(Words& words) {
  return take_enumerator<AccountKind>(words);
}

Currency take_currency(Words& words) {
  return take_enumerator<Currency>(words).value_or(Currency::CNY);
}

PartyId World::party(const std::string& name) {
  if (name == "nobody") return {};
  return parties_.try_emplace(name, PartyId{100 + parties_.size()}).first->second;
}

Sender World::sender(const std::string& name) {
  if (name == "staff") return engine::staff;
  if (name == "agent") return protocol::timers_agent;
  if (name == "channel") return protocol::Sender::partner(3);
  if (!parties_.contains(name)) throw Complaint("nobody here is called \"" + name + "\"");
  return engine::member(party(name).value);
}

AccountId World::account_of(const std::string& name) const {
  const auto found = parties_.find(name);
  if (found == parties_.end()) throw Complaint("nobody here is called \"" + name + "\"");
  const auto number = state().parties.find(found->second);
  return state().ledger.find(
      number, guarantors_.contains(name) ? AccountKind::guarantor_cash : AccountKind::member_cash,
      Currency::CNY);
}

/// `account 7`, `the service fee account`, `the USD custodian account`, `alice's account`,
/// `alice's USD account`, or what a name was given to.
AccountId World::account(Words& words) const {
  if (words.take("account")) return {words.number("the number of an account")};
  if (words.take("the")) {
    const Currency currency = take_currency(words);
    const auto kind = take_account_kind(words);
    if (!kind) words.complain("the kind of an account");
    words.need("account");
    return state().ledger.platform(*kind, currency);
  }
  std::string name = words.word("an account");
  if (names_.contains(name)) return {names_.at(name)};
  if (!name.ends_with("'s")) throw Complaint("\"" + name + "\" is no account");
  name.resize(name.size() - 2);
  if (words.take("account")) return account_of(name);
  const Currency currency = take_currency(words);
  words.need("account");
  const auto party = parties_.find(name);
  if (party == parties_.end()) throw Complaint("nobody here is called \"" + name + "\"");
  return state().ledger.find(state().parties.find(party->second), AccountKind::member_cash,
                             currency);
}

/// A name that was given, or `loan 99` for one that was not.
std::uint64_t World::named(Words& words, std::string_view kind) const {
  if (words.take(kind)) return words.number("a number");
  const std::string name = words.word("the name of a " + std::string(kind));
  const auto found = names_.find(name);
  if (found == names_.end()) throw Complaint("no " + std::string(kind) + " is called " + name);
  return found->second;
}

void World::check_laws() const {
  if (const auto broken = engine::first_broken(state())) throw Complaint("broken law: " + *broken);
}

void World::check_journal() const {
  const auto again = engine::replayed(journal());
  if (again->state().hash.value() != state().hash.value()) {
    throw Complaint("the journal replays to another state");
  }
  if (const auto differs = engine::audited(journal())) throw Complaint(*differs);
  const auto back = engine::loaded(engine::saved(state()));
  if (engine::full_hash(back->state()) != state().hash.value()) {
    throw Complaint("the snapshot comes back as another state");
  }
}

}  // namespace tributary::scenarios
