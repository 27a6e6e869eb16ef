#include "api/openapi.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "api/binding.hpp"
#include "api/field_notes.hpp"
#include "api/reply.hpp"
#include "api/word.hpp"
#include "http/problem.hpp"
#include "protocol/command.hpp"

namespace tributary::api {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

struct Pager {
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(Pager, (), (cursor))

struct ListingFilter : Pager {
  std::string state = "open";
  std::uint16_t limit = 20;
  std::optional<protocol::Sequence> at_least;
};
BOOST_DESCRIBE_STRUCT(ListingFilter, (Pager), (state, limit, at_least))

struct ListingPage {
  std::vector<protocol::LoanView> loans;
  std::uint32_t lenders = 0;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ListingPage, (), (loans, lenders, next_cursor))

/// Its `to` is a day; of the platform's other structs it is an account.
struct Span {
  protocol::Date to;
};
BOOST_DESCRIBE_STRUCT(Span, (), (to))

constexpr auto notes = std::to_array<FieldNote>({
    {"ListingPage", "lenders", "How many have bid on one of them", "19"},
    {"ListingPage, ListingFilter", "nothing", "There is no such field"},
    {"Span", "to", "The last day", "2024-01-31"},
    {"visit", "date", "The day of the visit"},
    {"visit", "date", "Once more"},
    {"Pager", "cursor", "Where the page before ended"},
});

constexpr std::array queries{QueryRoute{.path = "/v1/borrowers/{party}/loans",
                                        .name = "list_loans",
                                        .summary = "Loans of a borrower",
                                        .path_value = path_value_of<protocol::PartyId>,
                                        .parameters = parameters_of<ListingFilter>,
                                        .answer = schema_of<ListingPage>,
                                        .notes = notes},
                             QueryRoute{.path = "/v1/days/{date}/visit",
                                        .name = "visit",
                                        .summary = "Visit borrowers on a day",
                                        .access = "visitors",
                                        .path_value = path_value_of<protocol::Date>,
                                        .answer = schema_of<Span>,
                                        .body = schema_of<ListingFilter>,
                                        .status = 202,
                                        .once = true}};

json::value document() {
  static const json::value made = json::parse(openapi(queries));
  return made;
}

/// Calls `f` with every object in the document.
template <class F>
void for_each_object(const json::value& value, F&& f) {
  if (const auto* const object = value.if_object()) {
    f(*object);
    for (const auto& member : *object) for_each_object(member.value(), f);
  } else if (const auto* const array = value.if_array()) {
    for (const json::value& element : *array) for_each_object(element, f);
  }
}

/// What "#/components/schemas/BidPlaced" refers to, or nothing.
const json::value* find_pointer(const json::value& root, std::string_view reference) {
  std::error_code failed;
  return root.find_pointer(reference.substr(1), failed);
}

TEST(OpenApi, EveryReferenceLeadsSomewhere) {
  const json::value all = document();
  std::size_t references = 0;
  for_each_object(all, [&](const json::object& object) {
    const auto* const reference = object.if_contains("$ref");
    if (reference == nullptr) return;
    ++references;
    EXPECT_NE(find_pointer(all, reference->as_string()), nullptr) << reference->as_string();
  });
  EXPECT_GT(references, 100U);
}

TEST(OpenApi, EveryCommandIsThere) {
  const json::value all = document();
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, protocol::PublicCommands>>(
      [&](auto type) {
        using Command = typename decltype(type)::type;
        const auto& [path, permission, summary] = Command::endpoint;
        const json::value& operation = all.at("paths").at(path).at("post");
        EXPECT_EQ(operation.at("operationId").as_string(), word_of<Command>());
        EXPECT_EQ(operation.at("summary").as_string(), summary);
        EXPECT_TRUE(
            operation.at("responses").as_object().contains(std::to_string(success_status(path))));
        const json::value& event =
            all.at("components").at("schemas").at(struct_name<typename Command::Accepted>());
        EXPECT_EQ(event.at("properties").at("type").at("const").as_string(),
                  word_of<typename Command::Accepted>());
      });
}

TEST(OpenApi, APathFieldIsAParameterAndNotInTheBody) {
  const json::value all = document();
  const json::value& operation = all.at("paths").at("/v1/loans/{loan}/bids").at("post");
  EXPECT_EQ(operation.at("parameters").at(0).at("name").as_string(), "loan");
  const json::object& body = operation.at("requestBody")
                                 .at("content")
                                 .at("application/json")
                                 .at("schema")
                                 .at("properties")
                                 .as_object();
  EXPECT_FALSE(body.contains("loan"));
  EXPECT_TRUE(body.contains("fill_remaining"));
  EXPECT_FALSE(all.at("paths")
                   .at("/v1/loans/{loan}/approve")
                   .at("post")
                   .as_object()
                   .contains("requestBody"));
}

TEST(OpenApi, ExampleRequestsAreAccepted) {
  const json::value all = document();
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, protocol::PublicCommands>>(
      [&](auto type) {
        using Command = typename decltype(type)::type;
        const json::value& operation = all.at("paths").at(Command::endpoint.path).at("post");
        std::vector<std::pair<std::string, std::string>> texts;
        for (const json::value& parameter : operation.at("parameters").as_array()) {
          if (!parameter.as_object().contains("schema")) continue;
          const json::value& example = parameter.at("schema").at("examples").at(0);
          texts.emplace_back(
              parameter.at("name").as_string(),
              example.is_string() ? std::string(example.as_string()) : json::serialize(example));
        }
        std::string body;
        if (const auto* const request = operation.as_object().if_contains("requestBody")) {
          body = json::serialize(request->at("content").at("application/json").at("example"));
        }
        const std::vector<http::PathParameter> given(texts.begin(), texts.end());
        const auto command = http::read_json<Command>(body, given);
        EXPECT_TRUE(command) << word_of<Command>() << ": " << to_string(command.error());
      });
}

TEST(OpenApi, AnExampleShowsOfOptionalMembersThoseWithAnExample) {
  const json::value all = document();
  const json::value& body = all.at("paths").at("/v1/loans").at("post").at("requestBody");
  const json::value& example = body.at("content").at("application/json").at("example");
  EXPECT_EQ(json::serialize(example.at("terms")),
            R"({"method":"annuity","annual_rate":"9.6","periods":12})");
  EXPECT_FALSE(example.as_object().contains("guarantor_account"));
}

TEST(OpenApi, EveryProblemIsNamedOnce) {
  const json::value all = document();
  std::multiset<std::string> codes;
  for (const json::value& problem : all.at("x-refusals").as_array()) {
    codes.emplace(problem.at("code").as_string());
  }
  for (const protocol::RefusalText& text : protocol::refusal_texts()) {
    EXPECT_EQ(codes.count(std::string(text.name)), 1U) << text.name;
  }
  for (const http::ProblemText& problem : http::edge_problems()) {
    EXPECT_EQ(codes.count(std::string(problem.code)), 1U) << problem.code;
  }
  const json::value& responses = all.at("components").at("responses");
  EXPECT_THAT(responses.at("Problem409").at("description").as_string().c_str(),
              HasSubstr("`insufficient_funds`"));
  EXPECT_THAT(responses.at("Problem413").at("description").as_string().c_str(),
              HasSubstr("`body_too_large`"));
}

TEST(OpenApi, WhatRequestsAndAnswersShareHasItsDefaultsAside) {
  const json::value all = document();
  const json::object& periods =
      all.at("components").at("schemas").at("Terms").at("properties").at("periods").as_object();
  EXPECT_FALSE(periods.contains("default"));
  EXPECT_EQ(periods.at("x-default"), 12);
}

TEST(OpenApi, ACodeThatIsAddedBreaksNoClient) {
  const json::value all = document();
  const json::object& code =
      all.at("components").at("schemas").at("Problem").at("properties").at("code").as_object();
  EXPECT_FALSE(code.contains("enum"));
  EXPECT_EQ(code.at("x-extensible-enum").as_array().size(), all.at("x-refusals").as_array().size());
}

TEST(OpenApi, ACommandSaysWhatOneHasToKnowBefore) {
  const json::value all = document();
  EXPECT_THAT(all.at("paths").at("/v1/calendar").at("post").at("description").as_string().c_str(),
              HasSubstr("Replaces the whole calendar"));
}

TEST(OpenApi, WhatEveryAnswerSaysOfAQuotaIsDeclared) {
  const json::value all = document();
  const auto ok = [&](std::string_view path, std::string_view method, std::string_view status) {
    return all.at("paths").at(path).at(method).at("responses").at(status).as_object();
  };
  EXPECT_TRUE(ok("/v1/loans/{loan}", "get", "200").at("headers").as_object().contains("RateLimit"));
  EXPECT_TRUE(ok("/v1/loans", "post", "201").contains("headers"));
  EXPECT_FALSE(ok("/v1/loans/{loan}/stream", "get", "200").contains("headers"));
  const json::object& problem = all.at("components").at("schemas").at("Problem").as_object();
  for (const char* member : {"limit", "retry", "detail_zh"}) {
    EXPECT_TRUE(problem.at("properties").as_object().contains(member)) << member;
  }
}

/// The statuses of an operation's responses.
std::set<std::string> statuses_of(std::string_view path, std::string_view method) {
  std::set<std::string> statuses;
  const json::value all = document();
  for (const auto& response : all.at("paths").at(path).at(method).at("responses").as_object()) {
    statuses.emplace(response.key());
  }
  return statuses;
}

TEST(OpenApi, AnOperationDeclaresWhatItCanAnswer) {
  std::set<std::string> edge{"default", "401", "429"};
  for (const http::ProblemText& problem : http::edge_problems()) {
    if (problem.status != 404 && problem.status != 405) edge.insert(std::to_string(problem.status));
  }
  const auto with = [&](std::initializer_list<std::string> more) {
    std::set<std::string> statuses = edge;
    statuses.insert(more);
    return statuses;
  };
  EXPECT_EQ(statuses_of("/v1/loans/{loan}/bids", "post"),
            with({"201", "403", "404", "409", "422", "507"}));
  EXPECT_EQ(statuses_of("/v1/parties/{party}/block", "post"),
            with({"200", "403", "404", "409", "422", "507"}));
  // A party is known from its first account on.
  EXPECT_EQ(statuses_of("/v1/accounts", "post"), with({"201", "403", "409", "422", "507"}));
  EXPECT_EQ(statuses_of("/v1/quotes", "post"), with({"200", "422"}));
  EXPECT_EQ(statuses_of("/v1/loans/{loan}", "get"), with({"200", "404"}));
  EXPECT_EQ(statuses_of("/v1/accounts/{account}", "get"), with({"200", "403", "404"}));
  EXPECT_EQ(statuses_of("/v1/days/{date}/visit", "post"),
            with({"202", "403", "404", "409", "422", "507"}));
}

TEST(OpenApi, AnOrderThatIsNoCommandTakesAnIdempotencyKey) {
  const json::value all = document();
  const json::value& visit = all.at("paths").at("/v1/days/{date}/visit").at("post");
  EXPECT_EQ(visit.at("parameters").at(1).at("$ref").as_string(),
            "#/components/parameters/IdempotencyKey");
}

TEST(OpenApi, WhatCannotBeUndoneTakesAnApproval) {
  const json::value all = document();
  const auto takes_approval = [&](const char* path) {
    const json::array& parameters = all.at("paths").at(path).at("post").at("parameters").as_array();
    return std::ranges::any_of(parameters, [](const json::value& parameter) {
      const auto* const reference = parameter.as_object().if_contains("$ref");
      return reference != nullptr && *reference == "#/components/parameters/Approval";
    });
  };
  EXPECT_TRUE(takes_approval("/v1/loans/{loan}/write-off"));
  EXPECT_TRUE(takes_approval("/v1/business-days"));
  EXPECT_FALSE(takes_approval("/v1/loans/{loan}/settle"));
  EXPECT_EQ(all.at("components").at("parameters").at("Approval").at("in").as_string(), "header");
}

TEST(OpenApi, AStreamIsTextAndSaysWhatItsEventsAre) {
  const json::value all = document();
  const json::value& answer =
      all.at("paths").at("/v1/loans/{loan}/stream").at("get").at("responses").at("200");
  const json::value& media = answer.at("content").at("text/event-stream");
  EXPECT_EQ(media.at("schema").at("type").as_string(), "string");
  EXPECT_THAT(media.at("example").as_string().c_str(),
              HasSubstr("event: progress\ndata: {\"loan\":\"7\""));
  EXPECT_EQ(answer.at("x-event").at("name").as_string(), "progress");
  EXPECT_EQ(answer.at("x-event").at("data").at("$ref").as_string(),
            "#/components/schemas/LoanProgress");
}

TEST(OpenApi, SaysAllThatIsToBeKnownOfACommand) {
  const json::value all = document();
  const json::value& reverse = all.at("paths").at("/v1/loans/{loan}/payments/reverse");
  const std::string text(reverse.at("post").at("description").as_string());
  EXPECT_THAT(text, HasSubstr("was never made"));
  EXPECT_THAT(text, HasSubstr("`payment` is the `sequence`"));
}

TEST(OpenApi, ANoteIsOfTheStructThatDeclaresTheField) {
  const json::value all = document();
  const json::value& to = all.at("components").at("schemas").at("Span").at("properties").at("to");
  EXPECT_EQ(to.at("description"), "The last day");
  const json::value& loans = all.at("paths").at("/v1/borrowers/{party}/loans").at("get");
  EXPECT_EQ(loans.at("parameters").at(1).at("description"), "Where the page before ended");
}

TEST(OpenApi, WhatHasNoNoteOfItsOwnHasThatOfItsType) {
  const json::value all = document();
  const json::value& loans = all.at("paths").at("/v1/borrowers/{party}/loans").at("get");
  EXPECT_EQ(loans.at("parameters").at(0).at("schema").at("title"), "party id");
  EXPECT_EQ(loans.at("parameters").at(0).at("schema").at("examples").at(0), "1001");
}

TEST(OpenApi, FindsFieldsWithoutANoteAndNotesWithoutAField) {
  const std::vector<std::string> faults = faults_of_notes(queries);
  EXPECT_THAT(faults, testing::IsSupersetOf({"ListingFilter.state has no note",
                                             "ListingPage.loans has no note",
                                             "the note on ListingPage.nothing is about nothing",
                                             "the note on ListingFilter.nothing is about nothing",
                                             "visit.date has two notes"}));
  EXPECT_THAT(faults, testing::Not(testing::Contains(HasSubstr("ListingPage.lenders"))));
  EXPECT_THAT(faults, testing::Not(testing::Contains(HasSubstr("visit.party"))));
}

TEST(OpenApi, TellsTheBodyOfARouteThatIsNoCommand) {
  const json::value all = document();
  const json::value& visit = all.at("paths").at("/v1/days/{date}/visit").at("post");
  const json::value& body = visit.at("requestBody");
  EXPECT_TRUE(body.at("required").as_bool());
  EXPECT_EQ(body.at("content").at("application/json").at("schema").at("$ref").as_string(),
            "#/components/schemas/ListingFilter");
  EXPECT_EQ(visit.at("parameters").at(0).at("schema").at("format").as_string(), "date");
}

TEST(OpenApi, AQueryOfAVerticalIsDescribed) {
  const json::value& all = document();
  const json::value& operation = all.at("paths").at("/v1/borrowers/{party}/loans").at("get");
  EXPECT_EQ(operation.at("operationId").as_string(), "list_loans");
  const json::array& parameters = operation.at("parameters").as_array();
  ASSERT_EQ(parameters.size(), 5U);
  EXPECT_EQ(parameters[0].at("in").as_string(), "path");
  EXPECT_EQ(parameters[1].at("in").as_string(), "query");
  EXPECT_EQ(parameters[1].at("name").as_string(), "cursor");
  EXPECT_FALSE(parameters[1].at("required").as_bool());
  EXPECT_TRUE(parameters[2].at("required").as_bool());
  const json::value& page = all.at("components").at("schemas").at("ListingPage");
  EXPECT_EQ(page.at("properties").at("lenders").at("description").as_string(),
            "How many have bid on one of them");
  EXPECT_EQ(page.at("properties").at("lenders").at("examples").at(0), 19);
}

}  // namespace
}  // namespace tributary::api
