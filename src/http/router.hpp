#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace tributary::http {

class Server;

/// Answers at once by `server.respond(request.ticket, …)`, or keeps the ticket and answers later,
/// exactly once, on the thread of the ticket's shard. An exception that leaves it becomes 503.
using Handler = std::function<void(const Request&, Server&)>;

inline constexpr std::size_t path_parameters_max = 8;

/// Finds the handler of a path. Templates look like "/v1/loans/{loan}/bids"; a parameter stands
/// for one whole, non-empty segment; a literal segment wins over a parameter.
class Router {
 public:
  /// What a lookup found; reused from request to request.
  struct Match {
    const Handler* handler = nullptr;  ///< nothing: `status` says why
    int status = 404;                  ///< 200, 204 (OPTIONS), 400, 404, 405
    std::string allow;                 ///< with 204 and 405
    std::span<const PathParameter> parameters() const { return {slots.data(), count}; }

    std::array<PathParameter, path_parameters_max> slots;
    std::array<std::string, path_parameters_max> decoded;
    std::size_t count = 0;
  };

  Router();
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  /// Needs: a template that starts with '/', not added before for this method; asserted.
  void add(Method method, std::string_view path_template, Handler handler);

  /// HEAD finds the handler of GET where it has none of its own.
  void find(Method method, std::string_view path, Match& match) const;

 private:
  struct Node;
  struct Leaf;
  static const Leaf* leaf_of(const Node& node, std::string_view rest, Match& match);

  std::unique_ptr<Node> root_;
};

}  // namespace tributary::http
