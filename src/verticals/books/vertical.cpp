#include "verticals/books/vertical.hpp"

#include "verticals/books/balances.hpp"
#include "verticals/books/books.hpp"
#include "verticals/books/routes.hpp"

namespace tributary::books {

namespace {

class BooksRoom final : public vertical::Room {
 public:
  explicit BooksRoom(const vertical::House& house)
      : desk_({.url = house.read_models.url, .durable = house.durable}) {}
  ~BooksRoom() override { stop(); }

  void add_routes(http::Router& router, const api::Authenticate& authenticate) override {
    books::add_routes(router, desk_, authenticate);
  }
  void start() override { desk_.start(); }
  void stop() override { desk_.stop(); }

 private:
  Desk desk_;
};

vertical::Open read(base::Flags&) {
  return [](const vertical::House& house) { return std::make_unique<BooksRoom>(house); };
}

std::unique_ptr<follow::Follower> make_follower() { return std::make_unique<Books>(); }

}  // namespace

vertical::Vertical make_vertical() {
  return {.read = read, .make_follower = make_follower, .routes = query_routes, .compare = compare};
}

}  // namespace tributary::books
