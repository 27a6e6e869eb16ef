#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace tributary::http {

/// What the request decides of its answer's form.
struct AnswerForm {
  bool head_only = false;
  bool http_1_0 = false;
  bool keep_alive = true;
};

/// The current second as a whole header line, made anew once a second.
class DateLine {
 public:
  void refresh();
  std::string_view text() const { return text_; }

 private:
  std::time_t second_ = 0;
  std::string text_;
};

/// Appends the answer as it goes over the wire; of a page only the head, for the page follows.
void append_answer(std::string& out, const Response& response, AnswerForm form,
                   std::string_view date_line, QuotaNote quota = {});

/// Appends the head of an answer that ends when its connection does.
void append_stream_head(std::string& out, std::string_view content_type,
                        std::string_view date_line);

}  // namespace tributary::http
