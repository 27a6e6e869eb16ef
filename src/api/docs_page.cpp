#include "api/docs_page.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <span>
#include <utility>
#include <vector>

#include "api/docs_style.hpp"
#include "api/html_text.hpp"
#include "api/schema_example.hpp"

namespace tributary::api {

namespace {

namespace json = boost::json;

/// Rivers that become one.
constexpr std::string_view logo =
    R"(<svg viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-width="2.6" )"
    R"(stroke-linecap="round"><path d="M6 3c0 11 10 9 10 19v7M26 3c0 11-10 9-10 19M16 3v8"/></svg>)";

std::string_view text_at(const json::object& object, std::string_view member) {
  const auto* const value = object.if_contains(member);
  return value != nullptr ? std::string_view(value->as_string()) : std::string_view();
}

/// One operation of the document.
struct Route {
  std::string_view path;
  std::string_view method;
  const json::object* operation;

  std::string_view text(std::string_view member) const { return text_at(*operation, member); }
  std::string_view tag() const { return operation->at("tags").at(0).as_string(); }
  bool is_post() const { return method == "post"; }
  std::span<const json::value> parameters() const {
    const auto* const list = operation->if_contains("parameters");
    if (list == nullptr) return {};
    return {list->as_array().data(), list->as_array().size()};
  }
  const json::object* body() const {
    const auto* const value = operation->if_contains("requestBody");
    return value != nullptr ? &value->at("content").at("application/json").as_object() : nullptr;
  }
  /// What an answer says; of a stream what each of its events says.
  const json::object& answer_schema() const {
    const json::object& response = answer().value().as_object();
    if (const auto* const event = response.if_contains("x-event")) {
      return event->at("data").as_object();
    }
    return response.at("content").as_object().begin()->value().at("schema").as_object();
  }
  /// What is answered when all is well: the first of the responses.
  const json::key_value_pair& answer() const {
    return *operation->at("responses").as_object().begin();
  }
};

struct Tag {
  std::string_view name;
  std::vector<Route> routes;
};

/// The routes by tag, both in the order of their first appearance.
std::vector<Tag> tags_of(const json::object& paths) {
  std::vector<Tag> tags;
  for (const auto& path : paths) {
    for (const auto& method : path.value().as_object()) {
      const Route route{path.key(), method.key(), &method.value().as_object()};
      auto tag = std::ranges::find(tags, route.tag(), &Tag::name);
      if (tag == tags.end()) tag = tags.insert(tag, {route.tag(), {}});
      tag->routes.push_back(route);
    }
  }
  return tags;
}

std::string badge(const Route& route) {
  return route.is_post() ? "<span class=\"method post\">POST</span>"
                         : "<span class=\"method get\">GET</span>";
}

/// What a route is found by.
std::string search_words(const Route& route) {
  std::string words;
  for (const std::string_view text :
       {route.text("operationId"), route.path, route.text("summary"), route.text("x-permission")}) {
    append_html(words, text);
    words += ' ';
  }
  return words;
}

/// The path with its parameters marked.
std::string marked_path(std::string_view path) {
  std::string html;
  for (const char c : path) {
    if (c == '{') html += "<em>";
    html += c;
    if (c == '}') html += "</em>";
  }
  return html;
}

/// The path with an example in the place of each parameter.
std::string example_path(const Route& route) {
  std::string path(route.path);
  for (const json::value& parameter : route.parameters()) {
    const json::object& part = parameter.as_object();
    if (text_at(part, "in") != "path") continue;
    const json::value& example = part.at("schema").at("examples").at(0);
    const std::string name = "{" + std::string(text_at(part, "name")) + "}";
    path.replace(path.find(name), name.size(),
                 example.is_string() ? std::string(example.as_string()) : json::serialize(example));
  }
  return path;
}

std::string_view words_of_retry(std::string_view retry) {
  if (retry == "same_key") return "same key";
  return retry == "new_key" ? "new key" : "";
}

/// Writes the page from top to bottom.
class Page {
 public:
  explicit Page(const json::object& document)
      : document_(document),
        schemas_(document.at("components").at("schemas").as_object()),
        tags_(tags_of(document.at("paths").as_object())) {}

  std::string write() &&;

 private:
  template <class... Pieces>
  void put(const Pieces&... pieces) {
    (out_.append(pieces), ...);
  }

  void menu();
  void introduction();
  void endpoint(const Route&);
  const json::object& full(const json::value& parameter) const;
  void parameter_rows(const Route&, std::string_view in, std::string_view title);
  bool takes_header(const Route&, std::string_view name) const;
  void rows(const json::object& schema, const std::string& prefix = "");
  void row(std::string_view name, const json::object& schema, bool required);
  void request_example(const Route&);
  void answer_example(const Route&);
  void code_block(std::string_view title, std::string_view note, std::string_view html);
  void roles();
  void refusals();
  std::string type_of(const json::object& schema) const;
  std::string choices_of(const json::object& schema) const;

  const json::object& document_;
  const json::object& schemas_;
  const std::vector<Tag> tags_;
  std::string out_;
};

std::string Page::write() && {
  put("<!doctype html><html lang=en><meta charset=utf-8>",
      "<meta name=viewport content=\"width=device-width,initial-scale=1\">",
      "<title>Tributary API</title><script>", docs_theme_script, "</script><style>", docs_style,
      "</style>");
  menu();
  put("<main>");
  introduction();
  for (const Tag& tag : tags_) {
    put("<div class=topic><h2 class=group>", html_of(tag.name), "</h2>");
    for (const Route& route : tag.routes) endpoint(route);
    put("</div>");
  }
  roles();
  refusals();
  put("</main><script>", docs_script, "</script></html>\n");
  return std::move(out_);
}

void Page::menu() {
  put("<nav><div class=brand>", logo, "Tributary API",
      "<button id=theme title=\"Light or dark\">\u25d0</button></div>",
      "<input id=search type=search placeholder=\"Find an endpoint or a refusal  /\" ",
      "autocomplete=off spellcheck=false><div class=menu>");
  for (const Tag& tag : tags_) {
    put("<div><h2>", html_of(tag.name), "</h2>");
    for (const Route& route : tag.routes) {
      const std::string id = html_of(route.text("operationId"));
      put("<a href=\"#", id, "\" data-words=\"", search_words(route), "\">", badge(route), id,
          "</a>");
    }
    put("</div>");
  }
  put("<div><h2>more</h2><a href=\"#roles\" data-words=\"roles permissions\">Roles</a>",
      "<a href=\"#refusals\" data-words=\"refusals");
  for (const json::value& refusal : document_.at("x-refusals").as_array()) {
    put(" ", html_of(text_at(refusal.as_object(), "code")));
  }
  put("\">All refusals</a><a href=\"/openapi.json\" data-words=openapi.json>openapi.json</a>",
      "</div><p class=nothing>Nothing by that name.</p></div></nav>");
}

void Page::introduction() {
  const json::object& info = document_.at("info").as_object();
  put("<h1>Tributary API</h1><p class=lead>", html_of(text_at(info, "summary")), "</p>",
      "<div class=intro>", html_of_markdown(text_at(info, "description")), "</div>");
}

void Page::endpoint(const Route& route) {
  const std::string id = html_of(route.text("operationId"));
  put("<section id=\"", id, "\" data-words=\"", search_words(route), "\"><div><h3><a href=\"#", id,
      "\">", html_of(route.text("summary")), "</a></h3><div class=route>", badge(route),
      "<span class=path>", marked_path(route.path), "</span></div><div class=says>",
      html_of_markdown(route.text("description")), "</div>");
  parameter_rows(route, "header", "Headers");
  parameter_rows(route, "path", "Path");
  parameter_rows(route, "query", "Query");
  if (const json::object* const body = route.body()) {
    put("<h4>Body</h4><div class=fields>");
    rows(resolved(body->at("schema").as_object(), schemas_));
    put("</div>");
  }
  const json::object& answer = resolved(route.answer_schema(), schemas_);
  if (answer.contains("properties")) {
    put("<details><summary>Answer</summary><div class=fields>");
    rows(answer);
    put("</div></details>");
  }
  put("</div><div class=examples>");
  request_example(route);
  answer_example(route);
  put("</div></section>");
}

/// A parameter, also one that many routes share.
const json::object& Page::full(const json::value& parameter) const {
  const json::object& part = parameter.as_object();
  const std::string_view reference = text_at(part, "$ref");
  if (reference.empty()) return part;
  const std::string_view name = reference.substr(reference.rfind('/') + 1);
  return document_.at("components").at("parameters").at(name).as_object();
}

void Page::parameter_rows(const Route& route, std::string_view in, std::string_view title) {
  bool any = false;
  for (const json::value& parameter : route.parameters()) {
    const json::object& part = full(parameter);
    if (text_at(part, "in") != in) continue;
    if (!std::exchange(any, true)) put("<h4>", title, "</h4><div class=fields>");
    json::object schema = part.at("schema").as_object();
    if (const auto* const text = part.if_contains("description")) schema["description"] = *text;
    const auto* const required = part.if_contains("required");
    row(text_at(part, "name"), schema, required != nullptr && required->as_bool());
  }
  if (any) put("</div>");
}

bool Page::takes_header(const Route& route, std::string_view name) const {
  return std::ranges::any_of(route.parameters(), [&](const json::value& parameter) {
    return text_at(full(parameter), "in") == "header" && text_at(full(parameter), "name") == name;
  });
}

/// A row for each member of a struct, those of structs within it too.
void Page::rows(const json::object& schema, const std::string& prefix) {
  for (const auto& member : schema.at("properties").as_object()) {
    const json::object& part = member.value().as_object();
    const std::string name = prefix + std::string(member.key());
    row(name, part, is_required(schema, member.key()));
    const auto* const items = part.if_contains("items");
    const json::object& inner = resolved(items != nullptr ? items->as_object() : part, schemas_);
    if (inner.contains("properties")) rows(inner, name + (items != nullptr ? "[]." : "."));
  }
}

void Page::row(std::string_view name, const json::object& schema, bool required) {
  const bool deep = name.contains('.');
  put(deep ? "<div class=deep>" : "<div>", "<span class=field>", html_of(name),
      "</span><span class=type>", type_of(schema), "</span>");
  const auto* standard = schema.if_contains("default");
  if (standard == nullptr) standard = schema.if_contains("x-default");
  if (required) {
    put("<span class=must>required</span>");
  } else if (standard != nullptr && !standard->is_object() && *standard != "") {
    put("<span class=type>default ", html_of(json::serialize(*standard)), "</span>");
  }
  if (const std::string_view meaning = text_at(schema, "description"); !meaning.empty()) {
    put("<span class=meaning>", html_of(meaning), "</span>");
  }
  put(choices_of(schema), "</div>");
}

std::string Page::type_of(const json::object& schema) const {
  if (schema.contains("title")) return html_of(text_at(schema, "title"));
  if (const auto* const only = schema.if_contains("const")) return html_of(json::serialize(*only));
  if (const auto* const items = schema.if_contains("items")) {
    return "list of " + type_of(items->as_object());
  }
  const json::object& full = resolved(schema, schemas_);
  if (full.contains("enum")) return "one of";
  const auto* const maximum = full.if_contains("maximum");
  const bool is_small = maximum != nullptr && maximum->is_int64() && maximum->as_int64() <= 0xff;
  return html_of(text_at(full, "type")) +
         (is_small ? " up to " + json::serialize(*maximum) : std::string());
}

std::string Page::choices_of(const json::object& schema) const {
  const auto* const choices = resolved(schema, schemas_).if_contains("enum");
  if (choices == nullptr) return "";
  std::string html = "<span class=choices>";
  for (const json::value& choice : choices->as_array()) {
    html.append("<code>").append(html_of(choice.as_string())).append("</code> ");
  }
  return html + "</span>";
}

void Page::request_example(const Route& route) {
  std::string html = "curl <span class=host>http://127.0.0.1:8080</span>";
  html += html_of(example_path(route));
  html += " \\\n  -H <span class=s>\"Authorization: Bearer $TOKEN\"</span>";
  if (takes_header(route, "Idempotency-Key")) {
    html +=
        " \\\n  -H <span class=s>\"Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)\"</span>";
  }
  if (takes_header(route, "Approval")) {
    html += " \\\n  -H <span class=s>\"Approval: Bearer $APPROVAL\"</span>";
  }
  if (const json::object* const body = route.body()) {
    html += " \\\n  -H <span class=s>\"Content-Type: application/json\"</span>";
    html += " \\\n  -d '" + html_of_json(body->at("example")) + "'";
  } else if (route.is_post()) {
    html += " \\\n  -X POST";
  }
  code_block("Request", "", html);
}

void Page::answer_example(const Route& route) {
  const json::key_value_pair& answer = route.answer();
  const auto& media = *answer.value().at("content").as_object().begin();
  const json::value& example = media.value().at("example");
  // The example of a stream is text as it is sent.
  code_block("Answer", std::string(answer.key()).append(" ").append(media.key()),
             example.is_string() ? html_of(example.as_string()) : html_of_json(example));
}

void Page::code_block(std::string_view title, std::string_view note, std::string_view html) {
  put("<div class=code><header><b>", title, "</b>", html_of(note),
      "<button>Copy</button></header><pre>", html, "</pre></div>");
}

void Page::roles() {
  put("<div class=topic><h2 class=group>roles</h2><section class=wide id=roles>",
      "<p class=says>A token has one role, which decides what its bearer may do.</p>",
      "<table><thead><tr><th>role<th>of a<th>permissions<th></tr></thead><tbody>");
  for (const json::value& entry : document_.at("x-roles").as_array()) {
    const json::object& role = entry.as_object();
    const std::string name = html_of(text_at(role, "role"));
    std::string permissions;
    for (const json::value& permission : role.at("permissions").as_array()) {
      permissions.append(permissions.empty() ? "<code>" : " <code>");
      permissions.append(html_of(permission.as_string())).append("</code>");
    }
    put("<tr data-words=\"", name, "\"><td><code>", name, "</code><td>",
        html_of(text_at(role, "kind")), "<td>", permissions, "<td>",
        html_of(text_at(role, "summary")), "</tr>");
  }
  put("</tbody></table></section></div>");
}

void Page::refusals() {
  put("<div class=topic><h2 class=group>refusals</h2><section class=wide id=refusals>",
      "<p class=says>Of several reasons the first in this order is returned. The last column "
      "says how the same request may succeed unchanged: with the <b class=later>same key</b>, "
      "since "
      "it "
      "was not decided, or later with a <b class=later>new key</b>.</p><table><thead><tr>",
      "<th>code<th>status<th>English<th>\u4e2d\u6587<th></tr></thead><tbody>");
  for (const json::value& entry : document_.at("x-refusals").as_array()) {
    const json::object& refusal = entry.as_object();
    const std::string code = html_of(text_at(refusal, "code"));
    const std::string english = html_of(text_at(refusal, "title"));
    const std::string chinese = html_of(text_at(refusal, "title_zh"));
    put("<tr id=\"", code, "\" data-words=\"", code, " ", english, " ", chinese, "\"><td><code>",
        code, "</code><td>", json::serialize(refusal.at("status")), "<td>", english, "<td lang=zh>",
        chinese, "<td class=later>", words_of_retry(text_at(refusal, "retry")), "</tr>");
  }
  put("</tbody></table></section></div>");
}

}  // namespace

std::string docs_page(std::string_view openapi) {
  const json::value document = json::parse(openapi);
  return Page(document.as_object()).write();
}

}  // namespace tributary::api
