#include <algorithm>
#include <cmath>
#include <cstdio>

#include "bench/peers/peers_report.hpp"
#include "bench/table.hpp"

namespace tributary::bench::peers {
namespace {

constexpr int width = 1080;
constexpr int names_width = 430;
constexpr int bars_width = 420;
constexpr int line_height = 22;
constexpr int bar_height = 14;
constexpr int title_height = 44;
constexpr int margin = 20;

// Colours that hold on a light and on a dark page.
constexpr const char* our_colour = "#1f8a70";
constexpr const char* their_colour = "#7a8594";
constexpr const char* not_durable_colour = "#c9a227";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
  return out;
}

std::string text_at(double x, double y, const std::string& attributes, std::string_view text) {
  return "<text x=\"" + std::to_string(std::lround(x)) + "\" y=\"" +
         std::to_string(std::lround(y)) + "\" " + attributes + '>' + escaped(text) + "</text>\n";
}

const char* title_of(Work work) {
  switch (work) {
    case Work::bids:
      return "Bids on a hot loan, a second: longer is better";
    case Work::rush:
      return "Rush, time to the last answer: shorter is better";
    case Work::mix:
      return "Bids on 1,000 loans, a second: longer is better";
    case Work::payout:
      break;
  }
  return "One period paid to 100,000 holders: shorter is better";
}

const char* colour_of(const Row& row) {
  if (row.ours) return our_colour;
  return row.group == Group::not_durable ? not_durable_colour : their_colour;
}

std::string label_of(const Row& row, std::span<const Row> rows) {
  std::string label = in_words(row.figure.value, row.figure.unit);
  if (const Row* ours = ours_beside(rows, row); ours != nullptr && times(*ours, row) > 0) {
    const double factor = times(*ours, row);
    std::string number = in_words(factor >= 1 ? factor : 1 / factor, "");
    number.erase(number.find_last_not_of(' ') + 1);
    label += factor >= 1 ? "  (ours " + number + "x)" : "  (" + number + "x as good as ours)";
  }
  return label;
}

std::string panel(Work work, std::span<const Row> rows, std::span<const Row* const> shown, int& y) {
  double most = 0;
  for (const Row* row : shown) most = std::max(most, row->figure.value);
  std::string svg = text_at(margin, y + 28, "class=\"title\"", title_of(work));
  y += title_height;
  for (const Row* row : shown) {
    const double share = row->figure.value / most;
    const long length = std::max(1L, std::lround(share * bars_width));
    svg += text_at(names_width - 10, y + bar_height - 2, "class=\"name\"", row->name);
    svg += "<rect x=\"" + std::to_string(names_width) + "\" y=\"" + std::to_string(y) +
           "\" width=\"" + std::to_string(length) + "\" height=\"" + std::to_string(bar_height) +
           "\" fill=\"" + colour_of(*row) + "\"/>\n";
    svg += text_at(static_cast<double>(names_width + length + 6), y + bar_height - 2,
                   "class=\"value\"", label_of(*row, rows));
    y += line_height;
  }
  return svg;
}

}  // namespace

std::string chart_of(const PeersReport& report) {
  std::string body;
  int y = margin;
  for (const Work work : {Work::bids, Work::rush, Work::mix, Work::payout}) {
    std::vector<const Row*> shown;
    for (const Row& row : report.rows) {
      const bool comparable = row.group == Group::single || row.group == Group::not_durable;
      if (row.work == work && comparable && row.right()) shown.push_back(&row);
    }
    std::ranges::sort(shown, [&](const Row* one, const Row* other) {
      return better(work, one->figure.value, other->figure.value);
    });
    if (!shown.empty()) body += panel(work, report.rows, shown, y);
  }
  y += line_height;
  body += text_at(margin, y, "class=\"value\"",
                  "green: ours, one durable bid a request over HTTP; grey: durable before the "
                  "answer; yellow: not durable. Rounds that alternate: " +
                      std::to_string(report.rounds) + ".");
  y += margin;
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + std::to_string(width) + ' ' +
         std::to_string(y) +
         "\" role=\"img\" aria-label=\"Tributary beside what people would use "
         "instead\">\n<style>text{font:13px system-ui,sans-serif;fill:#57606a}"
         ".title{font-weight:600;font-size:15px}.name{text-anchor:end}"
         "@media(prefers-color-scheme:dark){text{fill:#b6bec8}}</style>\n" +
         body + "</svg>\n";
}

}  // namespace tributary::bench::peers
