#pragma once

#include <chrono>
#include <deque>
#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "http/server.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::command_line {

/// Answers as a platform would, with what a test puts in its mouth: for commands that speak to a
/// running platform.
class TestWebPlatform {
 public:
  struct Asked {
    std::string what;  ///< such as "GET /v1/clock?limit=1"
    std::string request_id;
    std::string body;
  };

  TestWebPlatform() : server_({}, router()) {
    std::ofstream(token_) << "trb_secret\n";
    server_.start();
  }
  ~TestWebPlatform() { server_.stop(std::chrono::seconds(1)); }

  /// Of several answers to the same, each is given once, and the last one from then on.
  void answers(const std::string& what, std::string json) {
    const std::lock_guard lock(mutex_);
    answers_[what].push_back(std::move(json));
  }
  std::vector<Asked> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  /// The flags that lead here.
  std::vector<std::string_view> flags() const { return {"--url", url_, "--token", token_}; }

 private:
  http::Router router() {
    http::Router router;
    const http::Handler handler = [this](const http::Request& request, http::Server& server) {
      server.respond(request.ticket, answer(request));
    };
    for (const char* path :
         {"/v1/business-days", "/v1/business-days/status", "/v1/business-days/{day}/plan",
          "/v1/business-days/{day}/items", "/v1/clock"}) {
      router.add(http::Method::get, path, handler);
    }
    for (const char* path :
         {"/v1/business-days/run", "/v1/business-days/items/retry", "/v1/clock/confirm"}) {
      router.add(http::Method::post, path, handler);
    }
    return router;
  }
  http::Response answer(const http::Request& request) {
    std::string what = std::string(http::method_name(request.method)) + " ";
    what += request.path;
    if (!request.query.empty()) what.append("?").append(request.query);
    const std::lock_guard lock(mutex_);
    asked_.push_back(
        {what, std::string(request.header("Idempotency-Key")), std::string(request.body)});
    const auto found = answers_.find(what);
    if (found == answers_.end()) return {.status = 404};
    const std::string json = found->second.front();
    if (found->second.size() > 1) found->second.pop_front();
    return {.body = json};
  }

  const store::TemporaryFolder folder_;
  const std::string token_ = (folder_.path() / "token").string();
  mutable std::mutex mutex_;
  std::map<std::string, std::deque<std::string>> answers_;
  std::vector<Asked> asked_;
  http::Server server_;
  const std::string url_ = "http://127.0.0.1:" + std::to_string(server_.port());
};

}  // namespace tributary::command_line
