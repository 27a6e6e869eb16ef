#pragma once

#include <memory>
#include <optional>
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
  /// Who bears this; nothing: nobody whom a room knows. Any thread.
  std::optional<api::Caller> find_caller(std::string_view bearer) const;
  api::Stranger explain_stranger(std::string_view bearer) const;
  bool lives(std::uint64_t token) const;
  std::vector<std::string> warnings() const;
  void tell_figures(vertical::MetricSink& sink) const;

 private:
  std::vector<std::unique_ptr<vertical::Room>> rooms_;
  std::vector<api::CallerSource*> callers_;
};

}  // namespace tributary::app
