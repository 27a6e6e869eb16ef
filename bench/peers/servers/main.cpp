#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <set>

#include "base/flags.hpp"
#include "bench/child.hpp"
#include "bench/interruption.hpp"
#include "bench/peers/peers_report.hpp"
#include "bench/peers/servers/forms.hpp"
#include "bench/progress.hpp"
#include "bench/room.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::bench::peers {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view usage_text =
    R"(usage: ./dev bench peers [OPTIONS]

  --work A,B      these works alone, of: bids, rush, mix, payout
  --peers A,B     these alone beside ours: beginnings of the keys below
  --rounds N      how often the forms take turns (3)
  --quick         small sizes: seconds instead of minutes; shows that it works, and nothing else
  --json FILE     everything as one JSON object besides
  --chart FILE    a chart as SVG besides
  --from FILE     shows what --json wrote, without measuring
  --folder DIR    where data is kept while measuring, on the disk to be measured (/var/tmp)
  --program FILE  the tributary to start

Keys:
)";

struct Wishes {
  bool help = false;
  bool quick = false;
  std::string json;
  std::string chart;
  std::string from;
  std::string folder;
  std::string program;
  Wanted wanted;
};

std::vector<Work> works_of(const std::string& text) {
  std::vector<Work> works;
  for (const std::string_view word : base::words_between_commas(text)) {
    Work work{};
    if (!boost::describe::enum_from_string(std::string(word).c_str(), work)) {
      throw base::FlagError("there is no work '" + std::string(word) + "'");
    }
    works.push_back(work);
  }
  return works;
}

std::vector<Form> forms_of(const std::string& text) {
  std::vector<Form> forms = all_forms();
  if (text.empty()) return forms;
  const std::vector<std::string_view> starts = base::words_between_commas(text);
  std::erase_if(forms, [&](const Form& form) {
    return !form.ours && std::ranges::none_of(starts, [&](std::string_view start) {
      return form.key.starts_with(start);
    });
  });
  return forms;
}

/// The platform of the same build.
fs::path built_beside() {
  return fs::read_symlink("/proc/self/exe").parent_path() / "../../../tributary";
}

Wishes wishes_of(std::span<const std::string_view> args) {
  base::Flags flags(args);
  Wishes wishes;
  wishes.help = flags.has("--help");
  wishes.quick = flags.has("--quick");
  wishes.json = flags.text("--json", "");
  wishes.chart = flags.text("--chart", "");
  wishes.from = flags.text("--from", "");
  wishes.folder = flags.text("--folder", "/var/tmp");
  wishes.program = flags.text("--program", built_beside().string());
  wishes.wanted.works = works_of(flags.text("--work", "bids,rush,mix,payout"));
  wishes.wanted.forms = forms_of(flags.text("--peers", ""));
  wishes.wanted.rounds = static_cast<unsigned>(flags.number("--rounds", wishes.quick ? 1 : 3));
  if (wishes.wanted.rounds == 0) throw base::FlagError("--rounds wants one at least");
  if (wishes.quick) wishes.wanted.scale = Scale::quick();
  flags.finish();
  return wishes;
}

std::string usage() {
  std::string text(usage_text);
  for (const Form& form : all_forms()) {
    text += "  " + form.key + std::string(34 - form.key.size(), ' ') + form.name + '\n';
  }
  return text;
}

std::string first_line_of(const std::vector<std::string>& words) {
  Child child = Child::program(words);
  std::string line = child.read_line().value_or("");
  child.wait();
  return line;
}

/// Root's folders are closed; PostgreSQL runs as another user and has to pass through.
void open_to_others(const fs::path& folder) {
  if (::geteuid() == 0) fs::permissions(folder, fs::perms(0711));
}

/// The disk in words: its device and file system.
std::string disk_of(const fs::path& folder) {
  const std::string path = fs::canonical(folder).string() + '/';
  std::ifstream mounts("/proc/self/mounts");
  std::string device;
  std::string point;
  std::string kind;
  std::string rest;
  std::string words;
  std::size_t longest = 0;
  while (mounts >> device >> point >> kind && std::getline(mounts, rest)) {
    if (!point.ends_with('/')) point += '/';
    if (point.size() < longest || !path.starts_with(point)) continue;
    longest = point.size();
    words = kind + " on " + device;
  }
  return "Disk: " + words;
}

PeersReport measure(const Wishes& wishes) {
  constexpr std::uintmax_t gib_needed = 16;
  const store::TemporaryFolder folder(wishes.folder);
  if (!wishes.quick) require_room(folder.path(), gib_needed);
  open_to_others(folder.path());
  PeersReport report{
      .machine = machine_of(folder.path()), .quick = wishes.quick, .rounds = wishes.wanted.rounds};
  report.versions = {first_line_of({"/usr/sbin/mariadbd", "--version"}),
                     first_line_of({"/usr/lib/postgresql/15/bin/postgres", "--version"}),
                     first_line_of({"/usr/bin/redis-server", "--version"}),
                     first_line_of({"/usr/bin/memcached", "--version"})};
  report.settings = {disk_of(folder.path())};
  std::set<std::string> settings;
  std::set<std::string> lacks;
  for (const Form& form : wishes.wanted.forms) {
    if (settings.insert(form.settings).second) report.settings.push_back(form.settings);
    if (!form.lacks.empty() && lacks.insert(form.lacks).second) report.lacks.push_back(form.lacks);
  }
  std::optional<Progress> progress;
  std::optional<Work> shown;
  const auto say = [&](Work work, std::size_t done, std::size_t total, const std::string& what) {
    if (shown != work) {
      shown = work;
      const auto& works = wishes.wanted.works;
      const auto place = std::ranges::find(works, work) - works.begin() + 1;
      progress.reset();  // its last word comes before the first of the next
      progress.emplace(boost::describe::enum_to_string(work, ""), static_cast<unsigned>(place),
                       static_cast<unsigned>(works.size()));
    }
    progress->step(std::to_string(done + 1) + '/' + std::to_string(total) + ' ' + what);
  };
  report.rows = compare(wishes.wanted, {folder.path(), wishes.program}, say);
  return report;
}

PeersReport read(const std::string& file) {
  std::ifstream in(file);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  if (!in) throw std::runtime_error("cannot read " + file);
  return report_of(boost::json::parse(text).as_object());
}

void write_file(const std::string& file, const std::string& text) {
  std::ofstream out(file, std::ios::trunc);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + file);
}

/// A form that failed, or one whose books are wrong and should not be, or right and should not be.
bool surprises(const Row& row) {
  return !row.measured() || row.faults.empty() == (row.group == Group::control);
}

int run(std::span<const std::string_view> args) {
  try {
    const Wishes wishes = wishes_of(args);
    if (wishes.help) {
      std::cout << usage();
      return 0;
    }
    expect_interruption();
    const PeersReport report = wishes.from.empty() ? measure(wishes) : read(wishes.from);
    std::cout << '\n' << text_of(report, wishes.wanted.scale) << std::flush;
    if (!wishes.json.empty()) {
      write_file(wishes.json, boost::json::serialize(json_of(report)) + '\n');
    }
    if (!wishes.chart.empty()) write_file(wishes.chart, chart_of(report));
    return std::ranges::any_of(report.rows, surprises) ? 1 : 0;
  } catch (const base::FlagError& fault) {
    std::cerr << fault.what() << "\n\n" << usage();
    return 2;
  } catch (const Interrupted&) {
    std::cerr << "\ninterrupted\n";
    return 130;
  } catch (const std::exception& fault) {
    std::cerr << '\n' << fault.what() << '\n';
    return 1;
  }
}

}  // namespace
}  // namespace tributary::bench::peers

int main(int count, char** words) {
  const std::vector<std::string_view> args(words + 1, words + count);
  return tributary::bench::peers::run(args);
}
