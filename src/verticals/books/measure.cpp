#include "verticals/books/measure.hpp"

#include <algorithm>
#include <chrono>

#include "base/hash.hpp"
#include "store/transaction.hpp"
#include "verticals/books/books.hpp"
#include "verticals/books/earned.hpp"
#include "verticals/books/holdings.hpp"
#include "verticals/books/statement.hpp"
#include "verticals/books/workload.hpp"

namespace tributary::books {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t records_per_group = 1'000;
constexpr std::uint64_t groups_per_transaction = 20;
constexpr std::uint64_t reads = 2'000;
constexpr std::size_t lines_per_read = 20;

double us_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
}

/// A file with books in it, written as a Runner does.
class File {
 public:
  explicit File(const std::string& url) : database_(url, {.durability = store::Durability::off}) {
    store::Transaction transaction(database_);
    database_.execute("CREATE TABLE follow_state (cursor INTEGER NOT NULL)");
    database_.execute("INSERT INTO follow_state (cursor) VALUES (0)");
    books_.create(database_);
    transaction.commit();
    books_.load(database_);
  }

  void enter(const std::vector<journal::Group>& groups) {
    for (const journal::Group& group : groups) books_.group(group);
    store::Transaction transaction(database_);
    books_.flush(database_);
    database_.statement("UPDATE follow_state SET cursor = $1")
        .run(groups.back().header.last_sequence());
    transaction.commit();
  }

  double start_ms() {
    const auto begin = Clock::now();
    Books().load(database_);
    return us_since(begin) / 1'000;
  }

 private:
  store::Database database_;
  Books books_;
};

/// Enters about `events` events; returns how many, and the time it took.
std::pair<std::uint64_t, double> enter(File& file, Workload& workload, std::uint64_t events) {
  std::uint64_t entered = 0;
  double us = 0;
  while (entered < events) {
    std::vector<journal::Group> groups;
    for (std::uint64_t n = 0; n < groups_per_transaction; ++n) {
      groups.push_back(workload.next_group(records_per_group));
      entered += groups.back().header.record_count;
    }
    const auto begin = Clock::now();
    file.enter(groups);
    us += us_since(begin);
  }
  return {entered, us};
}

ReadTimes times_of(std::vector<double> us) {
  std::ranges::sort(us);
  return {us[us.size() / 2], us[us.size() * 99 / 100]};
}

template <class Read>
ReadTimes measure_reads(const std::string& url, const Workload& workload, Read&& read) {
  Connection reader(url);
  {
    Snapshot first(reader);
  }
  std::vector<double> times;
  for (std::uint64_t n = 0; n < reads; ++n) {
    const auto begin = Clock::now();
    Snapshot books(reader);
    read(books, workload.member(base::mix(n) % workload.members()));
    times.push_back(us_since(begin));
  }
  return times_of(std::move(times));
}

/// The first page of each business day there was.
ReadTimes measure_days(Connection& reader, AccountId member, std::size_t lines_per_page) {
  constexpr int rounds = 20;
  std::vector<double> times;
  for (Date day = Snapshot(reader).newest_day().value().day;; day = day + -1) {
    for (int round = 0; round < rounds; ++round) {
      const auto begin = Clock::now();
      Snapshot books(reader);
      const auto page = statement(books, member, Period{day, day}, std::nullopt, lines_per_page);
      times.push_back(us_since(begin));
      if (!page) throw BooksDamaged("a page of a day was refused");
      if (page->opening == Standing{}) return times_of(std::move(times));
    }
  }
}

}  // namespace

ProjectionFigures measure_projection(const std::filesystem::path& folder,
                                     std::uint64_t events_behind, std::uint64_t events,
                                     std::uint64_t members) {
  const std::filesystem::path path = folder / "books.db";
  const std::string url = "sqlite:" + path.string();
  File file(url);
  Workload workload(members);
  ProjectionFigures figures;
  figures.events_behind = enter(file, workload, std::max<std::uint64_t>(events_behind, 1)).first;
  const auto [entered, us] = enter(file, workload, events);
  figures.events_per_s = static_cast<double>(entered) / us * 1e6;
  figures.file_bytes_per_event = static_cast<double>(std::filesystem::file_size(path)) /
                                 static_cast<double>(figures.events_behind + entered);
  figures.start_ms = file.start_ms();
  figures.newest_bids = measure_reads(url, workload, [](Snapshot& books, AccountId account) {
    static_cast<void>(bids_of(books, account, std::nullopt, lines_per_read));
  });
  figures.newest_statement = measure_reads(url, workload, [](Snapshot& books, AccountId account) {
    static_cast<void>(statement(books, account, std::nullopt, lines_per_read));
  });
  return figures;
}

StatementFigures measure_statement(const std::filesystem::path& folder, std::uint64_t bids,
                                   std::uint32_t bids_per_loan) {
  constexpr std::size_t lines_per_page = 50;
  const std::string url = "sqlite:" + (folder / "books.db").string();
  File file(url);
  Workload workload(1, 1'000, bids_per_loan);
  const AccountId member = workload.member(0);
  Connection reader(url);
  while (Snapshot(reader).head(member).bids < bids) {
    workload.begin_day();
    enter(file, workload, 1);
  }

  StatementFigures figures;
  figures.newest = measure_reads(url, workload, [](Snapshot& books, AccountId account) {
    static_cast<void>(statement(books, account, std::nullopt, lines_per_page));
  });
  std::vector<double> times;
  std::optional<StatementCursor> after;
  do {
    const auto begin = Clock::now();
    Snapshot books(reader);
    const auto page = statement(books, member, after, lines_per_page);
    times.push_back(us_since(begin));
    if (!page) throw BooksDamaged("a page of the statement was refused");
    figures.lines += page->lines.size();
    after = page->next;
  } while (after);
  figures.any = times_of(std::move(times));
  figures.period = measure_days(reader, member, lines_per_page);
  figures.earned = measure_reads(url, workload, [](Snapshot& books, AccountId account) {
    static_cast<void>(earned_by(books, account));
  });
  return figures;
}

}  // namespace tributary::books
