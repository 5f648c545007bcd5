// Every directory of cases/generate is an application: its YAML, `expected/` (what generate writes) and `handlers/`
// (the skeletons). UPDATE_GOLDEN=1 in the environment writes them anew.
#include "check/check.hpp"
#include "model/application.hpp"
#include "render/render.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace {

namespace fs = std::filesystem;
using event_codegen::RenderedFiles;

std::string readText(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

RenderedFiles filesUnder(const fs::path& directory) {
  RenderedFiles files;
  if (!fs::exists(directory)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file())
      files[entry.path().lexically_relative(directory).generic_string()] = readText(entry.path());
  }
  return files;
}

void writeFiles(const fs::path& directory, const RenderedFiles& files) {
  fs::remove_all(directory);
  for (const auto& [path, text] : files) {
    fs::create_directories((directory / path).parent_path());
    std::ofstream(directory / path, std::ios::binary) << text;
  }
}

struct Rendered {
  RenderedFiles expected;
  RenderedFiles handlers;
};

Rendered renderCase(const fs::path& directory) {
  std::vector<std::string> types;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.path().filename() == "types.yaml") types.push_back(entry.path().string());
  }
  std::sort(types.begin(), types.end());
  event_codegen::Diagnostics diagnostics;
  const auto sources = event_codegen::readSources((directory / "events.yaml").string(), types, diagnostics);
  const auto application = event_codegen::buildModel(sources, diagnostics);
  event_codegen::check(application, {"", false}, diagnostics);
  std::ostringstream complaints;
  event_codegen::printDiagnostics(complaints, diagnostics, event_codegen::ErrorFormat::text, false);
  REQUIRE_MESSAGE(!diagnostics.hasErrors(), complaints.str());

  const event_codegen::Renderer renderer(application);
  Rendered rendered;
  rendered.expected = renderer.renderApplication();
  std::vector<std::string> names = event_codegen::applicationFiles();
  for (const auto& feature : application.features) {
    rendered.expected.merge(renderer.renderFeature(*feature));
    const auto files = event_codegen::featureFiles(*feature);
    names.insert(names.end(), files.begin(), files.end());
    for (const auto& handler : feature->handlers) {
      rendered.handlers[feature->name + "/" + handler->fileName] = renderer.renderSkeleton(*handler);
      if (handler->options.onFailure) {
        rendered.handlers[feature->name + "/" + event_codegen::failureHandlerFile(*handler)] =
            renderer.renderFailureSkeleton(*handler);
      }
    }
  }
  // The names that are promised beforehand are those that come.
  CHECK(names.size() == rendered.expected.size());
  for (const auto& name : names) CHECK_MESSAGE(rendered.expected.contains(name), name);
  return rendered;
}

void compare(const fs::path& directory, const RenderedFiles& rendered) {
  const auto expected = filesUnder(directory);
  for (const auto& [path, text] : expected) {
    const std::string place = (directory / path).string();
    const bool isGenerated = rendered.contains(path);
    CHECK_MESSAGE(isGenerated, "no longer generated: ", place);
  }
  for (const auto& [path, text] : rendered) {
    const std::string place = (directory / path).string();
    const auto golden = expected.find(path);
    if (golden == expected.end()) {
      FAIL_CHECK("not in the golden files: " << place);
    } else {
      const bool isEqual = text == golden->second;
      CHECK_MESSAGE(isEqual, place);
    }
  }
}

}  // namespace

TEST_CASE("every golden application renders as it should") {
  const bool update = std::getenv("UPDATE_GOLDEN") != nullptr;
  std::size_t cases = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(CASES_DIRECTORY) / "generate")) {
    CAPTURE(entry.path().filename().string());
    const auto rendered = renderCase(entry.path());
    if (update) {
      writeFiles(entry.path() / "expected", rendered.expected);
      writeFiles(entry.path() / "handlers", rendered.handlers);
    }
    compare(entry.path() / "expected", rendered.expected);
    compare(entry.path() / "handlers", rendered.handlers);
    ++cases;
  }
  CHECK(cases >= 6);
}

TEST_CASE("generated text names no place of the machine that generated it") {
  const auto here = fs::path(CASES_DIRECTORY) / "generate" / "first-slice";
  const auto rendered = renderCase(here);
  for (const auto& file : rendered.expected) {
    CHECK_MESSAGE(file.second.find(here.string()) == std::string::npos, file.first);
    CHECK_MESSAGE(file.second.starts_with(event_codegen::GENERATED_MARK), file.first);
  }
}
