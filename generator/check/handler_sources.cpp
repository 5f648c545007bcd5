#include "check/handler_sources.hpp"

#include "read/text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <system_error>

namespace event_codegen {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view SOURCE_ENDING = "_handler.cpp";

std::optional<fs::path> findSource(const std::string& file, const std::vector<fs::path>& directories) {
  for (const auto& directory : directories) {
    std::error_code ignored;
    // Anything of that name counts, a broken link too: it is not ours to replace.
    if (auto path = directory / file; fs::exists(fs::symlink_status(path, ignored))) return path;
  }
  return std::nullopt;
}

void reportMissing(const Handler& handler, const std::vector<fs::path>& directories, Severity severity,
                   Diagnostics& diagnostics) {
  const auto look = [&](const std::string& file, std::string_view what) {
    if (findSource(file, directories)) return;
    diagnostics.report(severity, "handler-without-source", handler.span,
                       std::string(what) + inBackticks(handler.id) +
                           " has no source file: `event_codegen scaffold` makes " +
                           inBackticks((directories.front() / file).generic_string()));
  };
  look(handler.fileName, "");
  if (handler.options.onFailure) look(failureHandlerFile(handler), "`onFailure` of ");
}

/// A folder in which sources are looked for: which are expected there, and whose it is.
struct Folder {
  std::set<std::string, std::less<>> expected;
  const Feature* owner = nullptr;
};

void reportStray(const fs::path& path, const Folder& folder, Severity severity, Diagnostics& diagnostics) {
  std::error_code error;
  std::vector<std::string> names;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
    std::string name = entry->path().filename().string();
    if (name.ends_with(SOURCE_ENDING) && !folder.expected.contains(name)) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    std::string id = name.substr(0, name.size() - 4);
    std::replace(id.begin(), id.end(), '_', '-');
    diagnostics.report(severity, "source-without-handler", Span{folder.owner->file, 0, 0, 0},
                       inBackticks((path / name).lexically_normal().generic_string()) +
                           " is the source of no handler: declare " + inBackticks(id) +
                           " here, or remove or rename the file");
  }
}

}  // namespace

std::vector<fs::path> handlerDirectories(const Feature& feature, const std::string& handlersDirectory) {
  std::vector<fs::path> directories{feature.directory};
  if (!handlersDirectory.empty()) {
    directories.emplace_back(handlersDirectory);
    directories.push_back(fs::path(handlersDirectory) / feature.name);
  }
  return directories;
}

std::optional<fs::path> findHandlerSource(const Handler& handler, const std::string& file,
                                          const std::string& handlersDirectory) {
  return findSource(file, handlerDirectories(*handler.feature, handlersDirectory));
}

void checkHandlerSources(const Application& application, const std::string& handlersDirectory, Severity missing,
                         Severity stray, Diagnostics& diagnostics) {
  std::map<fs::path, Folder> folders;
  for (const auto& feature : application.features) {
    const std::vector<fs::path> directories = handlerDirectories(*feature, handlersDirectory);
    for (const fs::path& directory : directories) {
      Folder& folder = folders[directory.empty() ? fs::path(".") : directory.lexically_normal()];
      if (folder.owner == nullptr) folder.owner = feature.get();
      for (const auto& handler : feature->handlers) folder.expected.insert(handler->fileName);
    }
    if (missing == Severity::off) continue;
    for (const auto& handler : feature->handlers) reportMissing(*handler, directories, missing, diagnostics);
  }
  if (stray == Severity::off) return;
  for (const auto& [path, folder] : folders) reportStray(path, folder, stray, diagnostics);
}

}  // namespace event_codegen
