#include "api/health.hpp"

#include <boost/describe/class.hpp>

#include "http/json_write.hpp"
#include "http/server.hpp"

namespace tributary::api {

namespace {

/// Source: https://prometheus.io/docs/instrumenting/exposition_formats/
constexpr std::string_view metrics_type = "text/plain; version=0.0.4; charset=utf-8";

struct Readiness {
  bool ready = false;
  std::vector<std::string> reasons;
  std::optional<std::vector<std::string>> warnings;
};
BOOST_DESCRIBE_STRUCT(Readiness, (), (ready, reasons, warnings))

http::Response readiness(const Health& health) {
  Readiness told;
  told.reasons = health.faults();
  told.ready = told.reasons.empty();
  if (health.warnings) told.warnings = health.warnings();
  if (told.warnings && told.warnings->empty()) told.warnings.reset();
  http::Response response{.status = told.ready ? 200 : 503};
  http::write_json(response.body, told);
  return response;
}

}  // namespace

void add_alive_route(http::Router& router) {
  router.add(http::Method::get, "/healthz", [](const http::Request& request, http::Server& server) {
    server.respond(request.ticket, {.body = R"({"alive":true})"});
  });
}

void add_health_routes(http::Router& router, Health health) {
  add_alive_route(router);
  router.add(http::Method::get, "/readyz",
             [health](const http::Request& request, http::Server& server) {
               server.respond(request.ticket, readiness(health));
             });
  router.add(
      http::Method::get, "/metrics",
      [metrics = std::move(health.metrics)](const http::Request& request, http::Server& server) {
        server.respond(request.ticket, {.content_type = metrics_type, .body = metrics()});
      });
}

}  // namespace tributary::api
