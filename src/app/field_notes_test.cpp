#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/openapi.hpp"
#include "app/verticals.hpp"

namespace tributary::app {
namespace {

TEST(FieldNotes, EveryFieldOfTheReferenceHasOneAndNoneIsAboutNothing) {
  EXPECT_THAT(api::faults_of_notes(query_routes()), testing::IsEmpty());
}

}  // namespace
}  // namespace tributary::app
