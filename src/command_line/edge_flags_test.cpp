#include "command_line/edge_flags.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "http/socket.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::command_line {
namespace {

app::ServeOptions read(std::vector<std::string_view> words) {
  base::Flags flags(words);
  app::ServeOptions options;
  read_edge_options(flags, options);
  flags.finish();
  return options;
}

TEST(EdgeFlags, AnAddressIsOfEitherFamily) {
  EXPECT_EQ(to_string(read({"--listen", "0.0.0.0:9000"}).listen), "0.0.0.0:9000");
  EXPECT_EQ(to_string(read({"--listen", "[::1]:9000"}).listen), "[::1]:9000");
  EXPECT_EQ(read({"--listen", "[::1]:9000"}).listen.address, "::1");
  for (const char* wrong : {"9000", ":9000", "::1:9000", "127.0.0.1:", "127.0.0.1:x",
                            "127.0.0.1:65536", "[]:1", "localhost:9000", "[localhost]:9000",
                            "[127.0.0.1]:9000", "127.1:9000", "*:9000", "[::1:9000", "::1]:9000"}) {
    EXPECT_THROW(read({"--listen", wrong}), base::FlagError) << wrong;
  }
}

TEST(EdgeFlags, ANameIsToldWhatToWriteInstead) {
  for (const char* flag : {"--listen", "--admin-listen"}) {
    try {
      read({flag, "localhost:9000"});
      FAIL() << flag;
    } catch (const base::FlagError& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr(flag));
      EXPECT_THAT(error.what(), testing::HasSubstr("127.0.0.1:8080 or [::1]:8080"));
      EXPECT_THAT(error.what(), testing::HasSubstr("not localhost:9000"));
    }
  }
}

TEST(EdgeFlags, TheAdminListenerIsBesideUnlessItIsNamed) {
  EXPECT_EQ(to_string(read({}).admin_listen), "127.0.0.1:8081");
  EXPECT_EQ(to_string(read({"--listen", "0.0.0.0:9000"}).admin_listen), "127.0.0.1:9001");
  EXPECT_EQ(to_string(read({"--listen", "127.0.0.1:0"}).admin_listen), "127.0.0.1:0");
  EXPECT_EQ(to_string(read({"--listen", "127.0.0.1:1"}).admin_listen), "127.0.0.1:2");
  EXPECT_THROW(read({"--listen", "127.0.0.1:65535"}), base::FlagError) << "none comes after it";
  EXPECT_EQ(
      to_string(read({"--listen", "127.0.0.1:65535", "--admin-listen", "10.0.0.1:1"}).admin_listen),
      "10.0.0.1:1");
  EXPECT_EQ(to_string(read({"--admin-listen", "10.0.0.1:1"}).admin_listen), "10.0.0.1:1");
}

TEST(EdgeFlags, OneThreadServesUnlessItIsSaidOtherwise) {
  EXPECT_EQ(read({}).shards, 1U);
  EXPECT_EQ(read({"--shards", "256"}).shards, 256U);
  EXPECT_THROW(read({"--shards", "0"}), base::FlagError);
  EXPECT_THROW(read({"--shards", "257"}), base::FlagError);
}

TEST(EdgeFlags, CertificateAndKeyGoTogether) {
  EXPECT_EQ(read({"--tls-certificate", "a", "--tls-key", "b"}).tls.certificate, "a");
  EXPECT_EQ(read({"--tls-certificate", "a", "--tls-key", "b"}).tls.key, "b");
  EXPECT_THROW(read({"--tls-certificate", "a"}), base::FlagError);
  EXPECT_THROW(read({"--tls-key", "a"}), base::FlagError);
}

std::string trouble_of(const app::ServeOptions& options) {
  try {
    try_edge(options);
  } catch (const std::exception& fault) {
    return fault.what();
  }
  return "none";
}

TEST(EdgeFlags, WhatCannotBeServedIsToldByItsFlag) {
  const http::FileDescriptor taken = http::listen_on("127.0.0.1", 0);
  const std::string place = "127.0.0.1:" + std::to_string(http::local_port(taken));
  const std::string_view any = "127.0.0.1:0";
  EXPECT_EQ(trouble_of(read({"--listen", any})), "none");
  EXPECT_THAT(trouble_of(read({"--listen", place})),
              testing::HasSubstr("--listen: cannot listen on " + place));
  EXPECT_THAT(trouble_of(read({"--listen", any, "--admin-listen", place})),
              testing::HasSubstr("--admin-listen: cannot listen on " + place));
  EXPECT_THAT(trouble_of(read({"--listen", any, "--socket", "/nope/web.sock"})),
              testing::HasSubstr("--socket: cannot listen on /nope/web.sock"));
  EXPECT_THAT(trouble_of(read({"--listen", any, "--tls-certificate", "/nope", "--tls-key", "/no"})),
              testing::StartsWith("--tls-certificate, --tls-key: /nope cannot be read"));
}

TEST(EdgeFlags, ATrialLeavesNothingBehind) {
  const store::TemporaryFolder folder;
  const std::string socket = (folder.path() / "web.sock").string();
  EXPECT_EQ(trouble_of(read({"--listen", "127.0.0.1:0", "--socket", socket})), "none");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(EdgeFlags, ProxiesAreAddressesNetworksOrUnix) {
  EXPECT_EQ(read({"--socket", "web.sock", "--trusted-proxy", "10.0.0.0/8,::1,unix"}).proxies.size(),
            3U);
  EXPECT_THROW(read({"--trusted-proxy", "10.0.0.0/8,unix"}), base::FlagError) << "without a socket";
  for (const char* wrong : {"proxy.example", "10.0.0.0/33", "::1/129", "10.0.0.0/"}) {
    EXPECT_THROW(read({"--trusted-proxy", wrong}), base::FlagError) << wrong;
  }
}

}  // namespace
}  // namespace tributary::command_line
