#include "tidy/repository.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace tributary::tidy {
namespace {

namespace fs = std::filesystem;

class RepositoryOnDisk : public testing::Test {
 protected:
  RepositoryOnDisk() { fs::remove_all(root_); }
  ~RepositoryOnDisk() override { fs::remove_all(root_); }

  void write(const fs::path& path, std::string_view text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path, std::ios::binary) << text;
  }

  const fs::path root_ =
      fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(RepositoryOnDisk, ReadsWhatAReaderSees) {
  write("src/base/a.hpp", "text");
  write(".ci/run", "hidden folders count");
  write("web/node_modules/x/README.md", "");
  write("build/release/a.o", "");
  write("data/journal.db", "");
  write(".git/HEAD", "");
  write("docs/build/page.md", "only the root's build/ is output");
  write("logo.png", std::string_view("\x89PNG\0", 5));

  const Repository repository = read_repository(root_);

  std::vector<std::string> paths;
  for (const File& file : repository.files()) paths.push_back(file.path);
  EXPECT_EQ(paths, (std::vector<std::string>{".ci/run", "docs/build/page.md", "logo.png",
                                             "src/base/a.hpp"}));
  EXPECT_EQ(repository.find("src/base/a.hpp")->text, "text");
  EXPECT_EQ(repository.find("logo.png")->text, "");
  EXPECT_TRUE(repository.has("src/base"));
  EXPECT_FALSE(repository.has("src/money"));
}

TEST_F(RepositoryOnDisk, ThrowsWhenThereIsNone) {
  EXPECT_THROW(read_repository(root_ / "nowhere"), fs::filesystem_error);
}

}  // namespace
}  // namespace tributary::tidy
