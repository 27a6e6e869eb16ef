#include "tests/http/caller.hpp"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <thread>

namespace tributary::http_test {

const Answer& Caller::send(std::string_view path, const boost::json::object& body) {
  return send(path, name_ + "-" + std::to_string(exchanges_.size()), body);
}

const Answer& Caller::send(std::string_view path, std::string_view key,
                           const boost::json::object& body) {
  std::string text = boost::json::serialize(body);
  Answer answer = insist(path, key, text);
  return exchanges_
      .emplace_back(std::string(path), std::string(key), std::move(text), std::move(answer))
      .answer;
}

Answer Caller::get(std::string_view path) { return insist(path, {}, {}); }

void Caller::ask_again(std::size_t from) {
  for (std::size_t i = from; i < exchanges_.size(); ++i) {
    const Exchange& first = exchanges_[i];
    const Answer again = insist(first.path, first.key, first.body);
    ASSERT_EQ(again, first.answer) << first.path << ' ' << first.key << ' ' << first.body;
  }
}

/// An empty key: a question.
Answer Caller::insist(std::string_view path, std::string_view key, std::string_view body) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  for (;; ++retries_) {
    try {
      Answer answer = key.empty() ? client_.get(path) : client_.post(path, key, body);
      if (answer.status != 503) return answer;
      if (std::chrono::steady_clock::now() > end) throw ConnectionLost(answer.body);
    } catch (const ConnectionLost&) {
      if (std::chrono::steady_clock::now() > end) throw;
    }
    std::this_thread::sleep_for(milliseconds(2));
  }
}

}  // namespace tributary::http_test
