#include "engine/field_hash.hpp"

#include <gtest/gtest.h>

#include "protocol/types.hpp"

namespace tributary::engine {
namespace {

using protocol::Allocation;
using protocol::Amount;

struct Before {
  Amount amount;
  Allocation order = Allocation::fee_penalty_interest_principal;
};
BOOST_DESCRIBE_STRUCT(Before, (), (amount, order))

/// A version later.
struct After {
  Amount amount;
  Allocation order = Allocation::fee_penalty_interest_principal;
  Allocation then = Allocation::principal_interest_penalty_fee;
  Amount more{};
};
BOOST_DESCRIBE_STRUCT(After, (), (amount, order, then, more))

constexpr auto other = Allocation::principal_interest_penalty_fee;

TEST(FieldHash, AFieldThatIsAddedChangesNoneWhileItHasItsDefault) {
  EXPECT_EQ(hash_of_fields(Before{}), hash_of_fields(After{}));
  EXPECT_EQ(hash_of_fields(Before{{5}, other}), hash_of_fields(After{{5}, other}));
}

TEST(FieldHash, EveryFieldCountsInItsPlace) {
  const After plain{{5}, other};
  After ordered = plain;
  ordered.then = Allocation::fee_penalty_interest_principal;
  After more = plain;
  more.more = {5};
  const After amount{{6}, other};
  const After moved{{}, other, other, {5}};
  for (const After& changed : {ordered, more, amount, moved, After{}}) {
    EXPECT_NE(hash_of_fields(changed), hash_of_fields(plain));
  }
}

}  // namespace
}  // namespace tributary::engine
