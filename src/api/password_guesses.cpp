#include "api/password_guesses.hpp"

#include <boost/mp11/algorithm.hpp>
#include <type_traits>

namespace tributary::api {

namespace {

constexpr std::chrono::seconds sweep_every{1};

/// The listing whose password a recorded command tried.
std::optional<protocol::LoanId> tried_listing(const protocol::Frame& frame) {
  std::optional<protocol::LoanId> loan;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, protocol::Commands>>(
      [&](auto type) {
        using Command = typename decltype(type)::type;
        if constexpr (BearsPassword<Command>) {
          if (frame.number != Command::number) return;
          const auto command = protocol::decode_fields<Command>(frame.fields);
          if (command.access_code.digest != 0) loan = command.loan;
        }
      });
  return loan;
}

}  // namespace

std::optional<std::chrono::nanoseconds> PasswordGuesses::begin(protocol::ActorId caller,
                                                               protocol::LoanId loan,
                                                               Bucket::Time now) {
  const std::scoped_lock lock(mutex_);
  Bucket* const all = place_of({caller, {}}, now);
  if (all == nullptr) return sweep_every;
  if (!all->take(now, of_caller)) return all->wait(now, of_caller);
  Bucket* const one = place_of({caller, loan}, now);
  if (one != nullptr && one->take(now, of_listing)) return std::nullopt;
  all->give_back(of_caller);
  return one != nullptr ? one->wait(now, of_listing) : sweep_every;
}

void PasswordGuesses::forgive(protocol::ActorId caller, protocol::LoanId loan, Bucket::Time now) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [key, pace] :
       {std::pair{Key{caller, {}}, of_caller}, std::pair{Key{caller, loan}, of_listing}}) {
    const auto place = places_.find(key);
    if (place == places_.end()) continue;
    place->second.give_back(pace);
    if (place->second.is_full(now)) places_.erase(place);
  }
  is_empty_.store(places_.empty(), std::memory_order_relaxed);
}

void PasswordGuesses::end(const protocol::Record& record, Bucket::Time now) {
  if (record.refusal == protocol::Refusal::access_code_wrong) return;
  if (const auto loan = tried_listing(record.command)) forgive(record.sender.actor, *loan, now);
}

std::size_t PasswordGuesses::places() const {
  const std::scoped_lock lock(mutex_);
  return places_.size();
}

/// Nothing when all places are taken. Needs: the lock.
Bucket* PasswordGuesses::place_of(const Key& key, Bucket::Time now) {
  const auto found = places_.find(key);
  if (found != places_.end()) return &found->second;
  if (places_.size() >= places_max && now - swept_ >= sweep_every) {
    swept_ = now;
    std::erase_if(places_, [&](const auto& entry) { return entry.second.is_full(now); });
  }
  if (places_.size() >= places_max) return nullptr;
  is_empty_.store(false, std::memory_order_relaxed);
  return &places_[key];
}

}  // namespace tributary::api
