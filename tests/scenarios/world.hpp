#pragma once

#include <map>
#include <string>

#include "engine/test_platform.hpp"
#include "tests/scenarios/words.hpp"

namespace tributary::scenarios {

using engine::Verdict;
using protocol::AccountId;
using protocol::Currency;
using protocol::LoanId;
using protocol::PartyId;
using protocol::Sender;

/// A platform whose parties, loans and other things go by the names that a scenario gives them.
class World {
 public:
  const engine::State& state() const { return platform_.state(); }
  const engine::TestJournal& journal() const { return platform_.journal(); }

  void at(protocol::Time now) { platform_.at(now); }
  /// What is dated happens on its date at the earliest.
  template <class Command>
  void follow_date_of(const Command& command) {
    platform_.follow_date_of(command);
  }

  /// What came of the last command.
  struct Outcome {
    Verdict verdict;
    protocol::Record record;  ///< its own, or that of the request it repeats
  };

  template <class Command>
  Outcome send(Sender sender, const std::string& request, const Command& command) {
    const std::string id = request.empty() ? "#" + std::to_string(++requests_) : request;
    const Verdict verdict = platform_.send(sender, id, command);
    return {verdict,
            verdict.kind == Verdict::Kind::recorded ? platform_.last() : protocol::Record{}};
  }

  /// The party of this name; a new name is a new party. Likewise loans, which the next listing
  /// brings about.
  PartyId party(const std::string& name);
  Sender sender(const std::string& name);
  void call_guarantor(const std::string& name) { guarantors_[name] = true; }
  /// What a withdrawal, a posting or a loan is called from here on.
  void name(const std::string& what, std::uint64_t number) { names_[what] = number; }

  // Things as a statement speaks of them. Errors: Complaint.
  AccountId account(Words& words) const;
  LoanId loan(Words& words) const { return {named(words, "loan")}; }
  protocol::WithdrawalId withdrawal(Words& words) const { return {named(words, "withdrawal")}; }
  protocol::PostingId posting(Words& words) const { return {named(words, "posting")}; }
  AccountId account_of(const std::string& name) const;

  /// Errors: Complaint with the law that is broken.
  void check_laws() const;
  /// Replays the journal from nothing, decides it again, and takes the state through a snapshot.
  /// Errors: Complaint with what came out differently.
  void check_journal() const;

 private:
  std::uint64_t named(Words& words, std::string_view kind) const;

  engine::TestPlatform platform_;
  std::map<std::string, PartyId> parties_{{"platform", protocol::platform_party}};
  std::map<std::string, bool> guarantors_;
  std::map<std::string, std::uint64_t> names_;
  std::uint64_t requests_ = 0;
};

/// Reads `member cash`, `the withdrawal fee`: the words of an account's kind.
std::optional<protocol::AccountKind> take_account_kind(Words& words);
Currency take_currency(Words& words);  ///< CNY if none is named

}  // namespace tributary::scenarios
