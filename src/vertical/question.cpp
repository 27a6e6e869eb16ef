#include "vertical/question.hpp"

namespace tributary::vertical::question_detail {

using protocol::Refusal;

std::expected<http::Response, Refusal> answer_of(const Against& against) {
  if (against.of_line) return against.of_line->response();
  if (against.refusal == Refusal::malformed_request) {
    return api::render(http::BindError{
        http::BindReason::wrong_format, "cursor",
        api::expected_in_both("the next_cursor of this list", "本列表返回的 next_cursor")});
  }
  if (against.english.empty()) return std::unexpected(against.refusal);
  return api::render(against.refusal, {against.english, against.chinese});
}

}  // namespace tributary::vertical::question_detail
