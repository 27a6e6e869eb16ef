#pragma once

#include <memory>
#include <string>
#include <vector>

#include "vertical/vertical.hpp"

namespace tributary::app {

/// The verticals of a running platform, each in its room.
class Rooms {
 public:
  Rooms(const std::vector<vertical::Open>& open, const vertical::House& house);

  void add_routes(http::Router& router, const api::Authenticate& authenticate);
  void start();
  void stop();
  std::vector<std::string> warnings() const;
  void tell_figures(vertical::MetricSink& sink) const;

 private:
  std::vector<std::unique_ptr<vertical::Room>> rooms_;
};

}  // namespace tributary::app
