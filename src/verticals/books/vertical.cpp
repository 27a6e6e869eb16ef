#include "verticals/books/vertical.hpp"

#include "verticals/books/balances.hpp"
#include "verticals/books/books.hpp"
#include "verticals/books/routes.hpp"
#include "verticals/books/snapshot.hpp"

namespace tributary::books {

namespace {

class BooksRoom final : public vertical::Room {
 public:
  /// Heads are folded before somebody asks: the first ones take seconds.
  explicit BooksRoom(const vertical::House& house) : desk_(*house.desk) {
    desk_.keep_ready([](vertical::Reading& reading) { const Snapshot newest(reading); });
  }

  void add_routes(http::Router& router, const api::Authenticate& authenticate) override {
    vertical::add_routes(router, routes(), {.authenticate = authenticate, .desk = &desk_});
  }

 private:
  vertical::ReadingDesk& desk_;
};

vertical::Open read(base::Flags&) {
  return [](const vertical::House& house) { return std::make_unique<BooksRoom>(house); };
}

std::unique_ptr<follow::Follower> make_follower() { return std::make_unique<Books>(); }

}  // namespace

vertical::Vertical make_vertical() {
  return {.read = read,
          .make_follower = make_follower,
          .routes = [] { return vertical::described(routes()); },
          .compare = compare};
}

}  // namespace tributary::books
