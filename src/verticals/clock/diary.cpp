#include "verticals/clock/diary.hpp"

#include "protocol/request_key.hpp"
#include "verticals/clock/holidays.hpp"
#include "verticals/clock/sum_column.hpp"

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
  database.execute(
      "CREATE TABLE clock_day (day INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, "
      "time INTEGER NOT NULL);"
      "CREATE TABLE clock_item (sequence INTEGER PRIMARY KEY, time INTEGER NOT NULL, "
      "day INTEGER NOT NULL, kind INTEGER NOT NULL, loan INTEGER NOT NULL, "
      "account INTEGER NOT NULL, posting INTEGER NOT NULL, period INTEGER NOT NULL, "
      "amount INTEGER NOT NULL, refusal INTEGER NOT NULL, round TEXT NOT NULL);"
      "CREATE TABLE clock_tally (day INTEGER NOT NULL, kind INTEGER NOT NULL, "
      "currency INTEGER NOT NULL, refusal INTEGER NOT NULL, items INTEGER NOT NULL, "
      "amount TEXT NOT NULL, PRIMARY KEY (day, kind, currency, refusal));"
      "CREATE TABLE clock_loan_currency (loan INTEGER PRIMARY KEY, currency INTEGER NOT NULL);"
      "CREATE TABLE clock_account_currency (account INTEGER PRIMARY KEY, "
      "currency INTEGER NOT NULL);"
      "CREATE TABLE clock_calendar (id INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, "
      "digest TEXT NOT NULL, source TEXT NOT NULL, by_timers INTEGER NOT NULL)");
}

void Diary::load(store::Database& database) {
  store::Statement last = database.prepare("SELECT max(day) FROM clock_day");
  last.step();
  if (!last.is_null(0)) day_ = {static_cast<std::int32_t>(last.integer(0))};
  store::Statement loans = database.prepare("SELECT loan, currency FROM clock_loan_currency");
  while (loans.step()) {
    loans_[{static_cast<std::uint64_t>(loans.integer(0))}] =
        static_cast<Currency>(loans.integer(1));
  }
  store::Statement accounts =
      database.prepare("SELECT account, currency FROM clock_account_currency");
  while (accounts.step()) {
    accounts_[{static_cast<std::uint64_t>(accounts.integer(0))}] =
        static_cast<Currency>(accounts.integer(1));
  }
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
    calendar_ = {sequence, digest_of(set), set.source.text,
                 record.sender.actor == timers_agent.actor};
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
    loans_noted_.emplace_back(listed.loan, listed.currency);
  } else if (record.event.number == protocol::AccountOpened::number) {
    const auto opened = protocol::decode_fields<protocol::AccountOpened>(record.event.fields);
    if (opened.currency == Currency::CNY) return;
    accounts_[opened.account] = opened.currency;
    accounts_noted_.emplace_back(opened.account, opened.currency);
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
  Tally& tally = tallies_[{item.day, item.kind, item.currency, item.refusal}];
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

void Diary::flush(store::Database& database) {
  store::Statement& day =
      database.statement("INSERT INTO clock_day (day, sequence, time) VALUES ($1, $2, $3)");
  for (const BegunDay& begun : days_) day.run(begun.day.days, begun.sequence, begun.time.ms);
  days_.clear();

  store::Statement& insert = database.statement(
      "INSERT INTO clock_item (sequence, time, day, kind, loan, account, posting, period, amount, "
      "refusal, round) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
  for (const DiaryItem& item : items_) {
    insert.run(item.sequence, item.time.ms, item.day.days, static_cast<int>(item.kind),
               item.loan.value, item.account.value, item.posting.value, item.period,
               item.amount.minor, protocol::number_of(item.refusal), std::string_view(item.round));
  }
  items_.clear();

  // Added up here: a database would make an inexact number of what leaves 64 bits.
  store::Statement& kept = database.statement(
      "SELECT items, amount FROM clock_tally "
      "WHERE day = $1 AND kind = $2 AND currency = $3 AND refusal = $4");
  store::Statement& keep = database.statement(
      "INSERT INTO clock_tally (day, kind, currency, refusal, items, amount) "
      "VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (day, kind, currency, refusal) DO UPDATE SET items = excluded.items, "
      "amount = excluded.amount");
  for (auto& [key, tally] : tallies_) {
    kept.bind(key.day.days, static_cast<int>(key.kind), static_cast<int>(key.currency),
              protocol::number_of(key.refusal));
    if (kept.step()) {
      tally.items += kept.integer(0);
      tally.amount += read_sum(kept, 1);
    }
    kept.reset();
    keep.run(key.day.days, static_cast<int>(key.kind), static_cast<int>(key.currency),
             protocol::number_of(key.refusal), tally.items, to_string(tally.amount));
  }
  tallies_.clear();

  store::Statement& loan =
      database.statement("INSERT INTO clock_loan_currency (loan, currency) VALUES ($1, $2)");
  for (const auto& [id, currency] : loans_noted_) loan.run(id.value, static_cast<int>(currency));
  loans_noted_.clear();
  store::Statement& account =
      database.statement("INSERT INTO clock_account_currency (account, currency) VALUES ($1, $2)");
  for (const auto& [id, currency] : accounts_noted_) {
    account.run(id.value, static_cast<int>(currency));
  }
  accounts_noted_.clear();

  if (!calendar_) return;
  database
      .statement(
          "INSERT INTO clock_calendar (id, sequence, digest, source, by_timers) "
          "VALUES (1, $1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, "
          "digest = excluded.digest, source = excluded.source, by_timers = excluded.by_timers")
      .run(calendar_->sequence, std::string_view(calendar_->digest),
           std::string_view(calendar_->source), calendar_->by_timers ? 1 : 0);
  calendar_.reset();
}

}  // namespace tributary::clock
