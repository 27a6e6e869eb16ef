#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <charconv>
#include <stdexcept>

#include "api/time_text.hpp"
#include "api/word.hpp"
#include "money/text.hpp"
#include "protocol/codec.hpp"
#include "simulate/step.hpp"

namespace tributary::simulation {
namespace {

using namespace protocol;

template <class T>
constexpr bool is_optional = false;
template <class T>
constexpr bool is_optional<std::optional<T>> = true;
template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
template <class T>
concept Described = boost::describe::has_describe_members<T>::value;

/// A text without blanks: what is not plain is written as %41.
std::string escaped(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > ' ' && c != '%' && c != ',' && byte != 0x7f) {
      out.push_back(c);
    } else {
      out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return out;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ec == std::errc{}) {
      out.push_back(static_cast<char>(value));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

[[noreturn]] void complain(std::string_view what, std::string_view text) {
  throw std::invalid_argument("'" + std::string(text) + "' is no " + std::string(what));
}

template <class T>
T number_in(std::string_view text) {
  T value{};
  const auto [last, error] = std::from_chars(text.begin(), text.end(), value);
  if (error != std::errc{} || last != text.end()) complain("number", text);
  return value;
}

template <class T>
constexpr bool is_list = false;
template <class T>
constexpr bool is_list<std::vector<T>> = true;

/// A text of a declared kind is its text.
template <class T>
concept TextOfAKind = requires(T& kind) {
  { kind.text } -> std::same_as<std::string&>;
} && boost::mp11::mp_size<Members<T>>::value == 1;

template <class T>
std::string value_text(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_enum_v<T>) {
    return std::string(boost::describe::enum_to_string(value, "?"));
  } else if constexpr (std::is_integral_v<T>) {
    return std::to_string(value);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return escaped(value);
  } else if constexpr (TextOfAKind<T>) {
    return escaped(value.text);
  } else if constexpr (std::is_same_v<T, Date>) {
    return money::to_string(value);
  } else if constexpr (is_optional<T>) {
    return value ? value_text(*value) : std::string();
  } else if constexpr (is_list<T>) {
    std::string text;
    for (const auto& one : value) text += (text.empty() ? "" : ",") + value_text(one);
    return text;
  } else {
    return std::to_string(protocol::detail::only_member(const_cast<T&>(value)));
  }
}

template <class T>
void read_value(std::string_view text, T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    value = text == "true";
  } else if constexpr (std::is_enum_v<T>) {
    if (!boost::describe::enum_from_string(std::string(text).c_str(), value)) {
      complain("value of its kind", text);
    }
  } else if constexpr (std::is_integral_v<T>) {
    value = number_in<T>(text);
  } else if constexpr (std::is_same_v<T, std::string>) {
    value = unescaped(text);
  } else if constexpr (TextOfAKind<T>) {
    value.text = unescaped(text);
  } else if constexpr (std::is_same_v<T, Date>) {
    const auto date = money::parse_date(text);
    if (!date) complain("day", text);
    value = *date;
  } else if constexpr (is_optional<T>) {
    read_value(text, value.emplace());
  } else if constexpr (is_list<T>) {
    while (!text.empty()) {
      const std::string_view one = text.substr(0, text.find(','));
      read_value(one, value.emplace_back());
      text.remove_prefix(std::min(one.size() + 1, text.size()));
    }
  } else {
    auto& only = protocol::detail::only_member(value);
    only = number_in<std::remove_cvref_t<decltype(only)>>(text);
  }
}

template <class T>
bool is_default(const T& value, const T& usual) {
  if constexpr (Described<T>) {
    bool same = true;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      same = same && is_default(value.*member.pointer, usual.*member.pointer);
    });
    return same;
  } else {
    return value == usual;
  }
}

template <class T>
void write_fields(std::string& line, const std::string& prefix, const T& value) {
  [[maybe_unused]] static const T usual{};
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    const auto& field = value.*member.pointer;
    using Field = std::remove_cvref_t<decltype(field)>;
    if (is_default(field, usual.*member.pointer)) return;
    if constexpr (Described<Field> && !TextOfAKind<Field>) {
      write_fields(line, prefix + member.name + ".", field);
    } else {
      line += " " + prefix + member.name + "=" + value_text(field);
    }
  });
}

/// Whether T has the field `name`, which may lie in a struct within.
template <class T>
bool read_field(T& value, std::string_view name, std::string_view text) {
  bool found = false;
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    auto& field = value.*member.pointer;
    using Field = std::remove_cvref_t<decltype(field)>;
    const std::string_view own = member.name;
    if constexpr (Described<Field> && !TextOfAKind<Field>) {
      if (name.starts_with(own) && name.substr(own.size()).starts_with('.')) {
        found = read_field(field, name.substr(own.size() + 1), text);
      }
    } else if (name == own) {
      found = true;
      read_value(text, field);
    }
  });
  return found;
}

/// In the place of an approver.
constexpr std::string_view unsuitable = "unsuitable";

/// `staff/1`, `member/7` for one who has the number of the party, `member/900@7` for another one;
/// `staff/1+staff/2` for what the second approves of.
std::string sender_text(const Sender& sender) {
  const ActorId actor = sender.actor;
  if (actor == no_suitable_approver) return std::string(unsuitable);
  std::string text = value_text(actor.kind()) + "/" + std::to_string(actor.number());
  if (sender.party && sender.party.value != actor.number()) {
    text += "@" + std::to_string(sender.party.value);
  }
  if (sender.approver) text += "+" + sender_text({sender.approver, {}, 0, {}});
  return text;
}

Sender sender_in(std::string_view text) {
  if (const std::size_t plus = text.find('+'); plus != text.npos) {
    Sender sender = sender_in(text.substr(0, plus));
    sender.approver = sender_in(text.substr(plus + 1)).actor;
    return sender;
  }
  if (text == unsuitable) return {no_suitable_approver, {}, 0, {}};
  const std::size_t slash = text.find('/');
  if (slash == text.npos) complain("sender, such as staff/1", text);
  ActorKind kind{};
  read_value(text.substr(0, slash), kind);
  const std::string_view numbers = text.substr(slash + 1);
  const std::size_t at = std::min(numbers.find('@'), numbers.size());
  const auto number = number_in<std::uint64_t>(numbers.substr(0, at));
  Sender sender{ActorId::of(kind, number), {}, 0, {}};
  if (kind == ActorKind::member) sender.party = {number};
  if (at != numbers.size()) {
    sender.party = {number_in<std::uint64_t>(numbers.substr(at + 1))};
  }
  return sender;
}

struct Text {
  std::string operator()(const At& at) const {
    std::string line = "at ";
    api::append_time(line, at.time);
    return line;
  }
  std::string operator()(const Commit&) const { return "commit"; }
  std::string operator()(const Strike& strike) const {
    return "strike " + std::string(info_of(strike.fault).name) + " " +
           std::to_string(strike.number);
  }
  std::string operator()(const Send& send) const {
    std::string line = sender_text(send.sender) + " " + std::to_string(send.id) + " ";
    std::visit(
        [&]<class Command>(const Command& command) {
          line += api::word_of<Command>();
          write_fields(line, "", command);
        },
        send.command);
    return line;
  }
};

std::string_view take_word(std::string_view& line) {
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(std::min(word.size() + 1, line.size()));
  return word;
}

AnyCommand command_in(std::string_view line) {
  const std::string_view word = take_word(line);
  std::optional<AnyCommand> read;
  boost::mp11::mp_for_each<AnyCommand>([&]<class Command>(const Command&) {
    if (api::word_of<Command>() != word) return;
    Command command;
    std::string_view fields = line;
    while (!fields.empty()) {
      const std::string_view field = take_word(fields);
      const std::size_t equals = field.find('=');
      if (equals == field.npos ||
          !read_field(command, field.substr(0, equals), field.substr(equals + 1))) {
        complain("field of " + std::string(word), field);
      }
    }
    read = std::move(command);
  });
  if (!read) complain("command", word);
  return std::move(*read);
}

Step step_in(std::string_view line) {
  const std::string_view word = take_word(line);
  if (word == "commit") return Commit{};
  if (word == "at") {
    const auto time = api::parse_time(line);
    if (!time) complain("time", line);
    return At{*time};
  }
  if (word == "strike") {
    const std::string_view name = take_word(line);
    const auto fault = fault_named(name);
    if (!fault) complain("fault", name);
    return Strike{*fault, number_in<std::uint64_t>(line)};
  }
  const Sender sender = sender_in(word);
  const auto id = number_in<std::uint64_t>(take_word(line));
  return Send{sender, id, command_in(line)};
}

}  // namespace

std::string text_of(const Step& step) { return std::visit(Text{}, step); }

Steps steps_of(std::string_view script) {
  Steps steps;
  for (std::size_t number = 1; !script.empty(); ++number) {
    const std::string_view line = script.substr(0, script.find('\n'));
    script.remove_prefix(std::min(line.size() + 1, script.size()));
    if (line.empty() || line.starts_with('#')) continue;
    try {
      steps.push_back(step_in(line));
    } catch (const std::invalid_argument& fault) {
      throw std::invalid_argument("line " + std::to_string(number) + ": " + fault.what());
    }
  }
  return steps;
}

}  // namespace tributary::simulation
