#pragma once

#include <concepts>
#include <span>
#include <string_view>

#include "api/field_notes.hpp"
#include "api/permissions.hpp"
#include "http/json.hpp"
#include "http/problem.hpp"
#include "rows/work.hpp"

namespace tributary::rows {

/// Who may give an order: whoever has the permission, or one of several.
class Needed {
 public:
  Needed(const api::NamedPermission* permission) : line_(permission) {}
  /// `words`: for the reference.
  constexpr Needed(api::Permissions one_of, std::string_view words)
      : one_of_(one_of), words_(words) {}

  api::Permissions one_of() const { return line_ != nullptr ? line_->bit() : one_of_; }
  std::string_view words() const { return line_ != nullptr ? line_->name() : words_; }

 private:
  const api::NamedPermission* line_ = nullptr;  ///< asked late: it gets its place at the start
  api::Permissions one_of_{};
  std::string_view words_{};
};

/// Where an order is sent, who may send it, and what the reference says of it.
struct OrderEndpoint {
  std::string_view path;  ///< what stands in braces is a member of the order
  std::string_view name;  ///< for programs and the audit: "create_token"
  std::string_view summary;
  Needed permission = nullptr;
  std::span<const http::ProblemText> refusals{};  ///< for what its line may refuse it
  int status = 200;                               ///< of the answer when it is accepted
  bool takes_if_match = false;                    ///< it changes a row that has a version
  std::string_view says{};                        ///< more than the summary: Markdown
  std::span<const api::FieldNote> notes{};        ///< on the fields of the order and its answer
};

/// A described struct that changes rows:
///
///   struct RevokeToken {
///     static const rows::OrderEndpoint endpoint;
///     using Answer = TokenView;
///     TokenId token;
///   };
///   rows::Or<TokenView> decide(rows::Work&, const RevokeToken&);
template <class T>
concept OrderStruct = http::DescribedStruct<T> && requires(Work& work, const T& order) {
  { T::endpoint } -> std::convertible_to<const OrderEndpoint&>;
  { decide(work, order) } -> std::same_as<Or<typename T::Answer>>;
};

}  // namespace tributary::rows
