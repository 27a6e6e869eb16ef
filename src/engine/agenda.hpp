#pragma once

#include <array>
#include <set>

#include "protocol/query.hpp"

namespace tributary::engine {

struct Loan;

/// When something falls due of which loan, so that whoever asks what there is to do looks at those
/// loans alone. It follows from the loans: it stands in no snapshot and in no hash.
class Agenda {
 public:
  using Place = protocol::WorkPlace;

  /// The parts of the list, in their order, and what `at` is in each.
  enum Part : std::uint8_t {
    listing = 1,   ///< the time at which it opens, closes or has to be settled
    reminder = 2,  ///< the due date of the next period, of which its borrower was not reminded
    period = 3,    ///< the due date of the next period that is not paid
  };
  /// Where a loan stands; no part: nowhere.
  using Places = std::array<Place, 2>;
  static Places places_of(const Loan& loan);

  const std::set<Place>& places() const { return places_; }

  /// A loan that stood there stands here now.
  void move(const Places& from, const Places& to) {
    if (from != to) file(from, to);
  }

 private:
  void file(const Places& from, const Places& to);

  std::set<Place> places_;
};

}  // namespace tributary::engine
