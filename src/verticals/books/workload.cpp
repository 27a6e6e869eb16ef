#include "verticals/books/workload.hpp"

#include "base/hash.hpp"
#include "protocol/command.hpp"

namespace tributary::books {

namespace {

using protocol::AccountId;
using protocol::AccountKind;
using protocol::Amount;

constexpr std::uint32_t periods = 12;
constexpr Amount bid_amount{120'000};
constexpr Amount interest_per_period{96'000};
constexpr AccountId custodian{1};
constexpr AccountId service_fee{2};
constexpr AccountId borrower{4};

}  // namespace

Workload::Workload(std::uint64_t members, std::uint64_t loans_open, std::uint32_t bids_per_loan)
    : members_(members),
      bids_per_loan_(bids_per_loan),
      principal_{bid_amount.minor * bids_per_loan} {
  open_accounts();
  for (std::uint64_t n = 0; n < loans_open; ++n) open_.push_back(list());
}

journal::Group Workload::next_group(std::uint64_t records) {
  while (sequence_ - grouped_ < records) {
    Loan& loan = open_[random() % open_.size()];
    bid(loan);
    if (random() % 20 == 0) {
      const AccountId account = random_member();
      write(protocol::RecordDeposit{account, bid_amount, {}},
            protocol::DepositRecorded{account, custodian, bid_amount, "7100123456"});
    }
    if (random() % 100 < periods) collect();
    if (loan.bids < bids_per_loan_) continue;
    settle(loan);
    loan = list();
  }
  journal::Group group;
  group.header.first_sequence = grouped_ + 1;
  group.header.record_count = static_cast<std::uint32_t>(sequence_ - grouped_);
  group.header.time_ms = 1'700'000'000'000 + static_cast<std::int64_t>(sequence_ / 100);
  group.body.assign(body_.data(), body_.data() + body_.size());
  body_.clear();
  grouped_ = sequence_;
  return group;
}

void Workload::begin_day() {
  day_ = day_ + 1;
  write(protocol::BeginBusinessDay{day_, {}, {}}, protocol::BusinessDayBegan{day_});
}

template <class Command, class Event>
void Workload::write(const Command& command, const Event& event) {
  command_.clear();
  protocol::encode_framed(command_, command);
  ++sequence_;
  protocol::write_request(body_, {{base::mix(sequence_), sequence_},
                                  protocol::Sender::member(sequence_),
                                  base::hash_bytes(command_.view()),
                                  command_.view()});
  protocol::write_event(body_, event);
}

void Workload::open_accounts() {
  const auto open = [&](AccountKind kind, std::uint64_t party) {
    write(protocol::OpenAccount{{party}, kind, {}},
          protocol::AccountOpened{{++accounts_}, {party}, kind, protocol::Currency::CNY});
  };
  for (const AccountKind kind :
       {AccountKind::custodian, AccountKind::service_fee, AccountKind::interest_fee}) {
    open(kind, protocol::platform_party.value);
  }
  open(AccountKind::member_cash, 2);
  first_member_ = accounts_ + 1;
  for (std::uint64_t n = 0; n < members_; ++n) open(AccountKind::member_cash, 100 + n);
}

Workload::Loan Workload::list() {
  const protocol::LoanId id{++loans_};
  protocol::ListingCreated event;
  event.loan = id;
  event.borrower_account = borrower;
  event.title = "Working capital for a shop, loan " + std::to_string(id.value);
  event.principal = principal_;
  event.terms.annual_rate = {60'000 + static_cast<std::int64_t>(random() % 80) * 1'000};
  event.fees.interest = {100'000};
  protocol::CreateListing command;
  command.title.text = event.title;
  write(command, event);
  write(protocol::ApproveListing{id}, protocol::ListingApproved{id});
  write(protocol::ScheduleListing{id, {1}, {2}}, protocol::ListingScheduled{id, {1}, {2}});
  write(protocol::OpenListing{id}, protocol::ListingOpened{id});
  return {id};
}

void Workload::bid(Loan& loan) {
  const AccountId account = random_member();
  const Amount from{bid_amount.minor * loan.bids};
  write(protocol::PlaceBid{loan.id, account, bid_amount, false, {}},
        protocol::BidPlaced{loan.id, loan.bids, account, from, bid_amount});
  ++loan.bids;
}

void Workload::settle(const Loan& loan) {
  protocol::LoanSettled event;
  event.loan = loan.id;
  event.on = day_;
  event.borrower_account = borrower;
  event.fee_account = service_fee;
  event.principal = principal_;
  event.service_fee = {5'000};
  const Amount principal_per_period{principal_.minor / periods};
  for (std::uint32_t n = 1; n <= periods; ++n) {
    event.schedule.push_back(
        {event.on + static_cast<std::int32_t>(30 * n), principal_per_period, interest_per_period});
  }
  write(protocol::SettleLoan{loan.id, event.on, {}}, event);
  running_.push_back({loan.id});
}

/// The loan that has waited longest pays its next instalment.
void Workload::collect() {
  if (running_.empty()) return;
  Running loan = running_.front();
  running_.pop_front();
  const Amount principal_per_period{principal_.minor / periods};
  const auto paid = [&](std::uint32_t count) {
    return protocol::PaidTotals{
        {principal_per_period.minor * count}, {interest_per_period.minor * count}, {}, {}};
  };
  protocol::InstalmentCollected event;
  event.loan = loan.id;
  event.period = loan.paid + 1;
  event.on = day_;
  event.borrower_account = borrower;
  event.paid_before = paid(loan.paid);
  event.paid_after = paid(loan.paid + 1);
  event.interest_fee = {9'600};
  event.parts = {principal_per_period, interest_per_period, {}};
  event.period_paid = true;
  if (event.period == periods) event.state = protocol::LoanState::repaid;
  write(protocol::CollectInstalment{loan.id, event.period, event.on, {}}, event);
  ++loan.paid;
  if (loan.paid < periods) running_.push_back(loan);
}

AccountId Workload::random_member() { return member(random() % members_); }

std::uint64_t Workload::random() { return base::mix(state_++); }

}  // namespace tributary::books
