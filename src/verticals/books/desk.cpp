#include "verticals/books/desk.hpp"

namespace tributary::books {

Desk::Desk(Source source, Options options)
    : file_(std::move(source.url)), desk_("books", *this, std::move(source.durable), options) {}

void Desk::ask(Question question) {
  desk_.ask({question.ticket, question.server, question.caller, question.at_least,
             [this, answer = std::move(question.answer)] {
               try {
                 return answer(*books_);
               } catch (...) {
                 reader_is_sound_ = false;
                 throw;
               }
             }});
}

Sequence Desk::open() {
  reader_is_sound_ = false;
  books_.emplace(reader());
  reader_is_sound_ = true;
  return books_->sequence();
}

void Desk::close() noexcept {
  books_.reset();
  if (!reader_is_sound_) reader_.reset();
}

Reader& Desk::reader() {
  const std::string url = file_();
  if (!reader_ || url != url_) {
    reader_.emplace(url);
    url_ = url;
  }
  return *reader_;
}

}  // namespace tributary::books
