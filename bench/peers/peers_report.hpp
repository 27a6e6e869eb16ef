#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string>

#include "bench/machine.hpp"
#include "bench/peers/comparison.hpp"

namespace tributary::bench::peers {

struct PeersReport {
  Machine machine{};
  bool quick = false;
  unsigned rounds = 0;
  std::vector<std::string> versions{};  ///< of the servers
  std::vector<std::string> settings{};  ///< of the servers, each once
  std::vector<std::string> lacks{};     ///< what a peer leaves out of a platform's work
  std::vector<Row> rows{};
};

/// What a work is, in a sentence.
std::string sentence_of(Work work, const Scale& scale);

/// A table for each work and group, the targets, and what was set.
std::string text_of(const PeersReport& report, const Scale& scale);

/// Rows and targets, and each target under its key.
boost::json::object json_of(const PeersReport& report);

/// What `json_of` wrote. Errors: std::exception for anything else.
PeersReport report_of(const boost::json::object& object);

/// A chart of the works, in which a longer bar is always more of what its title says.
std::string chart_of(const PeersReport& report);

}  // namespace tributary::bench::peers
