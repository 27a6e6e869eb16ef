#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
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

/// The life of accounts; `Life` adds that of loans.
class LifeAccounts {
 public:
  static constexpr std::int64_t first_ms = 1'700'000'000'000;

  /// Opens the platform's accounts in yuan, and a guarantor's.
  LifeAccounts() {
    custodian = open(AccountKind::custodian, protocol::platform_party);
    service_fees = open(AccountKind::service_fee, protocol::platform_party);
    interest_fees = open(AccountKind::interest_fee, protocol::platform_party);
    withdrawal_fees = open(AccountKind::withdrawal_fee, protocol::platform_party);
    reserve = open(AccountKind::reserve_fund, protocol::platform_party);
    own_money = open(AccountKind::own_money, protocol::platform_party);
    gap = open(AccountKind::gap, protocol::platform_party);
    guarantor = open(AccountKind::guarantor_cash, {2});
  }

  AccountId custodian;
  AccountId service_fees;
  AccountId interest_fees;
  AccountId withdrawal_fees;
  AccountId reserve;
  AccountId own_money;
  AccountId gap;
  AccountId guarantor;                          ///< of all loans
  std::vector<std::optional<AnyEvent>> events;  ///< nothing: a refused command
  std::map<AccountId, std::vector<ExpectedLine>> lines;
  std::map<Sequence, Date> days;          ///< business days, by where they began
  std::map<Sequence, std::string> said;   ///< with an event: its line repeats it
  std::map<Sequence, AccountId> said_of;  ///< whose payment came back: others do not read why
  std::map<AccountId, PartyId> owners;
  Amount own_money_paid_in;
  Amount debited;
  std::map<AccountId, Amount> owed;                           ///< to the platform
  std::map<std::pair<Sequence, AccountId>, Amount> forgiven;  ///< what its own accounts lacked

  Sequence last_sequence() const { return events.size(); }
  static Time time_of(Sequence sequence) {
    return {first_ms + static_cast<std::int64_t>(sequence) * 1000};
  }

  Amount balance(AccountId account) const { return sum(account, &ExpectedLine::posted); }
  Amount held(AccountId account) const { return sum(account, &ExpectedLine::held_change); }
  Amount available(AccountId account) const { return balance(account) - held(account); }

  Amount owed_to_all() const {
    Amount sum_owed;
    for (const auto& [account, all] : lines) {
      if (account != custodian && account != gap) sum_owed += balance(account);
    }
    return sum_owed;
  }

  void refuse() { events.push_back(std::nullopt); }

  void begin_day(Date day) {
    add(protocol::BusinessDayBegan{day});
    days[last_sequence()] = day;
  }
  /// On which a sequence was booked.
  std::optional<Date> day_of(Sequence sequence) const {
    const auto after = days.upper_bound(sequence);
    return after == days.begin() ? std::nullopt : std::optional(std::prev(after)->second);
  }

  AccountId open(AccountKind kind, PartyId party) {
    const AccountId account{++accounts_};
    add(protocol::AccountOpened{account, party, kind, Currency::CNY});
    lines[account];
    owners[account] = party;
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
    add(protocol::WithdrawalCompleted{
        id, account, custodian, withdrawal_fees, amount, fee, false, {}, {}});
    line(account, FactKind::withdrawal_completed, -(amount + fee), -(amount + fee));
    line(custodian, FactKind::withdrawal_completed, amount, {});
    if (fee != Amount{}) line(withdrawal_fees, FactKind::withdrawal_completed, fee, {});
    return last_sequence();
  }
  void release_withdrawal(protocol::WithdrawalId id, AccountId account, Amount amount, Amount fee) {
    add(protocol::WithdrawalReleased{id, account, amount, fee, "the bank refused"});
    line(account, FactKind::withdrawal_released, {}, -(amount + fee));
  }
  /// The bank has paid what was released: nothing is held, and what lacks is owed.
  void complete_released(protocol::WithdrawalId id, AccountId account, Amount amount) {
    constexpr FactKind kind = FactKind::withdrawal_completed;
    const Amount lacks = lacking(account, amount);
    const protocol::Cover cover = cover_of(lacks);
    add(protocol::WithdrawalCompleted{
        id, account, custodian, withdrawal_fees, amount, {}, true, lacks, cover});
    line(account, kind, lacks - amount, {});
    line(custodian, kind, amount, {});
    stand_in(kind, cover);
    owed[account] += lacks;
  }
  Sequence transfer(AccountId from, AccountId to, Amount amount) {
    add(protocol::FundsTransferred{from, to, amount, "by hand", {}});
    line(from, FactKind::funds_transferred, -amount, {});
    line(to, FactKind::funds_transferred, amount, {});
    return last_sequence();
  }
  /// The posting moved `amount` from `to` to `from`; what that no longer has it owes.
  void reverse(Sequence posting, AccountId from, AccountId to, Amount amount) {
    constexpr FactKind kind = FactKind::posting_reversed;
    const Amount lacks = lacking(from, amount);
    const protocol::Cover cover = cover_of(lacks);
    add(protocol::PostingReversed{{posting}, from, to, amount, "bounced", lacks, cover});
    line(from, kind, lacks - amount, {});
    line(to, kind, amount, {});
    stand_in(kind, cover);
    owed[from] += lacks;
  }
  /// A deposit, or what came back of a withdrawal, that no payment of a loan is taken back for.
  void bounce(Sequence posting, AccountId account, Amount amount) {
    constexpr FactKind kind = FactKind::deposit_bounced;
    const Amount lacks = lacking(account, amount);
    const protocol::Cover cover = cover_of(lacks);
    std::vector<protocol::Shortfall> shortfalls;
    if (lacks != Amount{}) shortfalls.push_back({account, lacks});
    add(protocol::DepositBounced{
        {posting}, account, custodian, amount, {}, shortfalls, cover, false, "bounced"});
    line(account, kind, lacks - amount, {});
    line(custodian, kind, amount, {});
    stand_in(kind, cover);
    owed[account] += lacks;
  }
  /// Of so long ago that it is nobody's posting any more.
  void debit(AccountId account, Amount amount) {
    constexpr FactKind kind = FactKind::debit_recorded;
    const Amount lacks = lacking(account, amount);
    const protocol::Cover cover = cover_of(lacks);
    add(protocol::DebitRecorded{account, custodian, amount, "late", lacks, cover, ""});
    line(account, kind, lacks - amount, {});
    line(custodian, kind, amount, {});
    stand_in(kind, cover);
    owed[account] += lacks;
    debited += amount;
  }
  Sequence return_withdrawal(protocol::WithdrawalId id, AccountId account, Amount amount) {
    add(protocol::WithdrawalReturned{id, account, custodian, amount, false, "sent back"});
    line(account, FactKind::withdrawal_returned, amount, {});
    line(custodian, FactKind::withdrawal_returned, -amount, {});
    return last_sequence();
  }
  void pay_in_own_money(Amount amount) {
    constexpr FactKind kind = FactKind::own_money_paid_in;
    const protocol::Cover cover = cover_of({}, amount);
    add(protocol::OwnMoneyPaidIn{own_money, custodian, amount, cover, ""});
    line(own_money, kind, amount - cover.own, {});
    line(custodian, kind, -amount, {});
    stand_in(kind, {{}, {}, cover.gap_account, cover.gap});
    own_money_paid_in += amount;
  }
  void collect_receivable(AccountId account, Amount amount) {
    constexpr FactKind kind = FactKind::receivable_collected;
    const protocol::Cover cover = cover_of({}, amount);
    add(protocol::ReceivableCollected{account, own_money, amount, cover});
    line(account, kind, -amount, {});
    line_of_some(own_money, kind, amount - cover.own);
    stand_in(kind, {{}, {}, cover.gap_account, cover.gap});
    owed[account] -= amount;
  }

  /// Records [first, last] as the body of a journal group.
  base::ByteBuffer body(Sequence first, Sequence last) const {
    base::ByteBuffer command;
    protocol::encode_framed(command, protocol::ApproveListing{});
    base::ByteBuffer out;
    for (Sequence at = first; at <= last; ++at) {
      protocol::write_request(out, {{at, at}, protocol::Sender::staff(1), 0, command.view()});
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

  void add(AnyEvent event) {
    events.emplace_back(std::move(event));
    std::visit([&](auto& told) { say(told); }, *events.back());
  }

 protected:
  /// Words of its own with each event that has room for some.
  template <class Event>
  void say(Event& event) {
    std::string* words = nullptr;
    if constexpr (requires { event.memo; }) {
      words = &event.memo;
    } else if constexpr (requires { event.reason; }) {
      words = &event.reason;
    }
    if (words == nullptr) return;
    if (words->empty()) *words = "as was said of " + std::to_string(last_sequence());
    said[last_sequence()] = *words;
    if constexpr (std::is_same_v<Event, protocol::DepositBounced>) {
      said_of[last_sequence()] = event.account;
    } else if constexpr (std::is_same_v<Event, protocol::PaymentReversed>) {
      said_of[last_sequence()] = event.taken.payer;
    }
  }
  void line(AccountId account, FactKind kind, Amount posted, Amount held,
            std::optional<std::uint32_t> bid = std::nullopt) {
    lines.at(account).push_back({last_sequence(), kind, bid, posted, held});
  }
  Amount sum(AccountId account, Amount ExpectedLine::* part) const {
    Amount sum;
    for (const ExpectedLine& line : lines.at(account)) sum += line.*part;
    return sum;
  }
  void line_of_some(AccountId account, FactKind kind, Amount posted) {
    if (posted != Amount{}) line(account, kind, posted, {});
  }
  void lines_of_some(const std::map<AccountId, Amount>& posted, FactKind kind) {
    for (const auto& [account, amount] : posted) line_of_some(account, kind, amount);
  }
  /// How much more than it has `amount` is.
  Amount lacking(AccountId account, Amount amount) const {
    return std::max(Amount{}, amount - std::max(Amount{}, available(account)));
  }
  /// Own money first, then the gap; what is left of own money closes it.
  protocol::Cover cover_of(Amount lacks, Amount own_more = {}) const {
    const Amount open = lacks - balance(gap);
    const Amount own = std::min(balance(own_money) + own_more, open);
    if (own == Amount{} && lacks == Amount{}) return {};
    return {own_money, own, gap, lacks - own};
  }
  void stand_in(FactKind kind, const protocol::Cover& cover) {
    line_of_some(own_money, kind, -cover.own);
    line_of_some(gap, kind, -cover.gap);
  }

 private:
  std::uint64_t accounts_ = 0;
  std::uint64_t withdrawals_ = 0;
};

}  // namespace tributary::books
