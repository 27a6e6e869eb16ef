#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "api/quota.hpp"
#include "engine/request_window.hpp"
#include "http/tls.hpp"
#include "vertical/vertical.hpp"

namespace tributary::app {

/// Where to listen.
struct ListenAddress {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0: any free one
};

struct ServeOptions {
  std::filesystem::path data = "data";
  std::string database;  ///< URL of PostgreSQL for journal and rows; empty: in the data folder
  ListenAddress listen;
  ListenAddress admin_listen{"127.0.0.1", 8081};  ///< health, readiness, metrics
  std::filesystem::path socket;      ///< a Unix socket to answer on besides; empty: none
  http::Tls::Files tls;              ///< spoken on `listen`; empty: plain HTTP
  std::vector<std::string> proxies;  ///< as http::TrustedProxies reads them
  unsigned shards = 1;
  std::uint64_t snapshot_every = 2'000'000;
  std::size_t remembered = engine::RequestWindow::requests_per_generation;  ///< request ids
  std::chrono::milliseconds queue_age_max{1000};
  std::chrono::microseconds flush_delay{0};
  api::QuotaTable quotas;
  vertical::UtcOffset offset;             ///< of the operator's day
  std::int32_t catch_up_days = 7;         ///< a clock further ahead has to be confirmed
  std::vector<vertical::Open> verticals;  ///< as their flags say
};

}  // namespace tributary::app
