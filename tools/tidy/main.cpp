// tidy FOLDER: checks the repository in FOLDER against its own rules; names each place that breaks
// one and ends with 1 when there is any.

#include <cstdio>
#include <exception>

#include "tidy/repository.hpp"
#include "tidy/rules.hpp"

int main(int argc, char** argv) {
  using namespace tributary::tidy;
  if (argc != 2) {
    std::fputs("usage: tidy FOLDER\n", stderr);
    return 2;
  }
  try {
    const Repository repository = read_repository(argv[1]);
    std::size_t count = 0;
    for (const auto rule : rules) {
      for (const Finding& finding : rule(repository)) {
        std::printf("%s:%d: %s\n", finding.path.c_str(), finding.line, finding.message.c_str());
        ++count;
      }
    }
    std::printf("tidy: %zu files, %zu findings\n", repository.files().size(), count);
    return count == 0 ? 0 : 1;
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "tidy: %s\n", fault.what());
    return 2;
  }
}
