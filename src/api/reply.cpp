#include "api/reply.hpp"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "api/binding.hpp"
#include "api/word.hpp"
#include "http/problem.hpp"

namespace tributary::api {

namespace {

using protocol::Record;
using protocol::Refusal;

void append_member(std::string& body, std::string_view name, std::string_view text) {
  body.append(",\"").append(name).append("\":");
  http::write_json_string(body, text);
}

void append_detail(std::string& body, const Detail& detail) {
  if (detail.english.empty()) return;
  append_member(body, "detail", detail.english);
  append_member(body, "detail_zh", detail.chinese);
}

/// What http says of the same code, where it knows it too.
Detail detail_of(Refusal refusal) {
  const auto edge = http::edge_problems();
  const auto known =
      std::ranges::find(edge, protocol::text_of(refusal).name, &http::ProblemText::code);
  return known != edge.end() ? Detail{known->detail, known->detail_zh} : Detail{};
}

/// The body of a refusal's problem up to the members that differ from case to case, without the
/// closing brace. Made once: a full loan refuses thousands in a second.
const std::string& opening_of(Refusal refusal) {
  static const std::vector<std::string> openings = [] {
    std::vector<std::string> made;
    for (const protocol::RefusalText& text : protocol::refusal_texts()) {
      made.push_back(
          http::Problem(text.status, text.name).title(text.english, text.chinese).json());
      made.back().pop_back();
      made.back().append(R"(,"later":)").append(text.later ? "true" : "false");
      append_member(made.back(), "retry", http::retry_of(text.status, text.later));
    }
    return made;
  }();
  const protocol::RefusalText* const first = protocol::refusal_texts().data();
  return openings.at(static_cast<std::size_t>(&protocol::text_of(refusal) - first));
}

/// Closes the body and says in header fields what HTTP says there.
http::Response problem(Refusal refusal, std::string&& body) {
  body.push_back('}');
  http::Response response{.status = protocol::text_of(refusal).status,
                          .content_type = http::problem_type,
                          .body = std::move(body)};
  if (response.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (response.status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

/// Of a day that was not confirmed: which one to name again, and where.
void append_unconfirmed(std::string& body, const Record& record) {
  using protocol::BeginBusinessDay;
  if (record.refusal != Refusal::business_day_not_confirmed) return;
  if (record.command.number != BeginBusinessDay::number) return;
  const auto command = protocol::decode_fields<BeginBusinessDay>(record.command.fields);
  const auto words = words_of_unconfirmed(command.on, command.confirmed_on);
  append_detail(body, {words.english, words.chinese});
}

/// By how much a command or question missed, in words and as figures; or which bid is in its way;
/// or what of its terms and rules to change.
void append_figures(std::string& body, Refusal refusal, const protocol::RefusalDetail& detail) {
  if (detail.measure == protocol::Measure::nothing) return;
  const protocol::DetailText text = protocol::detail_text(refusal, detail);
  if (!text.english.empty()) {
    append_member(body, "detail", text.english);
    append_member(body, "detail_zh", text.chinese);
  }
  if (detail.measure == protocol::Measure::bid) {
    append_member(body, "bid", text.limit);
    append_member(body, "account", text.actual);
    return;
  }
  if (!detail.has_figures()) return;
  body += R"(,"figures":{"limit":)";
  http::write_json_string(body, text.limit);
  body += R"(,"actual":)";
  http::write_json_string(body, text.actual);
  body.push_back('}');
}

http::Response refusal_reply(protocol::Sequence sequence, const Record& record) {
  if (!protocol::is_known(record.refusal)) {
    throw protocol::CodecError("refusal of an unknown number");
  }
  std::string body = opening_of(record.refusal);
  append_unconfirmed(body, record);
  append_figures(body, record.refusal, record.detail);
  body += R"(,"sequence":)";
  http::write_json(body, sequence);
  return problem(record.refusal, std::move(body));
}

template <class Command>
http::Response event_reply(protocol::Sequence sequence, protocol::Time time,
                           std::span<const std::byte> fields) {
  using Event = typename Command::Accepted;
  http::Response response{.status = success_status(Command::endpoint.path)};
  std::string& body = response.body;
  body.reserve(256);
  body += R"({"sequence":)";
  http::write_json(body, sequence);
  body += R"(,"time":)";
  http::write_json(body, time);
  body.append(R"(,"event":{"type":")").append(word_of<Event>()).push_back('"');
  http::write_json_members(body, protocol::decode_fields<Event>(fields));
  body += "}}";
  return response;
}

/// What a bind error expected, for people: of a schema its description by the name it has in a
/// language, or in English, or the values it knows.
std::string expected_words(const std::string& expected, std::string_view description_name) {
  boost::json::error_code failed;
  const boost::json::value schema = boost::json::parse(expected, failed);
  const auto* const members = schema.if_object();
  const auto* description = members != nullptr ? members->if_contains(description_name) : nullptr;
  if (members != nullptr && description == nullptr)
    description = members->if_contains("description");
  if (description != nullptr) return std::string(description->as_string());
  const auto* const values = members != nullptr ? members->if_contains("enum") : nullptr;
  if (values == nullptr) return expected;
  std::string words;
  for (const boost::json::value& value : values->as_array()) {
    words.append(words.empty() ? "" : ", ").append(std::string_view(value.as_string()));
  }
  return words;
}

}  // namespace

http::Response render(protocol::Sequence sequence, protocol::Time time, const Record& record) {
  if (record.refusal != Refusal::none) return refusal_reply(sequence, record);
  std::optional<http::Response> response;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, protocol::PublicCommands>>(
      [&](auto type) {
        using Command = typename decltype(type)::type;
        if (record.command.number != Command::number) return;
        response = event_reply<Command>(sequence, time, record.event.fields);
      });
  if (!response) throw protocol::CodecError("command of an unknown number");
  return *std::move(response);
}

http::Response render(const protocol::Answer& answer) {
  if (const auto* const refusal = std::get_if<Refusal>(&answer)) return render(*refusal);
  if (const auto* const refused = std::get_if<protocol::RefusedQuestion>(&answer)) {
    std::string body = opening_of(refused->refusal);
    append_figures(body, refused->refusal, refused->detail);
    return problem(refused->refusal, std::move(body));
  }
  http::Response response;
  std::visit(
      [&](const auto& view) {
        if constexpr (http::DescribedStruct<std::remove_cvref_t<decltype(view)>>) {
          http::write_json(response.body, view);
        }
      },
      answer);
  return response;
}

http::Response render(Refusal refusal) { return render(refusal, detail_of(refusal)); }

http::Response render(Refusal refusal, const Detail& detail) {
  std::string body = opening_of(refusal);
  append_detail(body, detail);
  return problem(refusal, std::move(body));
}

http::Response render_recorded(protocol::PostingId posting) {
  const std::string number = std::to_string(posting.value);
  std::string body = opening_of(Refusal::bank_reference_recorded);
  append_detail(body, {"It is posting " + number, "对应分录为 " + number});
  append_member(body, "posting", number);
  return problem(Refusal::bank_reference_recorded, std::move(body));
}

UnconfirmedWords words_of_unconfirmed(money::Date day, std::optional<money::Date> confirmed_on) {
  const std::string wished = to_string(day);
  if (confirmed_on && *confirmed_on != day) {
    const std::string other = to_string(*confirmed_on);
    return {"confirmed_on is " + other + ", and not " + wished,
            "confirmed_on 为 " + other + "，与 " + wished + " 不一致"};
  }
  return {"to begin " + wished + " all the same, name it again as confirmed_on " + wished,
          "如确需开始 " + wished + "，请在 confirmed_on 中再次写明 " + wished};
}

std::string expected_in_both(std::string_view english, std::string_view chinese) {
  return boost::json::serialize(
      boost::json::object{{"description", english}, {"x-description-zh", chinese}});
}

http::Response render(const http::BindError& error) {
  http::BindError english = error;
  english.expected = expected_words(error.expected, "description");
  http::BindError chinese = error;
  chinese.expected = expected_words(error.expected, "x-description-zh");
  std::string body = opening_of(Refusal::malformed_request);
  append_detail(body, {to_string(english), to_chinese(chinese)});
  append_member(body, "path", error.path);
  append_member(body, "reason", boost::describe::enum_to_string(error.reason, "not_json"));
  return problem(Refusal::malformed_request, std::move(body));
}

}  // namespace tributary::api
