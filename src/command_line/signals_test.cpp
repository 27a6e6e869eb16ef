#include "command_line/signals.hpp"

#include <gtest/gtest.h>
#include <pthread.h>

#include <functional>
#include <thread>

namespace tributary::command_line {
namespace {

/// On a thread of its own, which takes the signals from itself alone.
void on_a_thread(const std::function<void(Signals&)>& act) {
  std::thread([&] {
    Signals signals;
    act(signals);
  }).join();
}

TEST(Signals, ToStopAreSeenBeforeTheyAreTaken) {
  for (const int signal : {SIGINT, SIGTERM}) {
    on_a_thread([&](Signals& signals) {
      EXPECT_FALSE(Signals::stop_is_pending());
      ::pthread_kill(::pthread_self(), signal);
      EXPECT_TRUE(Signals::stop_is_pending());
      EXPECT_TRUE(Signals::stop_is_pending()) << "it is still there";
      EXPECT_EQ(signals.wait(), Signals::Word::stop);
      EXPECT_FALSE(Signals::stop_is_pending());
    });
  }
}

TEST(Signals, ToReadAgainAreNoneToStop) {
  on_a_thread([](Signals& signals) {
    ::pthread_kill(::pthread_self(), SIGHUP);
    EXPECT_FALSE(Signals::stop_is_pending());
    EXPECT_EQ(signals.wait(), Signals::Word::reload);
  });
}

TEST(Signals, WhoWaitsIsWokenOnce) {
  on_a_thread([](Signals& signals) {
    signals.wake();
    EXPECT_EQ(signals.wait(), Signals::Word::woken);
    ::pthread_kill(::pthread_self(), SIGTERM);
    EXPECT_EQ(signals.wait(), Signals::Word::stop);
  });
}

}  // namespace
}  // namespace tributary::command_line
