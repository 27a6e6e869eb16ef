#include "api/reference.hpp"

#include "api/docs_page.hpp"
#include "api/openapi.hpp"
#include "http/server.hpp"

namespace tributary::api {

namespace {

void add_page(http::Router& router, std::string_view path, std::string_view type, std::string page,
              Guard* guard) {
  router.add(http::Method::get, path,
             guarded(guard, [type, page = std::make_shared<const std::string>(std::move(page))](
                                const http::Request& request, http::Server& server) {
               server.respond(request.ticket, {.content_type = type, .page = page});
             }));
}

}  // namespace

void add_reference_routes(http::Router& router, std::span<const QueryRoute> queries, Guard* guard) {
  std::string document = openapi(queries);
  add_page(router, "/docs", "text/html; charset=utf-8", docs_page(document), guard);
  add_page(router, "/openapi.json", http::json_type, std::move(document), guard);
  router.add(http::Method::get, "/problems/{code}",
             guarded(guard, [](const http::Request& request, http::Server& server) {
               http::Response response{.status = 302};
               std::string place = "/docs#";
               for (const char c : request.parameter("code")) {
                 if ((c >= 'a' && c <= 'z') || c == '_') place.push_back(c);
               }
               response.headers.emplace_back("Location", std::move(place));
               server.respond(request.ticket, std::move(response));
             }));
}

}  // namespace tributary::api
