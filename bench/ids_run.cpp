#include <algorithm>

#include "base/hash.hpp"
#include "bench/runs.hpp"
#include "bench/stopwatch.hpp"
#include "request_index/request_index.hpp"
#include "ring/ordered_requests.hpp"

namespace tributary::bench {
namespace {

using protocol::KnownRequest;
using request_index::IndexFileWriter;
using request_index::RequestIndex;

constexpr request_index::PlatformId platform{};

/// As even as digests are.
KnownRequest request_at(protocol::Sequence sequence) {
  return {{base::mix(2 * sequence + 1), base::mix(sequence + (std::uint64_t{1} << 62))},
          base::mix(sequence),
          sequence};
}

RequestIndex::Options options() {
  return {.is_of_journal = [](protocol::Sequence, const auto&) { return true; }};
}

/// Nanoseconds of this thread, and how many ids they were spent on.
struct Cost {
  std::uint64_t ns = 0;
  std::uint64_t ids = 0;
  double us_an_id() const { return static_cast<double>(ns) / 1e3 / static_cast<double>(ids); }
};

struct Built {
  Cost writing;
  Cost merging;  ///< of all ids, however often they were merged
};

/// A generation after the other, merged whenever there is something to merge.
Built build(Bench& bench, RequestIndex& index, std::uint64_t ids, std::uint64_t generation) {
  Built built;
  for (protocol::Sequence first = 1; first <= ids; first += generation) {
    bench.progress.step(std::to_string(first - 1) + " ids");
    const protocol::Sequence last = std::min(first + generation - 1, ids);
    engine::RequestTable table(last - first + 1);
    for (auto sequence = first; sequence <= last; ++sequence) table.insert(request_at(sequence));
    const std::uint64_t start = thread_cpu_ns();
    const auto ordered = ring::ordered_behind(table, 0);
    index.put_in({index.write({first, last}, {}, ordered.size(), [&](IndexFileWriter& writer) {
      for (const KnownRequest& request : ordered) writer.add(request);
    })});
    const std::uint64_t written = thread_cpu_ns();
    while (index.merge_some()) {
    }
    built.writing.ns += written - start;
    built.merging.ns += thread_cpu_ns() - written;
  }
  built.writing.ids = built.merging.ids = ids;
  return built;
}

/// A slice at a time, as the pipeline asks. `maybes` grows by those that would go aside.
Round ask_for_new(const request_index::FileSet& files, std::uint64_t first, std::uint64_t count,
                  std::uint64_t& maybes) {
  constexpr std::uint64_t slice = 512;
  std::vector<protocol::RequestKey> keys;
  for (std::uint64_t i = 0; i < count; ++i) keys.push_back(request_at(first + i).key);
  std::vector<std::uint8_t> maybe(slice);
  const std::uint64_t start = thread_cpu_ns();
  for (std::uint64_t from = 0; from + slice <= count; from += slice) {
    std::ranges::fill(maybe, 0);
    files.screen(std::span(keys).subspan(from, slice), maybe);
    maybes += static_cast<std::uint64_t>(std::ranges::count_if(maybe, [](auto is) { return is; }));
  }
  return {.value = static_cast<double>(count) * 1e9 / static_cast<double>(thread_cpu_ns() - start)};
}

Round ask_for_old(const request_index::FileSet& files, std::uint64_t ids, std::uint64_t count,
                  std::uint64_t seed) {
  Histogram histogram;
  const std::uint64_t start = now_ns();
  for (std::uint64_t i = 0; i < count; ++i) {
    const protocol::Sequence sequence = 1 + base::mix(seed + i) % ids;
    const std::uint64_t before = now_ns();
    const auto found = files.find(request_at(sequence).key);
    histogram.add(now_ns() - before);
    if (!found || found->sequence != sequence) throw std::runtime_error("an old id is not known");
  }
  return {.value = static_cast<double>(count) / seconds_since(start),
          .latency = latency_of(histogram)};
}

}  // namespace

void measure_ids(Bench& bench) {
  const std::uint64_t ids = bench.size(100'000'000ULL, 400'000ULL);
  const std::uint64_t generation = bench.size(2'097'152ULL, 20'000ULL);
  const std::string known = std::to_string(ids) + " ids known";
  Built built;
  {
    RequestIndex index(bench.folder, platform, options());
    built = build(bench, index, ids, generation);
  }
  std::vector<Round> opened;
  std::vector<Round> loaded;
  std::vector<Round> asked_new;
  std::vector<Round> asked_old;
  std::uint64_t maybes = 0;
  std::uint64_t asked = 0;
  std::string files_words;
  double bits = 0;
  for (unsigned round = 0; round < bench.rounds(); ++round) {
    bench.progress.step("round " + std::to_string(round + 1));
    const std::uint64_t start = now_ns();
    RequestIndex index(bench.folder, platform, options());
    opened.push_back({.value = seconds_since(start) * 1e3});
    while (index.load_some()) {
    }
    loaded.push_back({.value = seconds_since(start)});
    const auto files = index.files();
    files_words = known + " in " + std::to_string(files->files.size()) + " files";
    bits = 8 * static_cast<double>(files->memory_bytes()) / static_cast<double>(ids);
    const std::uint64_t count = bench.size(4'000'000ULL, 40'960ULL);
    asked_new.push_back(ask_for_new(*files, ids + 1 + round * count, count, maybes));
    asked += count;
    asked_old.push_back(ask_for_old(*files, ids, bench.size(200'000ULL, 2'000ULL), round));
  }
  const auto figure = [&](Figure about, std::vector<Round> rounds) {
    bench.figures.push_back(with_rounds(std::move(about), std::move(rounds)));
  };
  figure({.key = "ids_memory_bits",
          .name = "old request ids, memory each",
          .unit = "bits",
          .counts = "bits of filters in memory for one id, " + files_words},
         {{.value = bits}});
  figure({.key = "ids_new_per_s",
          .name = "new ids told from old ones",
          .unit = "/s",
          .counts = "keys asked for in slices of 512, none of them known, filters in memory, a "
                    "second of processor time, " +
                    files_words},
         std::move(asked_new));
  figure({.key = "ids_maybe_percent",
          .name = "new ids that go aside",
          .unit = "%",
          .counts = "of new keys, those that a filter could not exclude, " + files_words},
         {{.value = 100 * static_cast<double>(maybes) / static_cast<double>(asked)}});
  figure({.key = "ids_old_per_s",
          .name = "old ids found",
          .unit = "/s",
          .counts = "keys looked up one after the other, one thread, pages from the system's "
                    "cache or the disk, " +
                    files_words},
         std::move(asked_old));
  figure({.key = "ids_write_us",
          .name = "an id written",
          .unit = "us",
          .counts = "processor time to sort and write an id of a closed generation"},
         {{.value = built.writing.us_an_id()}});
  figure({.key = "ids_merge_us",
          .name = "an id merged",
          .unit = "us",
          .counts = "processor time of all merges for each id, until " + files_words},
         {{.value = built.merging.us_an_id()}});
  figure({.key = "ids_open_ms",
          .name = "index opened",
          .unit = "ms",
          .counts = "until the first id can be asked for, by headers alone, " + files_words},
         std::move(opened));
  figure({.key = "ids_load_s",
          .name = "index loaded",
          .unit = "s",
          .counts = "until every filter is in memory and proved, one thread, " + files_words},
         std::move(loaded));
}

}  // namespace tributary::bench
