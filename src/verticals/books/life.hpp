#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/byte_buffer.hpp"
#include "follow/follower.hpp"
#include "money/amount.hpp"
#include "protocol/command.hpp"
#include "protocol/event.hpp"
#include "protocol/record.hpp"
#include "verticals/books/facts.hpp"

/// For tests: lives of accounts and loans, told twice. Once as the events an engine would write,
/// and once, the plainest way, as the lines each account's statement must then have.
namespace tributary::books {

using AnyEvent = boost::mp11::mp_rename<protocol::Events, std::variant>;

/// A line as the statement must show it, oldest first in its list.
struct ExpectedLine {
  Sequence sequence = 0;
  FactKind kind{};
  std::optional<std::uint32_t> bid;
  Amount posted;
  Amount held_change;

  friend bool operator==(const ExpectedLine&, const ExpectedLine&) = default;
};

class Life {
 public:
  static constexpr std::int64_t first_ms = 1'700'000'000'000;

  struct Bid {
    AccountId account;
    Amount from;
    Amount amount;
  };
  struct Loan {
    AccountId borrower;
    Amount principal;
    Amount raised;
    Rate interest_fee;
    LoanState state = LoanState::review;
    std::vector<Bid> bids;
    std::vector<money::Instalment> schedule;
    Amount fee_per_period;
    PaidTotals paid;
    std::uint32_t next_period = 1;
    PaidTotals paid_of_period;
    Amount fee_of_period;
  };

  /// Opens the platform's accounts in yuan, and a guarantor's.
  Life() {
    custodian = open(AccountKind::custodian, protocol::platform_party);
    service_fees = open(AccountKind::service_fee, protocol::platform_party);
    interest_fees = open(AccountKind::interest_fee, protocol::platform_party);
    withdrawal_fees = open(AccountKind::withdrawal_fee, protocol::platform_party);
    guarantor = open(AccountKind::guarantor_cash, {2});
  }

  AccountId custodian;
  AccountId service_fees;
  AccountId interest_fees;
  AccountId withdrawal_fees;
  AccountId guarantor;                          ///< of all loans
  std::vector<std::optional<AnyEvent>> events;  ///< nothing: a refused command
  std::map<AccountId, std::vector<ExpectedLine>> lines;
  std::map<LoanId, Loan> loans;

  Sequence last_sequence() const { return events.size(); }
  static Time time_of(Sequence sequence) {
    return {first_ms + static_cast<std::int64_t>(sequence) * 1000};
  }

  Amount balance(AccountId account) const { return sum(account, &ExpectedLine::posted); }
  Amount held(AccountId account) const { return sum(account, &ExpectedLine::held_change); }
  Amount available(AccountId account) const { return balance(account) - held(account); }

  void refuse() { events.push_back(std::nullopt); }

  AccountId open(AccountKind kind, PartyId party) {
    const AccountId account{++accounts_};
    add(protocol::AccountOpened{account, party, kind, Currency::CNY});
    lines[account];
    return account;
  }
  AccountId open_member(std::uint64_t party) { return open(AccountKind::member_cash, {party}); }

  Sequence deposit(AccountId account, Amount amount, std::string reference = {}) {
    add(protocol::DepositRecorded{account, custodian, amount, std::move(reference)});
    line(account, FactKind::deposit_recorded, amount, {});
    line(custodian, FactKind::deposit_recorded, -amount, {});
    return last_sequence();
  }
  protocol::WithdrawalId request_withdrawal(AccountId account, Amount amount, Amount fee) {
    const protocol::WithdrawalId id{++withdrawals_};
    add(protocol::WithdrawalRequested{id, account, amount, fee});
    line(account, FactKind::withdrawal_requested, {}, amount + fee);
    return id;
  }
  Sequence complete_withdrawal(protocol::WithdrawalId id, AccountId account, Amount amount,
                               Amount fee) {
    add(protocol::WithdrawalSubmitted{id, account});
    add(protocol::WithdrawalCompleted{id, account, custodian, withdrawal_fees, amount, fee});
    line(account, FactKind::withdrawal_completed, -(amount + fee), -(amount + fee));
    line(custodian, FactKind::withdrawal_completed, amount, {});
    if (fee != Amount{}) line(withdrawal_fees, FactKind::withdrawal_completed, fee, {});
    return last_sequence();
  }
  void release_withdrawal(protocol::WithdrawalId id, AccountId account, Amount amount, Amount fee) {
    add(protocol::WithdrawalReleased{id, account, amount, fee, "the bank refused"});
    line(account, FactKind::withdrawal_released, {}, -(amount + fee));
  }
  Sequence transfer(AccountId from, AccountId to, Amount amount) {
    add(protocol::FundsTransferred{from, to, amount, "by hand"});
    line(from, FactKind::funds_transferred, -amount, {});
    line(to, FactKind::funds_transferred, amount, {});
    return last_sequence();
  }
  /// The posting moved `amount` from `to` to `from`.
  void reverse(Sequence posting, AccountId from, AccountId to, Amount amount) {
    add(protocol::PostingReversed{{posting}, from, to, amount, "bounced"});
    line(from, FactKind::posting_reversed, -amount, {});
    line(to, FactKind::posting_reversed, amount, {});
  }

  /// A listing that is open for bids.
  LoanId list(AccountId borrower, Amount principal, Rate interest_fee) {
    const LoanId id{loans.size() + 1};
    protocol::ListingCreated created;
    created.loan = id;
    created.borrower_account = borrower;
    created.guarantor_account = guarantor;
    created.title = "loan " + std::to_string(id.value);
    created.principal = principal;
    created.terms.annual_rate = {96'000};
    created.fees.interest = interest_fee;
    add(created);
    add(protocol::ListingApproved{id});
    add(protocol::ListingScheduled{id, {first_ms}, {first_ms + 1}});
    add(protocol::ListingOpened{id});
    Loan& loan = loans[id];
    loan.borrower = borrower;
    loan.principal = principal;
    loan.interest_fee = interest_fee;
    loan.state = LoanState::open;
    return id;
  }
  void bid(LoanId id, AccountId account, Amount amount) {
    Loan& loan = loans.at(id);
    const auto number = static_cast<std::uint32_t>(loan.bids.size());
    add(protocol::BidPlaced{id, number, account, loan.raised, amount});
    line(account, FactKind::bid_placed, {}, amount, number);
    loan.bids.push_back({account, loan.raised, amount});
    loan.raised += amount;
    if (loan.raised == loan.principal) loan.state = LoanState::full;
  }
  void accept_partial(LoanId id) {
    Loan& loan = loans.at(id);
    loan.principal = loan.raised;
    loan.state = LoanState::full;
    add(protocol::PartialRaiseAccepted{id, loan.principal});
  }
  void fail(LoanId id) {
    add(protocol::ListingFailed{id, loans.at(id).raised});
    release(id, FactKind::listing_failed, LoanState::failed);
  }
  void cancel(LoanId id) {
    add(protocol::ListingCancelled{id, loans.at(id).raised, "not needed"});
    release(id, FactKind::listing_cancelled, LoanState::cancelled);
  }
  void reject(LoanId id) {
    add(protocol::ListingRejected{id, "no income"});
    loans.at(id).state = LoanState::rejected;
  }

  void settle(LoanId id, std::vector<money::Instalment> schedule, Amount service_fee,
              Amount guarantee_fee, Amount fee_per_period) {
    Loan& loan = loans.at(id);
    add(protocol::LoanSettled{id,
                              {20'000},
                              loan.borrower,
                              service_fees,
                              guarantor,
                              loan.principal,
                              service_fee,
                              guarantee_fee,
                              fee_per_period,
                              std::nullopt,
                              schedule,
                              {},
                              {}});
    line(loan.borrower, FactKind::loan_settled, loan.principal - service_fee - guarantee_fee, {});
    if (service_fee != Amount{}) line(service_fees, FactKind::loan_settled, service_fee, {});
    if (guarantee_fee != Amount{}) line(guarantor, FactKind::loan_settled, guarantee_fee, {});
    for (std::uint32_t n = 0; n < loan.bids.size(); ++n) {
      const Bid& bid = loan.bids[n];
      line(bid.account, FactKind::loan_settled, -bid.amount, -bid.amount, n);
    }
    loan.state = LoanState::repaying;
    loan.schedule = std::move(schedule);
    loan.fee_per_period = fee_per_period;
  }

  /// Pays these parts of the next period.
  void collect(LoanId id, Amount principal, Amount interest, Amount fee) {
    Loan& loan = loans.at(id);
    const money::Instalment& due = loan.schedule[loan.next_period - 1];
    loan.paid_of_period.principal += principal;
    loan.paid_of_period.interest += interest;
    loan.fee_of_period += fee;
    const bool period_paid = loan.paid_of_period.principal == due.principal &&
                             loan.paid_of_period.interest == due.interest &&
                             loan.fee_of_period == loan.fee_per_period;
    const bool repaid = period_paid && loan.next_period == loan.schedule.size();
    const PaidTotals after{loan.paid.principal + principal, loan.paid.interest + interest,
                           loan.paid.compensation, {}};
    add(protocol::InstalmentCollected{id,
                                      loan.next_period,
                                      {20'030},
                                      loan.borrower,
                                      {},
                                      {principal, interest, {}},
                                      loan.paid,
                                      after,
                                      fee,
                                      {},
                                      fees(loan, after),
                                      period_paid,
                                      repaid ? LoanState::repaid : LoanState::repaying});
    pay(loan, FactKind::instalment_collected, after, fee);
    if (!period_paid) return;
    ++loan.next_period;
    loan.paid_of_period = {};
    loan.fee_of_period = {};
    if (repaid) loan.state = LoanState::repaid;
  }
  /// Pays all that the next period still owes.
  void collect(LoanId id) {
    const Loan& loan = loans.at(id);
    const money::Instalment& due = loan.schedule[loan.next_period - 1];
    collect(id, due.principal - loan.paid_of_period.principal,
            due.interest - loan.paid_of_period.interest, loan.fee_per_period - loan.fee_of_period);
  }
  void prepay(LoanId id, Amount interest, Amount compensation, Amount service_fee) {
    Loan& loan = loans.at(id);
    const PaidTotals after{loan.principal, loan.paid.interest + interest,
                           loan.paid.compensation + compensation, {}};
    add(protocol::LoanPrepaid{
        id, {20'040}, loan.borrower, loan.paid, after, service_fee, fees(loan, after)});
    pay(loan, FactKind::loan_prepaid, after, service_fee);
    loan.state = LoanState::prepaid;
  }
  /// Needs: no part of the next period paid. `rest` is the schedule of what is left.
  void prepay_part(LoanId id, Amount principal, Amount interest, Amount compensation,
                   std::vector<money::Instalment> rest) {
    Loan& loan = loans.at(id);
    const PaidTotals after{loan.paid.principal + principal, loan.paid.interest + interest,
                           loan.paid.compensation + compensation, {}};
    add(protocol::PrincipalPrepaid{id,
                                   {20'040},
                                   loan.borrower,
                                   loan.paid,
                                   after,
                                   fees(loan, after),
                                   loan.next_period,
                                   {},
                                   {20'060},
                                   rest,
                                   {20'040}});
    pay(loan, FactKind::principal_prepaid, after, {});
    loan.schedule.resize(loan.next_period - 1);
    loan.schedule.insert(loan.schedule.end(), rest.begin(), rest.end());
  }

  /// Records [first, last] as the body of a journal group.
  base::ByteBuffer body(Sequence first, Sequence last) const {
    base::ByteBuffer command;
    protocol::encode_framed(command, protocol::ApproveListing{});
    base::ByteBuffer out;
    for (Sequence at = first; at <= last; ++at) {
      protocol::write_record_head(out, {at, at}, {1}, command.view());
      if (const auto& event = events[at - 1]) {
        std::visit([&](const auto& known) { protocol::write_event(out, known); }, *event);
      } else {
        protocol::write_refusal(out, protocol::Refusal::insufficient_funds);
      }
    }
    return out;
  }

  /// The same as a group, without its hashes.
  journal::Group group(Sequence first, Sequence last) const {
    journal::Group group;
    group.header.first_sequence = first;
    group.header.record_count = static_cast<std::uint32_t>(last - first + 1);
    group.header.time_ms = time_of(first).ms;
    const base::ByteBuffer bytes = body(first, last);
    group.body.assign(bytes.data(), bytes.data() + bytes.size());
    return group;
  }

  /// What [from, to) of `principal` has received of `total`, by the definition.
  static Amount share(Amount total, Amount from, Amount amount, Amount principal) {
    const auto point = [&](std::int64_t cut) {
      return static_cast<std::int64_t>(static_cast<__int128>(total.minor) * cut / principal.minor);
    };
    return {point(from.minor + amount.minor) - point(from.minor)};
  }
  static Amount fee_on(Amount interest, Rate rate) {
    return {
        static_cast<std::int64_t>(static_cast<__int128>(interest.minor) * rate.ppm / 1'000'000)};
  }

 private:
  void add(AnyEvent event) { events.push_back(std::move(event)); }
  void line(AccountId account, FactKind kind, Amount posted, Amount held,
            std::optional<std::uint32_t> bid = std::nullopt) {
    lines.at(account).push_back({last_sequence(), kind, bid, posted, held});
  }
  Amount sum(AccountId account, Amount ExpectedLine::* part) const {
    Amount sum;
    for (const ExpectedLine& line : lines.at(account)) sum += line.*part;
    return sum;
  }
  void release(LoanId id, FactKind kind, LoanState state) {
    Loan& loan = loans.at(id);
    for (std::uint32_t n = 0; n < loan.bids.size(); ++n) {
      line(loan.bids[n].account, kind, {}, -loan.bids[n].amount, n);
    }
    loan.state = state;
  }
  static Amount fee_of(const Loan& loan, const Bid& bid, const PaidTotals& after) {
    return fee_on(share(after.interest, bid.from, bid.amount, loan.principal), loan.interest_fee) -
           fee_on(share(loan.paid.interest, bid.from, bid.amount, loan.principal),
                  loan.interest_fee);
  }
  static Amount fees(const Loan& loan, const PaidTotals& after) {
    Amount sum;
    for (const Bid& bid : loan.bids) sum += fee_of(loan, bid, after);
    return sum;
  }
  void pay(Loan& loan, FactKind kind, const PaidTotals& after, Amount service_fee) {
    const auto total = [](const PaidTotals& paid) {
      return paid.principal + paid.interest + paid.compensation;
    };
    line(loan.borrower, kind, total(loan.paid) - total(after) - service_fee, {});
    const Amount interest_fee = fees(loan, after);
    if (interest_fee != Amount{}) line(interest_fees, kind, interest_fee, {});
    if (service_fee != Amount{}) line(service_fees, kind, service_fee, {});
    for (std::uint32_t n = 0; n < loan.bids.size(); ++n) {
      const Bid& bid = loan.bids[n];
      Amount posted = -fee_of(loan, bid, after);
      for (const auto part :
           {&PaidTotals::principal, &PaidTotals::interest, &PaidTotals::compensation}) {
        posted += share(after.*part, bid.from, bid.amount, loan.principal) -
                  share(loan.paid.*part, bid.from, bid.amount, loan.principal);
      }
      line(bid.account, kind, posted, {}, n);
    }
    loan.paid = after;
  }

  std::uint64_t accounts_ = 0;
  std::uint64_t withdrawals_ = 0;
};

}  // namespace tributary::books
