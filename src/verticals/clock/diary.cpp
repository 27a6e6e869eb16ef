#include "verticals/clock/diary.hpp"

#include "protocol/request_key.hpp"
#include "verticals/clock/holidays.hpp"

namespace tributary::clock {

using protocol::Refusal;

namespace {

constexpr int rounds_tried = 100;  ///< of each kind of name
constexpr std::uint32_t periods_tried = 600;

// What each command is, as an item; nothing for one that is none.

std::optional<DiaryItem> item_of(const protocol::OpenListing& sent) {
  return DiaryItem{.kind = WorkKind::open_listing, .loan = sent.loan};
}
std::optional<DiaryItem> item_of(const protocol::FailListing& sent) {
  return DiaryItem{.kind = WorkKind::fail_listing, .loan = sent.loan};
}
std::optional<DiaryItem> item_of(const protocol::RemindInstalment& sent) {
  return DiaryItem{.day = sent.on,
                   .kind = WorkKind::remind_instalment,
                   .loan = sent.loan,
                   .period = sent.period};
}
std::optional<DiaryItem> item_of(const protocol::AssessLateInterest& sent) {
  return DiaryItem{.day = sent.on, .kind = WorkKind::assess_late_interest, .loan = sent.loan};
}
std::optional<DiaryItem> item_of(const protocol::CollectInstalment& sent) {
  return DiaryItem{.day = sent.on,
                   .kind = WorkKind::collect_instalment,
                   .loan = sent.loan,
                   .period = sent.period,
                   .amount = sent.amount.value_or(Amount{})};
}
std::optional<DiaryItem> item_of(const protocol::CompensateLoan& sent) {
  return DiaryItem{.day = sent.on, .kind = WorkKind::compensate_loan, .loan = sent.loan};
}
std::optional<DiaryItem> item_of(const protocol::WriteOffLoan& sent) {
  return DiaryItem{.day = sent.on, .kind = WorkKind::write_off_loan, .loan = sent.loan};
}
std::optional<DiaryItem> item_of(const protocol::CollectReceivable& sent) {
  return DiaryItem{.kind = WorkKind::collect_receivable, .account = sent.account};
}
std::optional<DiaryItem> item_of(const protocol::ContinueBounce& sent) {
  return DiaryItem{.kind = WorkKind::continue_bounce, .posting = sent.posting};
}
template <class Command>
std::optional<DiaryItem> item_of(const Command&) {
  return std::nullopt;
}

// What an event moved or charged.

Amount sum_of(const protocol::InstalmentParts& parts) {
  return parts.principal + parts.interest + parts.late_interest;
}
Amount sum_of(const protocol::PaidTotals& paid) {
  return paid.principal + paid.interest + paid.compensation + paid.late_interest;
}
Amount amount_of(const protocol::ListingFailed& event) { return event.released; }
Amount amount_of(const protocol::InstalmentReminded& event) { return event.amount; }
Amount amount_of(const protocol::LateInterestAssessed& event) {
  Amount charged;
  for (const protocol::LateCharge& charge : event.charges) {
    charged = charged + charge.interest + charge.fee;
  }
  return charged;
}
Amount amount_of(const protocol::InstalmentCollected& event) {
  return sum_of(event.parts) + event.service_fee + event.late_fee + event.guarantee_fee;
}
Amount amount_of(const protocol::LoanCompensated& event) {
  return sum_of(event.paid_after) - sum_of(event.paid_before);
}
Amount amount_of(const protocol::LoanWrittenOff& event) {
  return sum_of(event.owed) + event.fees_owed;
}
Amount amount_of(const protocol::ReceivableCollected& event) { return event.amount; }
Amount amount_of(const protocol::BounceContinued& event) { return event.amount; }
template <class Event>
Amount amount_of(const Event&) {
  return {};
}

/// From which period on late interest was assessed.
std::uint32_t first_charged(const protocol::LateInterestAssessed& event) {
  return event.charges.empty() ? 0 : event.charges.front().period;
}
template <class Event>
std::uint32_t first_charged(const Event&) {
  return 0;
}

/// Whose money it is, where the command names neither loan nor account.
AccountId account_of(const protocol::BounceContinued& event) { return event.account; }
template <class Event>
AccountId account_of(const Event&) {
  return {};
}

}  // namespace

void Diary::create(store::Database& database) {
  for (const std::string& table :
       {rows::create_table<DiaryItem>(), rows::create_table<DiaryDay>(),
        rows::create_table<DiaryTally>(), rows::create_table<LoanCurrency>(),
        rows::create_table<AccountCurrency>(), rows::create_table<DiaryCalendar>()}) {
    database.execute(table);
  }
}

void Diary::load(store::Database& database) {
  tables_.emplace(database);
  store::Statement last = database.prepare("SELECT max(day) FROM clock_day");
  last.step();
  if (!last.is_null(0)) day_ = {static_cast<std::int32_t>(last.integer(0))};
  rows::for_each_row<LoanCurrency>(
      database, [this](const LoanCurrency& row) { loans_[row.loan] = row.currency; });
  rows::for_each_row<AccountCurrency>(
      database, [this](const AccountCurrency& row) { accounts_[row.account] = row.currency; });
}

void Diary::group(const journal::Group& group) {
  protocol::Reader body(group.body);
  const protocol::Time time{group.header.time_ms};
  for (protocol::Sequence sequence = group.header.first_sequence; !body.done(); ++sequence) {
    enter(sequence, time, protocol::read_record(body));
  }
}

void Diary::enter(protocol::Sequence sequence, protocol::Time time,
                  const protocol::Record& record) {
  const bool accepted = record.refusal == Refusal::none;
  if (accepted && record.event.number == protocol::BusinessDayBegan::number) {
    day_ = protocol::decode_fields<protocol::BusinessDayBegan>(record.event.fields).on;
    days_.push_back({day_, sequence, time});
    return;
  }
  if (accepted && record.event.number == protocol::CalendarSet::number) {
    const auto set = protocol::decode_fields<protocol::SetCalendar>(record.command.fields);
    calendar_ = DiaryCalendar{.sequence = sequence,
                              .digest = digest_of(set),
                              .source = set.source.text,
                              .by_timers = record.sender.actor == timers_agent.actor};
    return;
  }
  if (accepted) note_currency(record);
  if (record.sender.actor != timers_agent.actor) return;
  protocol::visit_frame<protocol::Commands>(record.command, [&](const auto& sent) {
    if (auto item = item_of(sent)) {
      item->sequence = sequence;
      item->time = time;
      enter_item(std::move(*item), record);
    }
  });
}

void Diary::note_currency(const protocol::Record& record) {
  if (record.event.number == protocol::ListingCreated::number) {
    const auto listed = protocol::decode_fields<protocol::ListingCreated>(record.event.fields);
    if (listed.currency == Currency::CNY) return;
    loans_[listed.loan] = listed.currency;
    loans_noted_.push_back({listed.loan, listed.currency});
  } else if (record.event.number == protocol::AccountOpened::number) {
    const auto opened = protocol::decode_fields<protocol::AccountOpened>(record.event.fields);
    if (opened.currency == Currency::CNY) return;
    accounts_[opened.account] = opened.currency;
    accounts_noted_.push_back({opened.account, opened.currency});
  }
}

Currency Diary::currency_of(LoanId loan, AccountId account) const {
  if (const auto found = loans_.find(loan); found != loans_.end()) return found->second;
  const auto found = accounts_.find(account);
  return found == accounts_.end() ? Currency::CNY : found->second;
}

void Diary::enter_item(DiaryItem item, const protocol::Record& record) {
  if (item.day == Date{}) item.day = day_;
  item.refusal = record.refusal;
  AccountId payer = item.account;
  if (record.refusal == Refusal::none) {
    protocol::visit_frame<protocol::Events>(record.event, [&](const auto& event) {
      item.amount = amount_of(event);
      if (item.period == 0) item.period = first_charged(event);
      if (!item.loan && !item.account) payer = account_of(event);
    });
  }
  item.currency = currency_of(item.loan, payer);
  item.round = round_of(item, record.key);
  const TallyKey key{item.day, item.kind, item.currency, item.refusal};
  DiaryTally& tally =
      tallies_.try_emplace(key, item.day, item.kind, item.currency, item.refusal).first->second;
  ++tally.items;
  tally.amount += item.amount;
  items_.push_back(std::move(item));
}

std::string Diary::round_of(const DiaryItem& item, protocol::RequestKey key) {
  TaskKey task{item.kind, {}, item.loan, item.account, item.period};
  const auto is = [&](const std::string& round) {
    return protocol::request_key(timers_agent.actor, task_id(task, item.day, round)) == key;
  };
  // Of these, no id names a round.
  if (item.kind == WorkKind::remind_instalment || item.kind == WorkKind::continue_bounce) return {};
  if (is(last_round_)) return last_round_;
  if (item.kind == WorkKind::assess_late_interest && item.period == 0) {
    // A refusal does not say from which period on.
    for (task.period = 1; task.period <= periods_tried; ++task.period) {
      if (is(last_round_)) return last_round_;
    }
    return "retry";
  }
  for (int i = 0; i < rounds_tried; ++i) {
    for (const char* prefix : {"r", "m"}) {
      std::string round = prefix + std::to_string(i);
      if (is(round)) return last_round_ = round;
    }
  }
  return "retry";
}

void Diary::flush(store::Database&) {
  for (const DiaryDay& day : days_) tables_->days.insert(day);
  for (const DiaryItem& item : items_) tables_->items.insert(item);
  for (auto& [key, tally] : tallies_) {
    // Added up here: a database would make an inexact number of what leaves 64 bits.
    if (const auto kept = std::apply(
            [this](const auto&... keys) { return tables_->tallies.find(keys...); }, key)) {
      tally.items += kept->items;
      tally.amount += kept->amount;
    }
    tables_->tallies.save(tally);
  }
  for (const LoanCurrency& row : loans_noted_) tables_->loans.insert(row);
  for (const AccountCurrency& row : accounts_noted_) tables_->accounts.insert(row);
  if (calendar_) tables_->calendar.save(*calendar_);
  days_.clear();
  items_.clear();
  tallies_.clear();
  loans_noted_.clear();
  accounts_noted_.clear();
  calendar_.reset();
}

}  // namespace tributary::clock
