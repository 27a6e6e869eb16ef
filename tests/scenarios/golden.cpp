#include "tests/scenarios/golden.hpp"

#include <charconv>
#include <sstream>

#include "tests/scenarios/words.hpp"

namespace tributary::scenarios {
namespace {

std::string hex_of(std::span<const std::byte> bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::byte byte : bytes) {
    text += digits[std::to_integer<std::size_t>(byte) >> 4];
    text += digits[std::to_integer<std::size_t>(byte) & 15];
  }
  return text;
}

template <class Integer>
Integer number_of(std::string_view text, int base) {
  Integer value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw Complaint("\"" + std::string(text) + "\" is no number");
  }
  return value;
}

std::vector<std::byte> bytes_of(std::string_view hex) {
  std::vector<std::byte> bytes;
  for (; hex.size() >= 2; hex.remove_prefix(2)) {
    bytes.push_back(static_cast<std::byte>(number_of<unsigned>(hex.substr(0, 2), 16)));
  }
  if (!hex.empty()) throw Complaint("half a byte");
  return bytes;
}

}  // namespace

std::string golden_text(const engine::TestJournal& journal, std::uint64_t state_hash) {
  std::ostringstream out;
  out << "rules " << engine::rules_version << '\n';
  for (const engine::TestGroup& group : journal) {
    if (group.body.empty()) continue;
    out << "group " << group.now.ms << '\n';
    protocol::Reader in(group.body.view());
    while (!in.done()) {
      const std::size_t start = group.body.size() - in.left();
      protocol::read_record(in);
      const std::size_t end = group.body.size() - in.left();
      out << "record " << hex_of(group.body.view(start, end - start)) << '\n';
    }
  }
  out << "hash " << std::hex << state_hash << '\n';
  return out.str();
}

void replay_golden(std::string_view text) {
  engine::Engine engine;
  bool ended = false;
  engine::RulesVersion rules = 0;
  std::istringstream lines{std::string(text)};
  for (std::string kind, value; lines >> kind >> value;) {
    if (kind == "rules") {
      rules = number_of<engine::RulesVersion>(value, 10);
    } else if (kind == "group") {
      engine.begin_group({number_of<std::int64_t>(value, 10)}, rules);
    } else if (kind == "record") {
      const auto bytes = bytes_of(value);
      protocol::Reader in(bytes);
      engine.replay(protocol::read_record(in));
      if (!in.done()) throw Complaint("a record has bytes behind it");
    } else if (kind == "hash") {
      ended = true;
      if (number_of<std::uint64_t>(value, 16) != engine.state().hash.value()) {
        throw Complaint("the journal replays to another state: hash " +
                        std::to_string(engine.state().hash.value()));
      }
    } else {
      throw Complaint("\"" + kind + "\" is no line of a golden journal");
    }
  }
  if (!ended) throw Complaint("the golden journal has no end");
  if (const auto broken = engine::first_broken(engine.state())) {
    throw Complaint("broken law: " + *broken);
  }
}

}  // namespace tributary::scenarios
