#include "run_case.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

const fs::path CASES = fs::path(GENERATOR_CASES) / "errors";

std::string contentsOf(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<fs::path> allCases() {
  std::vector<fs::path> cases;
  for (const auto& entry : fs::directory_iterator(CASES)) {
    if (entry.is_directory()) cases.push_back(entry.path());
  }
  std::sort(cases.begin(), cases.end());
  return cases;
}

}  // namespace

// UPDATE_GOLDEN=1 in the environment writes what is said now; read the difference before committing it.
TEST_CASE("every kind of mistake is answered with its place and a remedy") {
  const bool update = std::getenv("UPDATE_GOLDEN") != nullptr;
  const std::vector<fs::path> cases = allCases();
  CHECK(cases.size() >= 40);
  for (const fs::path& directory : cases) {
    const std::string name = directory.filename().string();
    CAPTURE(name);
    const std::string said = complaintsAbout(directory);
    CHECK_FALSE(said.empty());
    const fs::path expected = directory / "expected.stderr";
    if (update) std::ofstream(expected, std::ios::binary) << said;
    CHECK(said == contentsOf(expected));
  }
}

TEST_CASE("what the language allows is taken without a complaint") {
  CHECK(complaintsAbout(fs::path(GENERATOR_CASES) / "generate" / "first-slice") == "");
}
