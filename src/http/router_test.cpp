#include "http/router.hpp"

#include <gtest/gtest.h>

namespace tributary::http {

namespace {

/// A handler that is known by the template it was added with.
struct Named {
  std::string name;
  void operator()(const Request&, Server&) const {}
};

class RouterTest : public testing::Test {
 protected:
  void add(Method method, std::string_view path_template) {
    router_.add(method, path_template, Named{std::string(path_template)});
  }

  /// "template a=1 b=2", or the status when there is no handler.
  std::string find(Method method, std::string_view path) {
    router_.find(method, path, match_);
    if (match_.handler == nullptr) return std::to_string(match_.status);
    std::string text = match_.handler->target<Named>()->name;
    for (const auto& [name, value] : match_.parameters()) {
      text.append(" ").append(name).append("=").append(value);
    }
    return text;
  }

  Router router_;
  Router::Match match_;
};

TEST_F(RouterTest, FindsLiteralsAndParameters) {
  add(Method::get, "/");
  add(Method::get, "/v1/loans");
  add(Method::post, "/v1/loans");
  add(Method::get, "/v1/loans/{loan}");
  add(Method::post, "/v1/loans/{loan}/bids/{bid}");
  EXPECT_EQ(find(Method::get, "/"), "/");
  EXPECT_EQ(find(Method::get, "/v1/loans"), "/v1/loans");
  EXPECT_EQ(find(Method::get, "/v1/loans/17"), "/v1/loans/{loan} loan=17");
  EXPECT_EQ(find(Method::post, "/v1/loans/17/bids/x-1"),
            "/v1/loans/{loan}/bids/{bid} loan=17 bid=x-1");
}

TEST_F(RouterTest, WholeSegmentsOnly) {
  add(Method::get, "/v1/loans/{loan}");
  for (const auto* path : {"/v1/loans/", "/v1/loans", "/v1/loans/1/", "/v1/loans/1/2", "/v1/loan/1",
                           "/v1//loans/1", "", "v1/loans/1", "*", "/V1/loans/1"}) {
    EXPECT_EQ(find(Method::get, path), "404") << path;
  }
}

TEST_F(RouterTest, ALiteralWinsAndADeadEndIsLeftAgain) {
  add(Method::get, "/loans/mine");
  add(Method::get, "/loans/{loan}");
  add(Method::get, "/loans/mine/old");
  add(Method::get, "/{kind}/{id}/bids");
  EXPECT_EQ(find(Method::get, "/loans/mine"), "/loans/mine");
  EXPECT_EQ(find(Method::get, "/loans/7"), "/loans/{loan} loan=7");
  EXPECT_EQ(find(Method::get, "/loans/mine/bids"), "/{kind}/{id}/bids kind=loans id=mine");
  EXPECT_EQ(find(Method::get, "/loans/mine/new"), "404");
}

TEST_F(RouterTest, SegmentsAreDecodedAfterTheyAreCut) {
  add(Method::get, "/files/{name}");
  EXPECT_EQ(find(Method::get, "/files/a%2Fb%20%E6%9D%8E+c"), "/files/{name} name=a/b 李+c");
  EXPECT_EQ(find(Method::get, "/fil%65s/a"), "/files/{name} name=a");
  EXPECT_EQ(find(Method::get, "/files/.."), "/files/{name} name=..");
  for (const auto* path : {"/files/%", "/files/%2", "/files/%zz", "/files/%00", "/files/%C0%80"}) {
    EXPECT_EQ(find(Method::get, path), "400") << path;
  }
}

TEST_F(RouterTest, SaysWhichMethodsAreAllowed) {
  add(Method::get, "/loans");
  add(Method::post, "/loans");
  EXPECT_EQ(find(Method::del, "/loans"), "405");
  EXPECT_EQ(match_.allow, "OPTIONS, HEAD, GET, POST");
  EXPECT_EQ(find(Method::other, "/loans"), "405");
  EXPECT_EQ(find(Method::options, "/loans"), "204");
  EXPECT_EQ(match_.allow, "OPTIONS, HEAD, GET, POST");
  EXPECT_EQ(find(Method::options, "/nothing"), "404");
}

TEST_F(RouterTest, HeadFindsGetUnlessItHasItsOwn) {
  add(Method::get, "/a");
  add(Method::post, "/b");
  EXPECT_EQ(find(Method::head, "/a"), "/a");
  EXPECT_EQ(find(Method::head, "/b"), "405");
}

TEST_F(RouterTest, TooManyParametersInAPathAreNoPath) {
  add(Method::get, "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}");
  EXPECT_EQ(find(Method::get, "/1/2/3/4/5/6/7/8"),
            "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h} a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8");
  EXPECT_EQ(find(Method::get, "/1/2/3/4/5/6/7/8/9"), "404");
}

using RouterDeathTest = RouterTest;

TEST_F(RouterDeathTest, ARouteIsAddedOnce) {
  add(Method::get, "/loans/{loan}");
  EXPECT_DEATH(add(Method::get, "/loans/{loan}"), "ASSERT failed");
  EXPECT_DEATH(add(Method::put, "/loans/{other}"), "ASSERT failed");
  EXPECT_DEATH(add(Method::get, "loans"), "ASSERT failed");
}

}  // namespace

}  // namespace tributary::http
