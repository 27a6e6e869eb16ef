#pragma once

#include "base/test_dice.hpp"
#include "simulate/model.hpp"
#include "simulate/step.hpp"

namespace tributary::simulation {

struct Wish {
  Sender sender;
  AnyCommand command;
};

/// People and staff who send what fits the moment, mostly, and now and then anything at all.
class Crowd {
 public:
  /// Whether the crowd may begin business days, or somebody else does.
  enum class Days { begun_by_crowd, as_they_come };

  explicit Crowd(std::uint64_t seed, Days days = Days::begun_by_crowd) : dice_(seed), days_(days) {}

  /// The next wish, seeing what the model has come to.
  Wish next(const Model& model);
  /// Whether time should go on before the next wish; then to when.
  std::optional<Time> later(const Model& model);

 private:
  void let_approve(Wish&);
  AnyCommand about_parties();
  AnyCommand about_accounts(const Model&);
  AnyCommand about_cash(const Model&);
  AnyCommand about_listings(const Model&);
  AnyCommand about_repayment(const Model&);
  AnyCommand about_days(const Model&);
  SetTimeBack set_time_back(const Model&);
  AnyCommand about_lateness(const Model&);
  RescheduleLoan agreement(const Model&, LoanId);
  WaiveLateCharges waiver(const Model&);
  CreateListing listing(const Model&);
  LoanFees fees(bool has_guarantor);
  void name_principals(CreateListing&);
  std::optional<AccountId> guarantee_of_owner(const Model& model, AccountId borrower);
  LateRules late_rules(bool has_guarantor);
  PlaceBid bid(const Model&);
  money::Terms terms();

  PartyId party();
  AccountId account(const Model&);
  AccountId account_of(const Model&, AccountKind);
  PostingId posting(const Model& model);
  AnyCommand about_what_has_left(const Model& model);
  PostingId deposit_of_bidder(const Model& model);
  PostingId old_deposit_of_borrower(const Model& model);
  PostingId transfer(const Model& model);
  RequestWithdrawal withdrawal_of_all(const Model& model);
  RequestWithdrawal usual_withdrawal(const Model& model);
  SetWithdrawalRules withdrawal_rules();
  void let_others_send(const Model& model, Wish& wish);
  Reference reference();
  VoidBid voided_bid(const Model& model);
  AccountId debtor(const Model&);
  /// What comes next while a loan is paid in drops.
  AnyCommand drop(const Model&);
  AnyCommand about_unbacked(const Model&);
  LoanId loan_in(const Model&, LoanState);
  LoanId loan_serviced(const Model&);
  Amount some_amount();
  Amount near(Amount);
  Amount near_part_of(Amount whole);
  Date today(const Model&) const;
  Date near_day(Date);

  /// A borrower is paid a deposit, pays this loan from it in many parts and takes the rest out;
  /// then the deposit bounces, and takes back more payments than one step may.
  static constexpr int drops = 26;
  static constexpr std::uint64_t looked_at = 300;  ///< of the loans, the youngest
  LoanId in_drops_;
  int drops_left_ = 0;

  base::Dice dice_;
  Days days_;
};

}  // namespace tributary::simulation
