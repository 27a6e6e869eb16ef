#include "api/reference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "api/html_text.hpp"
#include "api/test_server.hpp"
#include "protocol/command.hpp"

namespace tributary::api {
namespace {

using testing::HasSubstr;
using testing::Not;

class ReferenceTest : public testing::Test {
 protected:
  ReferenceTest() {
    add_reference_routes(server_.router, {});
    server_.start();
  }

  TestServer server_;
};

TEST_F(ReferenceTest, TheDocumentIsServed) {
  const auto answer = server_.get("/openapi.json");
  EXPECT_EQ(answer.header("Content-Type"), "application/json");
  EXPECT_EQ(boost::json::parse(answer.body).at("openapi").as_string(), "3.1.0");
}

TEST_F(ReferenceTest, ThePageShowsEveryCommandAndRefusal) {
  const auto answer = server_.get("/docs");
  EXPECT_EQ(answer.header("Content-Type"), "text/html; charset=utf-8");
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, protocol::PublicCommands>>(
      [&](auto type) {
        using Command = typename decltype(type)::type;
        EXPECT_THAT(answer.body, HasSubstr(html_of(Command::endpoint.summary)));
      });
  for (const protocol::RefusalText& text : protocol::refusal_texts()) {
    EXPECT_THAT(answer.body, HasSubstr("<tr id=\"" + std::string(text.name)));
    EXPECT_THAT(answer.body, HasSubstr(std::string(text.chinese)));
  }
}

TEST_F(ReferenceTest, ThePageNeedsNothingFromElsewhere) {
  const std::string page = server_.get("/docs").body;
  for (const char* outside : {"src=", "@import", "url(", "<link", "https://"}) {
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  }
}

/// What is copied into a shell has to arrive as it is shown, on a machine with nothing installed.
TEST_F(ReferenceTest, ExamplesWorkInABareShell) {
  const std::string page = server_.get("/docs").body;
  EXPECT_THAT(page, Not(HasSubstr("uuidgen")));
  EXPECT_THAT(page, HasSubstr("$(cat /proc/sys/kernel/random/uuid)"));
  for (std::size_t at = page.find("-d '"); at != page.npos; at = page.find("-d '", at + 1)) {
    const std::string_view body = std::string_view(page).substr(at, page.find("</pre>", at) - at);
    EXPECT_FALSE(body.contains("&#39;")) << body;
  }
}

/// The part of the page that is about one endpoint.
std::string section_of(const std::string& page, std::string_view id) {
  const std::size_t at = page.find("<section id=\"" + std::string(id) + "\"");
  return at == page.npos ? "" : page.substr(at, page.find("</section>", at) - at);
}

TEST_F(ReferenceTest, HeadersAreShownAndSent) {
  const std::string page = server_.get("/docs").body;
  for (const char* id : {"write_off_loan", "begin_business_day"}) {
    const std::string section = section_of(page, id);
    EXPECT_THAT(section, HasSubstr("<h4>Headers</h4>"));
    EXPECT_THAT(section, HasSubstr("<span class=field>Approval</span>"));
    EXPECT_THAT(section, HasSubstr("the token of a second person"));
    EXPECT_THAT(section, HasSubstr("\"Approval: Bearer $APPROVAL\""));
  }
  const std::string bid = section_of(page, "place_bid");
  EXPECT_THAT(bid, HasSubstr("<span class=field>Idempotency-Key</span>"));
  EXPECT_THAT(bid, Not(HasSubstr("Approval")));
  const std::string quote = section_of(page, "quote");
  EXPECT_THAT(quote, Not(HasSubstr("Idempotency-Key:")));
  EXPECT_THAT(section_of(page, "begin_business_day"), HasSubstr("/v1/business-days/run"));
}

TEST_F(ReferenceTest, AProblemsTypeLeadsToItsLine) {
  const auto answer = server_.get("/problems/loan_full");
  EXPECT_EQ(answer.status, 302);
  EXPECT_EQ(answer.header("Location"), "/docs#loan_full");
  EXPECT_EQ(server_.get("/problems/%22%3Cscript%3E").header("Location"), "/docs#script");
}

TEST(HtmlText, ShowsTextAsItIs) {
  EXPECT_EQ(html_of("<b class=\"x\">Tom & Jerry's</b>"),
            "&lt;b class=&quot;x&quot;&gt;Tom &amp; Jerry&#39;s&lt;/b&gt;");
}

TEST(HtmlText, KnowsTheMarkdownWeUse) {
  EXPECT_EQ(html_of_markdown("**Once** `a<b`\n\nTwice"),
            "<p><strong>Once</strong> <code>a&lt;b</code></p><p>Twice</p>");
  EXPECT_EQ(html_of_markdown("*Same*\n\n```\na = `b`\n```"),
            "<p><em>Same</em></p><p><pre>a = `b`\n</pre></p>");
}

TEST(HtmlText, IndentsJson) {
  EXPECT_EQ(html_of_json(boost::json::parse(R"({"a":[1,true],"b":{},"c":"<"})")),
            "{\n  <span class=k>&quot;a&quot;</span>: [\n    <span class=n>1</span>,\n"
            "    <span class=w>true</span>\n  ],\n  <span class=k>&quot;b&quot;</span>: {},\n"
            "  <span class=k>&quot;c&quot;</span>: <span class=s>&quot;&lt;&quot;</span>\n}");
}

}  // namespace
}  // namespace tributary::api
