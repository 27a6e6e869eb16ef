#include "http/router.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "http/query.hpp"

namespace tributary::http {

/// A template's end: its handlers by method and the names of its parameters.
struct Router::Leaf {
  std::array<Handler, static_cast<std::size_t>(Method::other)> handlers;
  std::vector<std::string> parameters;

  const Handler& handler(Method method) const { return handlers[static_cast<std::size_t>(method)]; }
};

/// One segment of all templates that begin alike.
struct Router::Node {
  std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
  std::unique_ptr<Node> parameter;
  std::unique_ptr<Leaf> leaf;

  Node& literal(std::string_view segment) {
    for (auto& [text, node] : literals) {
      if (text == segment) return *node;
    }
    return *literals.emplace_back(segment, std::make_unique<Node>()).second;
  }
};

namespace {

/// Cuts the first segment off "/a/b": leaves "/b".
std::string_view take_segment(std::string_view& rest) {
  rest.remove_prefix(1);
  const std::string_view segment = rest.substr(0, rest.find('/'));
  rest.remove_prefix(segment.size());
  return segment;
}

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Method method, std::string_view path_template, Handler handler) {
  ASSERT(path_template.starts_with('/') && method != Method::other && handler);
  Node* node = root_.get();
  std::vector<std::string> parameters;
  for (std::string_view rest = path_template; !rest.empty();) {
    const std::string_view segment = take_segment(rest);
    if (is_parameter(segment)) {
      parameters.emplace_back(segment.substr(1, segment.size() - 2));
      if (!node->parameter) node->parameter = std::make_unique<Node>();
      node = node->parameter.get();
    } else {
      node = &node->literal(segment);
    }
  }
  ASSERT(parameters.size() <= path_parameters_max);
  if (!node->leaf) node->leaf = std::make_unique<Leaf>();
  Handler& place = node->leaf->handlers[static_cast<std::size_t>(method)];
  ASSERT(!place);
  ASSERT(node->leaf->parameters.empty() || node->leaf->parameters == parameters);
  place = std::move(handler);
  node->leaf->parameters = std::move(parameters);
}

void Router::find(Method method, std::string_view path, Match& match) const {
  match.handler = nullptr;
  match.status = 404;
  match.count = 0;
  if (!path.starts_with('/')) return;
  const Leaf* const leaf = leaf_of(*root_, path, match);
  if (leaf == nullptr) return;
  if (method != Method::other) {
    const Handler* handler = &leaf->handler(method);
    if (!*handler && method == Method::head) handler = &leaf->handler(Method::get);
    if (*handler) {
      for (std::size_t i = 0; i < match.count; ++i) match.slots[i].first = leaf->parameters[i];
      match.handler = handler;
      match.status = 200;
      return;
    }
  }
  match.status = method == Method::options ? 204 : 405;
  match.allow = "OPTIONS";
  if (leaf->handler(Method::get) && !leaf->handler(Method::head)) match.allow += ", HEAD";
  for (std::size_t i = 0; i < leaf->handlers.size(); ++i) {
    const auto known = static_cast<Method>(i);
    if (leaf->handlers[i] && known != Method::options) {
      match.allow.append(", ").append(method_name(known));
    }
  }
}

/// Depth first, literals before the parameter; a branch that leads nowhere is left again.
const Router::Leaf* Router::leaf_of(const Node& node, std::string_view rest, Match& match) {
  if (rest.empty()) return node.leaf.get();
  const std::string_view segment = take_segment(rest);
  std::string_view text = segment;
  std::string unescaped;
  if (segment.find('%') != std::string_view::npos) {
    if (!decode_percent(segment, Plus::is_plus, unescaped)) {
      match.status = 400;
      return nullptr;
    }
    text = unescaped;
  }
  for (const auto& [literal, child] : node.literals) {
    if (literal != text) continue;
    if (const Leaf* const leaf = leaf_of(*child, rest, match)) return leaf;
  }
  if (!node.parameter || segment.empty() || match.count == path_parameters_max) return nullptr;
  const std::size_t index = match.count++;
  if (text.data() == segment.data()) {
    match.slots[index].second = segment;
  } else {
    match.decoded[index] = std::move(unescaped);
    match.slots[index].second = match.decoded[index];
  }
  if (const Leaf* const leaf = leaf_of(*node.parameter, rest, match)) return leaf;
  match.count = index;
  return nullptr;
}

}  // namespace tributary::http
